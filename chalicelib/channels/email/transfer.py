"""Transfer encodings, undone: as the label says, or as the bytes show when the label is wrong (RFC 2045, section 6)."""

from __future__ import annotations

import binascii
import re
from typing import Final

from .repairs import Repairs
from .words import lenient_base64

_UU_BEGIN: Final = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)
_YENC_BEGIN: Final = re.compile(rb"^=ybegin [^\r\n]*\r?\n(?:=ypart [^\r\n]*\r?\n)?", re.MULTILINE)
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/=\s]|[A-Za-z0-9+/] +[A-Za-z0-9+/]")
_SHORT_LINE: Final = 40
_BASE64_LINES: Final = re.compile(rb"\s*(?:[A-Za-z0-9+/]{60,80}\r?\n)+[A-Za-z0-9+/]{0,80}={0,2}\s*")
_QUOTED_RUN: Final = re.compile(rb"(?:=[0-9A-F]{2}){3}")
_FEWEST_RUNS: Final = 2
_SAMPLE: Final = 8_192
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def undo(raw: bytes, encoding: str, *, is_text: bool, repairs: Repairs) -> bytes:
    """The bytes behind ``raw``. Never raises."""
    name = encoding.strip(" \t\"';").lower()
    if name.startswith("base64"):
        return _from_base64(raw, is_text=is_text, repairs=repairs)
    if name.startswith("quoted"):
        return binascii.a2b_qp(raw)
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return uudecoded(raw)
    if name == "x-yencode":
        return ydecoded(raw)
    return _unannounced(raw, repairs=repairs) if is_text else raw


def uudecoded(raw: bytes) -> bytes:
    begin = _UU_BEGIN.search(raw)
    decoded = bytearray()
    for line in raw[begin.end() if begin else 0 :].splitlines():
        if line == b"end":
            break
        try:
            decoded += binascii.a2b_uu(line)
        except binascii.Error:
            continue
    return bytes(decoded)


def ydecoded(raw: bytes) -> bytes:
    """yEnc: every byte moved up by 42, critical ones behind ``=`` by 64 more (http://www.yenc.org/yenc-draft.1.3.txt)."""
    begin = _YENC_BEGIN.search(raw)
    content = raw[begin.end() if begin else 0 :]
    end = content.rfind(b"=yend")
    flat = (content if end < 0 else content[:end]).replace(b"\r", b"").replace(b"\n", b"")
    first, *escaped = flat.split(b"=")
    moved = first + b"".join(bytes(((piece[0] - 64) % 256,)) + piece[1:] for piece in escaped if piece)
    return bytes((byte - 42) % 256 for byte in moved)


def _from_base64(raw: bytes, *, is_text: bool, repairs: Repairs) -> bytes:
    """Text that is no base64 at all stays as it is, and so does a footer that a list has put below."""
    if not is_text:
        return lenient_base64(raw)
    stranger = _NOT_BASE64.search(raw)
    if stranger is None:
        return lenient_base64(raw)
    lines = [line for line in raw[:_SAMPLE].splitlines() if line.strip()]
    if 2 * sum(1 for line in lines if _NOT_BASE64.search(line)) > len(lines):
        repairs.note("text labelled base64 is not base64")
        return raw
    footer = _footer_start(raw, stranger.start())
    if footer is None:
        return lenient_base64(raw)
    return lenient_base64(raw[:footer]) + b"\n" + raw[footer:]


def _footer_start(raw: bytes, stranger: int) -> int | None:
    """Where plain lines begin that go on to the end; ``None`` when base64 follows them."""
    start = raw.rfind(b"\n", 0, stranger) + 1
    lines = [line for line in raw[start:].splitlines() if line.strip()]
    plain = sum(1 for line in lines if _NOT_BASE64.search(line) or len(line) < _SHORT_LINE)
    return start if start and plain == len(lines) else None


def _unannounced(raw: bytes, *, repairs: Repairs) -> bytes:
    """Text whose label was lost on the way, when nothing else explains it."""
    if not raw.isascii():
        return raw
    if _BASE64_LINES.fullmatch(raw):
        decoded = lenient_base64(raw)
        if _CONTROL.search(decoded) is None:
            repairs.note("text in base64 without the label")
            return decoded
    if len(_QUOTED_RUN.findall(raw)) >= _FEWEST_RUNS:
        repairs.note("quoted-printable text without the label")
        return binascii.a2b_qp(raw)
    return raw
