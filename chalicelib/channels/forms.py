"""Form posts, urlencoded or multipart. Values stay bytes: a field may be in any charset, and a mail in several.

https://url.spec.whatwg.org/#application/x-www-form-urlencoded and https://www.rfc-editor.org/rfc/rfc7578
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from chalicelib.model.errors import MalformedPayload

from .email.mime import Part, read_tree
from .email.parameters import split_value
from .email.repairs import Repairs

MOST_FIELDS: Final = 200
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
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    return tuple(_field(part) for part in read_tree(head + body, Repairs()).children)


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
        raise MalformedPayload(f"a form with more than {MOST_FIELDS} fields") from None
    return tuple(Field(name=name, value=value.encode("latin-1")) for name, value in pairs)
