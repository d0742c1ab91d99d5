"""Bytes to text, whatever the label says.

Labels lie in three ways: they name a subset of what was used (gb2312 for GB18030), another charset altogether
(Big5 for UTF-8), or nothing a computer knows. A label is believed until the bytes contradict it; then the reading
with the most everyday characters wins. Nothing here raises.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import Final

from .escaped import read_escaped
from .guessing import SAMPLE, everydayness, guess_codec, looks_chinese

_SUPERSETS: Final = {
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "ms936", "euc-cn", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "big5hkscs", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("ks_c_5601-1987", "ks_c_5601", "euc-kr", "ksc5601"), "cp949"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("iso-2022-jp", "csiso2022jp"), "iso2022_jp_ext"),
    **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e"), "iso-8859-8"),
    **dict.fromkeys(("us-ascii", "ascii", "ansi_x3.4-1968", "iso-8859-1", "latin1", "latin-1"), "cp1252"),
    **dict.fromkeys(("utf8", "utf8mb4", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("gb", "chinese", "simplified chinese", "gb2312-80", "euccn"), "gb18030"),
    **dict.fromkeys(("chinesebig5", "big-5", "x-big5", "big5-eten"), "big5hkscs"),
    **dict.fromkeys(("tis-620", "iso-8859-11", "windows-874", "x-windows-874"), "cp874"),
    **dict.fromkeys(("unicode", "ucs-2", "iso-10646-ucs-2"), "utf-16"),
}
_FAMILY: Final = re.compile(r"(?:x-)?(?:(windows|cp|ibm)[-_]?(\d{3,5})|mac[-_](\w+))")
_NOT_FOR_MAIL: Final = {"idna", "punycode", "unicode_escape", "raw_unicode_escape"}
_CHINESE_AND_KOREAN: Final = {"gb18030", "big5hkscs", "cp950", "cp949", "hz"}
_ESCAPED: Final = {"iso2022_jp_ext", "iso2022_jp", "iso2022_kr", "hz", "utf-7"}
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LONGEST_CHARACTER: Final = 4
_FEWEST_ZEROS: Final = 4
"""UTF-16 of Western text is half zeros; one byte in so many is enough to look for it."""
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LONG_UTF8: Final = re.compile(rb"[\xe0-\xf4][\x80-\xbf]{2}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """``repair`` says what was wrong with the label, in plain words; ``None`` when nothing was."""

    text: str
    codec: str
    repair: str | None = None


def codec_for(label: str | None) -> str | None:
    """The codec to read this label with, ``None`` when no computer knows it."""
    name = (label or "").strip(" \t\"';,<>").lower().removeprefix("charset=")
    if family := _FAMILY.fullmatch(name):
        name = _SUPERSETS.get(name) or (f"cp{family[2]}" if family[2] else f"mac_{family[3]}")
    if name in _SUPERSETS:
        return _SUPERSETS[name]
    try:
        known = codecs.lookup(name).name if name else None
        b"a".decode(name or "ascii", "replace")  # some codecs do not make text
    except (LookupError, ValueError):
        return None
    if known is None or known.replace("-", "_") in _NOT_FOR_MAIL:
        return None
    return _SUPERSETS.get(known.replace("_", "-"), _SUPERSETS.get(known, known))


def decode(data: bytes, label: str | None = None, *, hint: str | None = None) -> Decoded:
    """Reads ``data`` as ``label`` says, or better. ``hint`` is a charset used nearby, for when there is no label."""
    decoded = _decode(data, label=label, hint=hint)
    if _LONE_SURROGATE.search(decoded.text) is None:
        return decoded
    return replace(decoded, text=_LONE_SURROGATE.sub("\ufffd", decoded.text))


def _decode(data: bytes, *, label: str | None, hint: str | None) -> Decoded:
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return Decoded(data.decode(codec, "replace"), codec)
    claimed = codec_for(label)
    if data.isascii() and (claimed is None or not _uses_ascii_bytes(claimed)):
        return _read_ascii(data, label=label, known=claimed is not None)
    if claimed is None:
        return _unlabelled(data, label=label, hint=codec_for(hint))
    return _labelled(data, label=label or "", claimed=claimed)


def _uses_ascii_bytes(codec: str) -> bool:
    """Whether bytes below 0x80 mean something else than ASCII in this codec."""
    return codec in _ESCAPED or codec.startswith(("utf-16", "utf-32"))


def _read_ascii(data: bytes, *, label: str | None, known: bool) -> Decoded:
    if b"\x1b$" in data:
        codec = "iso2022_kr" if b"\x1b$)C" in data else "iso2022_jp_ext"
        text = _strict(data, codec) or read_escaped(data)
        return Decoded(text, codec, f"unlabelled text read as {codec}")
    if data.count(b"\x00") * _FEWEST_ZEROS > len(data) and (wide := _wide(data)):
        return replace(wide, repair=f"unlabelled text read as {wide.codec}")
    repair = f"unknown charset '{label[:40]}'" if label and not known else None
    return Decoded(data.decode("ascii"), "ascii", repair)


def _unlabelled(data: bytes, *, label: str | None, hint: str | None) -> Decoded:
    claims = ("utf-8", hint) if hint else ("utf-8",)
    whole = next((read for codec in claims if (read := _whole(data, codec))), None)
    read = whole or _likeliest(data, first=hint)
    what = f"unknown charset '{label[:40]}'" if label else "8-bit text without a charset"
    return Decoded(read.text, read.codec, f"{what} read as {read.codec}")


def _labelled(data: bytes, *, label: str, claimed: str) -> Decoded:
    if claimed != "utf-8" and _is_really_utf8(data, claimed=claimed):
        return Decoded(data.decode("utf-8"), "utf-8", f"labelled {label} but written in utf-8")
    if claimed == "cp1252" and looks_chinese(data):
        return Decoded(data.decode("gb18030", "replace"), "gb18030", f"labelled {label} but written in gb18030")
    whole = _whole(data, claimed) if claimed != "utf-16" else _wide(data)
    if whole:
        return whole
    if claimed in _ESCAPED and b"\x1b$" in data:
        return Decoded(read_escaped(data), claimed, f"not all valid {label}")
    read = _whole(data, "utf-8") or _likeliest(data, first=claimed)
    wrong = f"labelled {label} but read as {read.codec}" if read.codec != claimed else f"not all valid {label}"
    return Decoded(read.text, read.codec, wrong)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except ValueError:
        return None


def _whole(data: bytes, codec: str) -> Decoded | None:
    """Read without a gap, but for a last character that was cut off."""
    text = _strict(data, codec)
    if text is not None:
        return Decoded(text, codec)
    for cut in range(1, min(_LONGEST_CHARACTER, len(data))):
        text = _strict(data[:-cut], codec)
        if text and not text.isascii():
            return Decoded(text + "\ufffd", codec, "ends in the middle of a character")
    return None


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without a byte order mark, in the order that gives more everyday characters."""
    even = data[: len(data) // 2 * 2]
    readings = ((codec, _strict(even, codec)) for codec in ("utf-16-le", "utf-16-be"))
    read = [(everydayness(text[:SAMPLE]), codec, text) for codec, text in readings if text is not None]
    _, codec, text = max(read, default=(0.0, "", ""), key=lambda reading: reading[0])
    return Decoded(text, codec) if codec else None


def _is_really_utf8(data: bytes, *, claimed: str) -> bool:
    """Two-byte sequences are also good Chinese in legacy charsets, so there only longer ones convince."""
    if _uses_ascii_bytes(claimed) or _strict(data, "utf-8") is None:
        return False
    return claimed not in _CHINESE_AND_KOREAN or _LONG_UTF8.search(data) is not None


def _likeliest(data: bytes, *, first: str | None) -> Decoded:
    codec = guess_codec(data, first=first)
    return Decoded(data.decode(codec, "replace"), codec)
