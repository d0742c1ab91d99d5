"""Makes the Chinese of a PDF that Chromium printed one that can be searched and copied.

In CJK fonts one glyph stands for a character and for the radical of its form: 月 is U+6708, and U+2F49 as a radical.
Skia writes the lower of the two into the table that says which text a glyph is, so that nobody finds 月 any more.
"""

from __future__ import annotations

import io
import re
from typing import Any, Final
from unicodedata import normalize

from pypdf import PdfWriter

_SUPPLEMENT: Final = dict(
    zip(
        "⺟⺠⻁⻂⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "母民虎衤西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
"""What ``EquivalentUnifiedIdeograph`` of the Unicode Character Database says of CJK Radicals Supplement, as far as
these are characters of their own; the older radicals (Kangxi) are told by compatibility normalisation.
"""
_MAPPED: Final = re.compile(rb"^(<[0-9A-F]+> )<(2E[89A-F][0-9A-F]|2F[0-9A-D][0-9A-F])>$", re.MULTILINE | re.IGNORECASE)


def searchable(pdf: bytes) -> bytes:
    """The same pages, outline and tags."""
    book = PdfWriter(clone_from=io.BytesIO(pdf))
    for page in book.pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            _mend(font.get_object())
    written = io.BytesIO()
    book.write(written)
    return written.getvalue()


def _mend(font: Any) -> None:
    table = font.get("/ToUnicode")
    if table is not None:
        stream = table.get_object()
        stream.set_data(characters(stream.get_data()))


def characters(table: bytes) -> bytes:
    """A ToUnicode table (ISO 32000-1, 9.10.3) that names characters where it named radicals."""
    return _MAPPED.sub(lambda found: found[1] + b"<%04X>" % ord(_character(chr(int(found[2], 16)))), table)


def _character(radical: str) -> str:
    return _SUPPLEMENT.get(radical) or normalize("NFKC", radical)
