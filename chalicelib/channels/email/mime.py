"""The tree of parts of a mail. Broken boundaries, wrong encodings and bombs give what can be read, never an error."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from .headers import Headers, split_headers
from .parameters import safe_file_name, split_value, text_of
from .repairs import Repairs
from .words import lenient_base64

MOST_PARTS: Final = 200
DEEPEST: Final = 10
_GUESSED_BOUNDARY: Final = re.compile(rb"^--(\S[^\r\n]{0,200}?)[ \t]*\r?\nContent-", re.MULTILINE | re.IGNORECASE)
_UU_BEGIN: Final = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)


@dataclass
class Part:
    """One node. ``index`` counts the nodes from the root (0) downwards in reading order."""

    index: int
    headers: Headers
    raw: bytes
    repairs: Repairs
    parent: Part | None = None
    children: list[Part] = field(default_factory=list)

    @cached_property
    def _content_type(self) -> tuple[str, dict[str, str]]:
        return split_value(self.headers.get("content-type"))

    @cached_property
    def _disposition(self) -> tuple[str, dict[str, str]]:
        return split_value(self.headers.get("content-disposition"))

    @property
    def content_type(self) -> str:
        if "/" in self._content_type[0]:
            return self._content_type[0]
        in_digest = self.parent is not None and self.parent.content_type == "multipart/digest"
        return "message/rfc822" if in_digest else "text/plain"

    @property
    def disposition(self) -> str:
        return self._disposition[0]

    @property
    def parameters(self) -> dict[str, str]:
        return self._content_type[1]

    @property
    def charset(self) -> str | None:
        return self.parameters.get("charset") or None

    @property
    def charset_nearby(self) -> str | None:
        """The charset of this part or of the nearest part around it that names one."""
        return self.charset or (self.parent.charset_nearby if self.parent else None)

    @cached_property
    def file_name(self) -> str | None:
        name = text_of(self._disposition[1], "filename", repairs=self.repairs)
        name = name or text_of(self.parameters, "name", repairs=self.repairs)
        return safe_file_name(name) or None if name else None

    @cached_property
    def content(self) -> bytes:
        """The bytes after undoing the transfer encoding."""
        encoding = self.headers.get("content-transfer-encoding").strip().lower()
        if encoding.startswith("base64"):
            return lenient_base64(self.raw)
        if encoding.startswith("quoted"):
            return binascii.a2b_qp(self.raw)
        if encoding in ("x-uuencode", "uuencode", "x-uue"):
            return _uudecoded(self.raw)
        return self.raw

    def walk(self) -> Iterator[Part]:
        yield self
        for child in self.children:
            yield from child.walk()


def read_tree(raw: bytes, repairs: Repairs) -> Part:
    """The tree of a whole mail."""
    text = raw.lstrip(b"\r\n \t\x00\xef\xbb\xbf")
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    return _Reader(repairs).read(text, parent=None, depth=0)


@dataclass
class _Reader:
    repairs: Repairs
    count: int = 0

    def read(self, data: bytes, *, parent: Part | None, depth: int) -> Part:
        headers, start = split_headers(data, self.repairs)
        part = Part(index=self.count, headers=headers, raw=data[start:], repairs=self.repairs, parent=parent)
        self.count += 1
        if part.content_type.startswith("multipart/"):
            self._read_children(part, depth=depth)
        return part

    def _read_children(self, part: Part, *, depth: int) -> None:
        if depth >= DEEPEST:
            self.repairs.note(f"parts nested deeper than {DEEPEST} were not opened")
            return
        for piece in self._pieces(part):
            if self.count >= MOST_PARTS:
                self.repairs.note(f"only the first {MOST_PARTS} parts were read")
                return
            part.children.append(self.read(piece, parent=part, depth=depth + 1))

    def _pieces(self, part: Part) -> list[bytes]:
        boundary = part.parameters.get("boundary", "").encode("latin-1").rstrip()
        pieces = _split(part.raw, boundary) if boundary else []
        if pieces:
            return pieces
        guess = _GUESSED_BOUNDARY.search(part.raw)
        if guess is None:
            return []
        self.repairs.note("the boundary between the parts was guessed")
        return _split(part.raw, guess[1])


def _split(raw: bytes, boundary: bytes) -> list[bytes]:
    """The pieces between the delimiter lines; a missing last delimiter loses nothing. The line break before a
    delimiter belongs to it (RFC 2046, section 5.1.1).
    """
    delimiter = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
    pieces: list[bytes] = []
    start: int | None = None
    for match in delimiter.finditer(raw):
        if start is not None:
            pieces.append(raw[start : match.start()].removesuffix(b"\n").removesuffix(b"\r"))
        if match[1] or len(pieces) > MOST_PARTS:
            return pieces
        start = match.end()
    if start is not None and raw[start:].strip():
        pieces.append(raw[start:])
    return pieces


def _uudecoded(raw: bytes) -> bytes:
    begin = _UU_BEGIN.search(raw)
    decoded = b""
    for line in raw[begin.end() if begin else 0 :].splitlines():
        if line == b"end":
            break
        try:
            decoded += binascii.a2b_uu(line)
        except binascii.Error:
            continue
    return decoded
