"""The header block of a mail or of one of its parts, read past illegal lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from .repairs import Repairs

LONGEST_BLOCK: Final = 262_144
LONGEST_VALUE: Final = 65_536
_FIELD: Final = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
_MAILBOX_LINE: Final = (b"From ", b">From ")
_ILLEGAL_FIELD: Final = re.compile(rb"[A-Za-z][A-Za-z0-9]*-[^\r\n]*:")


@dataclass(slots=True)
class Headers:
    """Values are unfolded Latin-1, one character a byte, so that nothing is decided about charsets yet."""

    fields: list[tuple[str, str]] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        return [value for field_name, value in self.fields if field_name == name]

    def get(self, name: str) -> str:
        """The first value, empty when there is none."""
        return next((value for field_name, value in self.fields if field_name == name), "")

    def __contains__(self, name: str) -> bool:
        return any(field_name == name for field_name, _ in self.fields)


@dataclass(slots=True)
class _Line:
    """One logical line of the block, its continuations included. ``end`` is where the next one begins."""

    data: bytes
    end: int


def split_headers(data: bytes, repairs: Repairs) -> tuple[Headers, int]:
    """The headers at the start of ``data`` and where the body begins.

    Lines that are no header are left out when they look like one or headers follow them; otherwise they are the
    body's first lines.
    """
    fields: list[tuple[str, str]] = []
    body = strangers = 0
    for line in _logical_lines(data[:LONGEST_BLOCK]):
        if not line.data.strip(b"\r\n"):
            return Headers(fields), body if strangers else line.end
        if match := _FIELD.match(line.data):
            fields.append((match[1].decode("ascii").lower(), _unfold(match[2])))
            if strangers:
                repairs.note("an illegal header line was left out")
            body, strangers = line.end, 0
        elif line.data.startswith(_MAILBOX_LINE) and not fields:
            body = line.end
        elif _ILLEGAL_FIELD.match(line.data) and fields and not strangers:
            repairs.note("an illegal header line was left out")
            body = line.end
        else:
            strangers += 1
    return Headers(fields), body


def _logical_lines(block: bytes) -> Iterator[_Line]:
    line = _Line(b"", 0)
    for piece in block.splitlines(keepends=True):
        if line.data.strip(b"\r\n") and piece[:1] in (b" ", b"\t") and piece.strip():
            line = _Line(line.data + piece, line.end + len(piece))
            continue
        if line.data:
            yield line
        line = _Line(piece, line.end + len(piece))
    if line.data:
        yield line


def _unfold(value: bytes) -> str:
    return value[:LONGEST_VALUE].replace(b"\r", b"").replace(b"\n", b"").decode("latin-1").strip()
