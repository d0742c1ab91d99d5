"""RFC 2047 encoded words, also where they are broken: in quotes, split inside a character, with spaces, unlabelled."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from .charsets import decode
from .repairs import Repairs

ENCODED_WORD: Final = re.compile(r"=\?([\w.:+*-]{1,60})\?([bBqQ])\?((?:[^?=]|=(?!\?[^=])|\?(?!=)){0,4000})\?=")
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/=]+")
_PADDING: Final = re.compile(rb"=+")
_BLOCKS: Final = 1_000

_Run = tuple[str, tuple[tuple[str, bytes], ...]]
"""A charset, and neighbouring words in it: the encoding and what is encoded. Some programs cut a whole subject's
base64 wherever a line ends, so that a word alone is no whole number of bytes.
"""


def lenient_base64(data: bytes) -> bytes:
    """Decodes what can be decoded: stray characters, missing padding and several blocks in a row included."""
    blocks = _PADDING.split(_NOT_BASE64.sub(b"", data), maxsplit=_BLOCKS)
    return b"".join(_block(block) for block in blocks)


def _block(block: bytes) -> bytes:
    whole = block[:-1] if len(block) % 4 == 1 else block
    try:
        return base64.b64decode(whole + b"=" * (-len(whole) % 4))
    except binascii.Error:
        return b""


def decode_words(raw: str, *, repairs: Repairs, hint: str | None = None) -> str:
    """The text of a header value given as Latin-1 (one character a byte), with everything encoded in it decoded.

    Neighbouring words of one charset are joined before decoding, because a character may be split between them.
    """
    pieces: list[str] = []
    pending: _Run = ("", ())
    end = 0
    for word in ENCODED_WORD.finditer(raw):
        between = raw[end : word.start()]
        charset = word[1].partition("*")[0].lower()
        content = (word[2].lower(), word[3].encode("latin-1"))
        if pending[1] and not between.strip():
            if pending[0] == charset:
                pending = (charset, (*pending[1], content))
                end = word.end()
                continue
            between = ""
        pieces += [_flush(pending, repairs), _literal(between, hint=hint, repairs=repairs)]
        pending, end = (charset, (content,)), word.end()
    pieces += [_flush(pending, repairs), _literal(raw[end:], hint=hint, repairs=repairs)]
    return _BREAKS.sub(" ", "".join(pieces)).strip()


def _flush(run: _Run, repairs: Repairs) -> str:
    charset, words = run
    if not words:
        return ""
    read = decode(b"".join(_payload(encoding, content) for encoding, content in words), charset)
    if read.repair and all(encoding == "b" for encoding, _ in words):
        unbroken = decode(lenient_base64(b"".join(content for _, content in words)), charset)
        read = read if unbroken.repair else unbroken
    return repairs.take(read, where="header")


def _payload(encoding: str, content: bytes) -> bytes:
    if encoding == "b":
        return lenient_base64(content)
    return binascii.a2b_qp(content.replace(b" ", b"_"), header=True)


def _literal(raw: str, *, hint: str | None, repairs: Repairs) -> str:
    if raw.isascii():
        return raw
    return repairs.take(decode(raw.encode("latin-1"), hint=hint), where="header")
