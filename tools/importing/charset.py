"""How a text file is encoded: by its byte order mark, by its zero bytes, else by what decodes without an error."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from .problems import Unusable

SAMPLE: Final = 4_096
BLOCK: Final = 1_048_576
_UTF_16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def charset_of(path: Path, *, said: str | None = None) -> str:
    """``said`` is what the user knows. Raises ``Unusable`` when the file is not text in that or any charset we try."""
    candidates = (said,) if said else _candidates(path)
    for name in candidates:
        if _decodes(path, name):
            return name
    raise Unusable(f"{path} is not text in {' or '.join(candidates)}; name its charset, for example --encoding big5")


def _candidates(path: Path) -> Sequence[str]:
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    if start.startswith(_UTF_16_MARKS):
        return ("utf-16",)
    if b"\0" in start:
        return _by_zeros(start)
    return ("utf-8-sig", "gb18030")


def _by_zeros(start: bytes) -> Sequence[str]:
    """Delimiters and line ends have a zero byte: behind them in little endian, before them in big endian."""
    before, behind = start[::2].count(0), start[1::2].count(0)
    return ("utf-16-be",) if before > behind else ("utf-16-le",)


def _decodes(path: Path, charset: str) -> bool:
    try:
        decoder = codecs.getincrementaldecoder(charset)()
    except LookupError:
        raise Unusable(f"'{charset}' is not a charset known here") from None
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True
