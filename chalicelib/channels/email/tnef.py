"""``winmail.dat``, the envelope Outlook puts around files: TNEF, [MS-OXTNEF].
https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxtnef/1f0544d7-30b7-4194-b58f-adc82f3763bb

Read are names and contents of files and the text where it is plain or HTML. Compressed RTF stays closed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

_SIGNATURE: Final = b"\x78\x9f\x3e\x22"
_HEAD: Final = 6
_ATTRIBUTE: Final = struct.Struct("<BII")
_CHECKSUM: Final = 2
_BODY: Final = 0x800C
_NEW_FILE: Final = 0x9002
_TITLE: Final = 0x8010
_DATA: Final = 0x800F
_FILE_PROPERTIES: Final = 0x9005
_MAIL_PROPERTIES: Final = 0x9003
_LONG_NAME: Final = (0x3707, 0x3001)
_PLAIN_BODY: Final = 0x1000
_HTML_BODY: Final = 0x1013
_ONE_BYTE_TEXT, _WIDE_TEXT, _OBJECT, _BINARY = 0x001E, 0x001F, 0x000D, 0x0102
_SIZES: Final = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4}
_LONG_SIZES: Final = {0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8, 0x0048: 16}
_MANY: Final = 0x1000
_FIRST_NAMED: Final = 0x8000
_MOST_FILES: Final = 200
_MOST_PROPERTIES: Final = 2_000


@dataclass(frozen=True, slots=True)
class PackedFile:
    """``name`` is Latin-1, one character a byte."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Package:
    """``text`` or ``html``, empty where there is none, and the files. What is damaged ends the reading there."""

    files: tuple[PackedFile, ...] = ()
    text: bytes = b""
    html: bytes = b""


def read(data: bytes) -> Package:
    """Never raises: anything else than TNEF is an empty package."""
    if not data.startswith(_SIGNATURE):
        return Package()
    package = Package()
    files: list[PackedFile] = []
    for name, content in _attributes(data):
        if name == _NEW_FILE and len(files) < _MOST_FILES:
            files.append(PackedFile("", b""))
        elif name in (_TITLE, _DATA, _FILE_PROPERTIES) and files:
            files[-1] = _told(files[-1], name, content)
        elif name == _BODY:
            package = replace(package, text=content.rstrip(b"\x00"))
        elif name == _MAIL_PROPERTIES:
            package = _with_bodies(package, dict(_properties(content)))
    return replace(package, files=tuple(file for file in files if file.content))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = _HEAD
    while at + _ATTRIBUTE.size <= len(data):
        _, name, length = _ATTRIBUTE.unpack_from(data, at)
        start = at + _ATTRIBUTE.size
        yield name & 0xFFFF, data[start : start + length]
        at = start + length + _CHECKSUM


def _told(file: PackedFile, name: int, content: bytes) -> PackedFile:
    if name == _DATA:
        return replace(file, content=content)
    if name == _TITLE:
        return file if file.name else replace(file, name=content.rstrip(b"\x00").decode("latin-1"))
    properties = dict(_properties(content))
    long_name = next((properties[each] for each in _LONG_NAME if properties.get(each)), b"")
    return replace(file, name=long_name.decode("latin-1")) if long_name else file


def _with_bodies(package: Package, properties: dict[int, bytes]) -> Package:
    return replace(
        package,
        text=properties.get(_PLAIN_BODY, b"") or package.text,
        html=properties.get(_HTML_BODY, b"") or package.html,
    )


def _properties(data: bytes) -> Iterator[tuple[int, bytes]]:
    """MAPI properties that are text or bytes, text as UTF-8 where it was wide."""
    cursor = _Cursor(data)
    for _ in range(min(cursor.number(), _MOST_PROPERTIES)):
        kind, name = cursor.number(2), cursor.number(2)
        if name >= _FIRST_NAMED:
            cursor.skip_name()
        values = list(_values(cursor, kind & ~_MANY, many=bool(kind & _MANY)))
        if cursor.is_past:
            return
        if values and kind == _WIDE_TEXT:
            yield name, values[0].decode("utf-16-le", "ignore").rstrip("\x00").encode("utf-8", "ignore")
        elif values and kind in (_ONE_BYTE_TEXT, _BINARY):
            yield name, values[0].rstrip(b"\x00")


def _values(cursor: _Cursor, kind: int, *, many: bool) -> Iterator[bytes]:
    is_long = kind in (_ONE_BYTE_TEXT, _WIDE_TEXT, _OBJECT, _BINARY)
    size = _SIZES.get(kind) or _LONG_SIZES.get(kind)
    if not is_long and size is None:
        cursor.give_up()
        return
    count = cursor.number() if many or is_long else 1
    for _ in range(min(count, _MOST_PROPERTIES)):
        if cursor.is_past:
            return
        yield cursor.padded(cursor.number()) if size is None else cursor.padded(size)


class _Cursor:
    """Walks through the bytes; past their end everything is zero and empty."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def is_past(self) -> bool:
        return self._at > len(self._data)

    def give_up(self) -> None:
        self._at = len(self._data) + 1

    def take(self, length: int) -> bytes:
        taken = self._data[self._at : self._at + length]
        self._at += length
        return taken

    def number(self, length: int = 4) -> int:
        return int.from_bytes(self.take(length), "little")

    def padded(self, length: int) -> bytes:
        """A value, past the zeros that fill it up to four bytes."""
        taken = self.take(length)
        self._at += -length % 4
        return taken

    def skip_name(self) -> None:
        """A named property: its GUID, then a number or a name."""
        self.take(16)
        if self.number() == 0:
            self.take(4)
        else:
            self.padded(self.number())
