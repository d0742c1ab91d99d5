"""Form posts, urlencoded or multipart. Values stay bytes: a field may be in any charset, and a mail in several.

https://url.spec.whatwg.org/#application/x-www-form-urlencoded and https://www.rfc-editor.org/rfc/rfc7578
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from chalicelib.model.errors import MalformedPayload

from .email.headers import split_headers
from .email.mime import Part
from .email.parameters import split_value
from .email.repairs import Repairs

MOST_FIELDS: Final = 200
_TOO_MANY: Final = f"a form with more than {MOST_FIELDS} fields"
_MULTIPART: Final = "multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """``file_name`` is ``None`` for a field that is no file."""

    name: str
    value: bytes
    file_name: str | None = None
    content_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class Form:
    fields: tuple[Field, ...]

    def get(self, name: str) -> bytes | None:
        """The first field of that name."""
        return next((field.value for field in self.fields if field.name == name), None)

    def text(self, name: str) -> str:
        """UTF-8, and empty when there is no such field."""
        return (self.get(name) or b"").decode("utf-8", "replace")

    @property
    def files(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.file_name is not None)


def is_multipart(content_type: str) -> bool:
    return split_value(content_type)[0] == _MULTIPART


def read_form(body: bytes, content_type: str) -> Form:
    """Raises ``MalformedPayload`` for more fields than any platform sends."""
    if is_multipart(content_type):
        return Form(_multipart(body, content_type))
    return Form(_urlencoded(body))


def _multipart(body: bytes, content_type: str) -> tuple[Field, ...]:
    """Strictly by the boundary: what a mail reader would mend may be what the form means."""
    boundary = split_value(content_type)[1].get("boundary", "").encode("latin-1", "replace")
    edge = re.compile(rb"\r\n--" + re.escape(boundary) + rb"(?:--)?[ \t]*(?=\r\n|\Z)")
    between = edge.split(b"\r\n" + body, maxsplit=MOST_FIELDS + 2)[1:-1] if boundary else []
    if len(between) > MOST_FIELDS:
        raise MalformedPayload(_TOO_MANY)
    return tuple(_field(_part(piece.removeprefix(b"\r\n"))) for piece in between)


def _part(piece: bytes) -> Part:
    head, _, value = piece.partition(b"\r\n\r\n")
    repairs = Repairs()
    headers, _ = split_headers(head + b"\r\n\r\n", repairs)
    return Part(index=0, headers=headers, raw=value, repairs=repairs)


def _field(part: Part) -> Field:
    _, parameters = split_value(part.headers.get("content-disposition"))
    named = "filename" in parameters or "filename*" in parameters
    return Field(
        name=parameters.get("name", ""),
        value=part.content,
        file_name=(part.file_name or "attachment") if named else None,
        content_type=part.content_type,
    )


def _urlencoded(body: bytes) -> tuple[Field, ...]:
    """Read as Latin-1, one character a byte, and written back as the same bytes."""
    try:
        pairs = parse_qsl(
            body.decode("latin-1"), keep_blank_values=True, encoding="latin-1", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise MalformedPayload(_TOO_MANY) from None
    return tuple(Field(name=name, value=value.encode("latin-1")) for name, value in pairs)
