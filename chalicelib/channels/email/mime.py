"""The tree of parts of a mail. Broken boundaries, wrong encodings and bombs give what can be read, never an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from . import tnef
from .embedded import Block, find_blocks
from .headers import Headers, split_headers
from .parameters import safe_file_name, split_value, text_of
from .repairs import Repairs
from .transfer import undo

MOST_PARTS: Final = 500
DEEPEST: Final = 10
_GUESSED_BOUNDARY: Final = re.compile(rb"^--(\S[^\r\n]{0,200}?)[ \t]*\r?\nContent-", re.MULTILINE | re.IGNORECASE)
_MEDIA_TYPE: Final = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_IDENTITY: Final = ("", "7bit", "8bit", "binary")
TNEF: Final = ("application/ms-tnef", "application/vnd.ms-tnef")


@dataclass
class Part:
    """One node. ``index`` counts the nodes from the root (0) downwards in reading order.

    ``preamble`` is what stands before the first delimiter of a multipart. The children of a text are files written
    into it; those of a ``winmail.dat`` the files in that.
    """

    index: int
    headers: Headers
    raw: bytes
    repairs: Repairs
    parent: Part | None = None
    children: list[Part] = field(default_factory=list)
    preamble: bytes = b""

    @cached_property
    def _content_type(self) -> tuple[str, dict[str, str]]:
        return split_value(self.headers.get("content-type"))

    @cached_property
    def _disposition(self) -> tuple[str, dict[str, str]]:
        return split_value(self.headers.get("content-disposition"))

    @property
    def content_type(self) -> str:
        if media_type := _MEDIA_TYPE.search(self._content_type[0]):
            return media_type[0]
        in_digest = self.parent is not None and self.parent.content_type == "multipart/digest"
        return "message/rfc822" if in_digest else "text/plain"

    @property
    def is_multipart(self) -> bool:
        return self.content_type.startswith("multipart/")

    @property
    def is_tnef(self) -> bool:
        return self.content_type in TNEF or (self.file_name or "").lower() == "winmail.dat"

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
        is_text = self.content_type.startswith("text/") and self.disposition != "attachment"
        return undo(self.raw, self.encoding, is_text=is_text, repairs=self.repairs)

    @property
    def encoding(self) -> str:
        return self.headers.get("content-transfer-encoding").strip().lower()

    def walk(self) -> Iterator[Part]:
        yield self
        for child in self.children:
            yield from child.walk()


def read_tree(raw: bytes, repairs: Repairs) -> Part:
    """The tree of a whole mail."""
    text = raw.lstrip(b"\r\n \t\x00\xef\xbb\xbf")
    if b"\n" not in text:
        text = text.replace(b"\r", b"\n")
    elif 2 * text.count(b"\r\r\n") > text.count(b"\n"):
        repairs.note("every line ended twice")
        text = text.replace(b"\r\r\n", b"\r\n")
    return _Reader(repairs).read(text, parent=None, depth=0)


@dataclass
class _Reader:
    repairs: Repairs
    count: int = 0

    def read(self, data: bytes, *, parent: Part | None, depth: int) -> Part:
        headers, start = split_headers(data, self.repairs)
        part = Part(index=self.count, headers=headers, raw=data[start:], repairs=self.repairs, parent=parent)
        self.count += 1
        if part.is_multipart:
            self._read_children(part, depth=depth)
        elif part.content_type == "text/plain" and part.disposition != "attachment" and part.encoding in _IDENTITY:
            self._take_out(part, find_blocks(part.raw))
        elif part.is_tnef:
            for file in tnef.read(part.content).files:
                self._add(part, raw=file.content, name=file.name, encoding="binary")
        return part

    def _take_out(self, part: Part, blocks: list[Block]) -> None:
        rest, end = b"", 0
        for block in blocks:
            self._add(part, raw=part.raw[block.start : block.end], name=block.name, encoding=block.encoding)
            rest, end = rest + part.raw[end : block.start], block.end
        part.raw = rest + part.raw[end:]

    def _add(self, part: Part, *, raw: bytes, name: str, encoding: str) -> None:
        """A file without headers of its own. ``name`` is Latin-1, one character a byte."""
        if self.count >= MOST_PARTS:
            return
        quoted = name.replace("\\", "/").replace('"', "'")
        fields = [
            ("content-type", f'application/octet-stream; name="{quoted}"'),
            ("content-transfer-encoding", encoding),
            ("content-disposition", "attachment"),
        ]
        part.children.append(
            Part(index=self.count, headers=Headers(fields), raw=raw, repairs=self.repairs, parent=part)
        )
        self.count += 1

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
            part.preamble = part.raw.partition(b"--" + boundary)[0]
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
