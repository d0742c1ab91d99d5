"""JSON that platforms push, read into shapes. A refusal names the fields only: what they hold may be personal."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from chalicelib.model.errors import MalformedPayload

Shape = TypeVar("Shape", bound=BaseModel)


def decoded(body: bytes | str) -> Any:
    """Integers of any size stay exact. Raises ``MalformedPayload``."""
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        raise MalformedPayload("the body is not JSON") from None


def shaped(shape: type[Shape], document: Any) -> Shape:
    """``document`` may be JSON in a string, as platforms nest it. Raises ``MalformedPayload``."""
    try:
        return shape.model_validate(decoded(document) if isinstance(document, str) else document)
    except ValidationError as error:
        places = sorted({".".join(map(str, each["loc"])) or "body" for each in error.errors(include_input=False)})
        raise MalformedPayload(f"unreadable: {', '.join(places)}", fields=places) from None
