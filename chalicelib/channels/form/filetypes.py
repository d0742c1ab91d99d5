"""What a file is by its first bytes. What its sender says of it counts for nothing. Pure.

Taken is what people send to a support desk: pictures, PDF, short video and sound, plain text. Numbers by the formats'
own specifications (ISO/IEC 14496-12 for ``ftyp``, RFC 8794 for EBML, RFC 4867 for AMR, ISO/IEC 13818-7 for ADTS).
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

HEAD_BYTES: Final = 4_096
"""So much of a file decides."""
LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class FileType:
    """``extensions``: the usual one first."""

    media: str
    extensions: tuple[str, ...]


JPEG: Final = FileType("image/jpeg", (".jpg", ".jpeg", ".jfif"))
PNG: Final = FileType("image/png", (".png",))
GIF: Final = FileType("image/gif", (".gif",))
WEBP: Final = FileType("image/webp", (".webp",))
HEIC: Final = FileType("image/heic", (".heic", ".heif"))
AVIF: Final = FileType("image/avif", (".avif",))
PDF: Final = FileType("application/pdf", (".pdf",))
MP4: Final = FileType("video/mp4", (".mp4", ".m4v"))
QUICKTIME: Final = FileType("video/quicktime", (".mov", ".qt"))
MOBILE: Final = FileType("video/3gpp", (".3gp", ".3g2"))
WEBM: Final = FileType("video/webm", (".webm",))
MATROSKA: Final = FileType("video/x-matroska", (".mkv",))
MP3: Final = FileType("audio/mpeg", (".mp3",))
M4A: Final = FileType("audio/mp4", (".m4a", ".m4b"))
AAC: Final = FileType("audio/aac", (".aac",))
AMR: Final = FileType("audio/amr", (".amr",))
OGG: Final = FileType("audio/ogg", (".ogg", ".oga", ".opus"))
WAV: Final = FileType("audio/wav", (".wav",))
TEXT: Final = FileType("text/plain", (".txt", ".log", ".csv"))
TAKEN: Final = (
    JPEG, PNG, GIF, WEBP, HEIC, AVIF, PDF, MP4, QUICKTIME, MOBILE, WEBM, MATROSKA, MP3, M4A, AAC, AMR, OGG, WAV, TEXT,
)  # fmt: skip

_BEGINNINGS: Final = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
    (b"ID3", MP3),
    (b"#!AMR\n", AMR),
    (b"#!AMR-WB\n", AMR),
    (b"OggS", OGG),
)
_BRANDS: Final = {
    HEIC: ("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"),
    AVIF: ("avif", "avis"),
    QUICKTIME: ("qt  ",),
    M4A: ("M4A ", "M4B ", "M4P "),
    MOBILE: ("3gp", "3g2", "3ge", "3gg", "3gs"),
    MP4: ("iso", "mp4", "avc1", "M4V", "MSNV", "dash", "mmp4"),
}
_EBML: Final = b"\x1a\x45\xdf\xa3"
_EBML_HEADER: Final = 64
_CONTROL: Final = frozenset(map(chr, range(32))) - set("\t\n\r\f") | {"\x7f"}


def sniffed(head: bytes) -> FileType | None:
    """``head``: the first ``HEAD_BYTES`` of the file, or all of it. ``None`` for anything that is not taken."""
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    readers: tuple[Callable[[bytes], FileType | None], ...] = (_boxed, _riff, _ebml, _mpeg_audio, _text)
    return next((found for read in readers if (found := read(head))), None)


def fitting_name(name: str, kind: FileType) -> str:
    """A name to save it under that cannot make more of the file than it is: no path, and an extension of its type."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>:|?*;%').strip(" .")
    stem, dot, extension = plain.rpartition(".")
    if dot and f".{extension.lower()}" in kind.extensions:
        return f"{stem.strip(' .')[:LONGEST_NAME] or 'attachment'}.{extension.lower()}"
    return (plain[:LONGEST_NAME] or "attachment") + kind.extensions[0]


def _boxed(head: bytes) -> FileType | None:
    if head[4:8] != b"ftyp":
        return None
    brand = head[8:12].decode("latin-1")
    return next((found for found, brands in _BRANDS.items() if brand.startswith(brands)), None)


def _riff(head: bytes) -> FileType | None:
    return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12]) if head.startswith(b"RIFF") else None


def _ebml(head: bytes) -> FileType | None:
    if not head.startswith(_EBML):
        return None
    named = head[:_EBML_HEADER]
    return WEBM if b"webm" in named else MATROSKA if b"matroska" in named else None


def _mpeg_audio(head: bytes) -> FileType | None:
    """A frame header without a tag before it: twelve bits of sync, then fields that are not all allowed."""
    if len(head) < 4 or head[0] != 0xFF:
        return None
    second, third = head[1], head[2]
    if second & 0xF6 == 0xF0:
        return AAC
    is_layer_three = second & 0xE6 == 0xE2 and second & 0x18 != 0x08
    return MP3 if is_layer_three and third >> 4 not in (0x0, 0xF) and third & 0x0C != 0x0C else None


def _text(head: bytes) -> FileType | None:
    """UTF-8 without control characters; the end of ``head`` may cut a character."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return None
    return TEXT if text.strip() and not _CONTROL.intersection(text) else None
