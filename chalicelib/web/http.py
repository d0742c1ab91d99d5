"""Requests and answers as Chalice has them. JSON is written here and nowhere else: Chalice's own writer escapes
Chinese, turns decimals into floats and fails outside of any error handler.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

from chalice.app import Request, Response
from pydantic import BaseModel
from pydantic_core import from_json, to_json

from chalicelib.model.errors import InvalidInput, NotFound, TooLarge

JSON: Final = "application/json"
HTML: Final = "text/html; charset=utf-8"
BODY_LIMIT: Final = 4_500_000
"""Bytes; Lambda takes 6 MB, and base 64 costs a third of it."""
_PRIVATE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
LONGEST_NAME: Final = 512
"""Bytes of an id, account or token. All of ours are shorter, and DynamoDB refuses keys of more than 1,024."""


def json_answer(
    content: object, *, status: int = 200, headers: Mapping[str, str] | None = None, content_type: str = JSON
) -> Response:
    """``content`` is a pydantic model, or plain data."""
    body = content.model_dump_json() if isinstance(content, BaseModel) else to_json(content).decode()
    return Response(
        body=body, status_code=status, headers={**_PRIVATE, "Content-Type": content_type, **(headers or {})}
    )


def text_answer(text: str, *, content_type: str, file: str) -> Response:
    """To be kept under the name ``file``."""
    offered = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(body=text, headers={**_PRIVATE, **offered, "Content-Type": content_type})


def empty_answer(status: int = 204) -> Response:
    return Response(body="", status_code=status, headers={"Content-Type": JSON})


def body_of(request: Request) -> bytes:
    """The bytes as sent. Raises ``TooLarge``."""
    raw = request.raw_body
    if len(raw) > BODY_LIMIT:
        raise TooLarge(f"the body has {len(raw)} bytes, at most {BODY_LIMIT} are taken")
    return raw.encode() if isinstance(raw, str) else bytes(raw)


def query_of(request: Request) -> dict[str, str]:
    """Single values; of a repeated parameter the last counts."""
    return {name: str(value) for name, value in (request.query_params or {}).items()}


def headers_of(request: Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def source_address(request: Request) -> str:
    return str(request.context.get("identity", {}).get("sourceIp", ""))


def wants_json(request: Request) -> bool:
    """Browsers ask for HTML; everybody who asks for JSON gets it."""
    accept = request.headers.get("accept", "")
    return JSON in accept and "text/html" not in accept


def from_path(value: str) -> str:
    """Chalice hands path parameters over as they were sent. Raises as ``possible_name`` does."""
    return possible_name(unquote(value))


def possible_name(name: str) -> str:
    """The name itself. Raises ``NotFound`` for what cannot be the name of anything."""
    if not 0 < len(name.encode()) <= LONGEST_NAME:
        raise NotFound("there is nothing under this name")
    return name


def json_body(body: bytes) -> Any:
    """Raises ``InvalidInput``; an empty body is an empty object."""
    if not body.strip():
        return {}
    try:
        return from_json(body)
    except ValueError as error:
        raise InvalidInput("the body is not JSON", fields={"body": f"JSON in UTF-8: {error}"}) from None
    except RecursionError:
        raise InvalidInput("the body is nested too deeply", fields={"body": "JSON a few levels deep"}) from None
