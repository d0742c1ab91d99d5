"""JSON objects from a platform, read field by field: ids stay text whatever their size, and a field of another shape
than documented is ``MalformedPayload``, never a crash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic_core import from_json, to_json

from chalicelib.model.errors import MalformedPayload


@dataclass(frozen=True, slots=True)
class Document:
    """An object. What is absent reads as blank text, as an empty object or as no objects."""

    fields: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def has(self, name: str) -> bool:
        return self.fields.get(name) is not None

    def text(self, name: str) -> str:
        """Text without the space around it; numbers become text without passing through a float."""
        match self.fields.get(name):
            case None:
                return ""
            case str() as value:
                return value.strip()
            case bool() | int() | float() as value:
                return to_json(value).decode()
            case _:
                raise _malformed(name, "text")

    def required(self, name: str) -> str:
        if not (value := self.text(name)):
            raise MalformedPayload(f"the payload has no {name}", fields=[name])
        return value

    def is_true(self, name: str) -> bool:
        return self.fields.get(name) is True

    def child(self, name: str) -> Document:
        value = self.fields.get(name)
        if value is None:
            return Document()
        if not isinstance(value, dict):
            raise _malformed(name, "an object")
        return Document(value)

    def children(self, name: str) -> tuple[Document, ...]:
        value = self.fields.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise _malformed(name, "a list of objects")
        return tuple(Document(each) for each in value)

    def moment(self, name: str, *, ticks_per_second: int = 1) -> datetime:
        """Unix time, written as a number or as text."""
        try:
            return datetime.fromtimestamp(int(self.required(name)) / ticks_per_second, UTC)
        except (ValueError, OverflowError, OSError):
            raise _malformed(name, "unix time") from None

    def told(self, *known: str) -> str:
        """Every field but the known ones, a line each: for what nobody has heard of yet."""
        shown = {name: value for name, value in self.fields.items() if name not in known and value is not None}
        return "\n".join(
            f"{name}: {value if isinstance(value, str) else to_json(value).decode()}" for name, value in shown.items()
        )


def read_document(body: bytes) -> Document:
    """Raises ``MalformedPayload``."""
    try:
        value = from_json(body)
    except ValueError:
        raise MalformedPayload("the body is not JSON") from None
    if not isinstance(value, dict):
        raise MalformedPayload("the body is not a JSON object")
    return Document(value)


def _malformed(name: str, wanted: str) -> MalformedPayload:
    """Names the field only: what it holds may be personal."""
    return MalformedPayload(f"{name} is not {wanted}", fields=[name])
