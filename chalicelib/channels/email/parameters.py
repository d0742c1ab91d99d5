"""Parameters of Content-Type and Content-Disposition: RFC 2231, and what mailers write instead of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Final
from urllib.parse import unquote_to_bytes

from .charsets import decode
from .repairs import Repairs
from .words import decode_words

_PARAMETER: Final = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:\\.|[^"\\])*"|[^;]*)', re.DOTALL)
_SEGMENT: Final = re.compile(r"(?P<name>[^*]+)(?:\*(?P<index>\d{1,4}))?(?P<encoded>\*)?$")
_UNWANTED: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LONGEST_NAME: Final = 200


def split_value(raw: str) -> tuple[str, dict[str, str]]:
    """The value in lower case and its parameters as written, RFC 2231 segments still apart."""
    value, _, _ = raw.partition(";")
    parameters: dict[str, str] = {}
    for match in _PARAMETER.finditer(raw):
        parameters.setdefault(match[1].lower(), _unquoted(match[2].strip()))
    return value.strip().lower(), parameters


def text_of(parameters: Mapping[str, str], name: str, *, repairs: Repairs) -> str | None:
    """A parameter as text, its RFC 2231 segments joined or its encoded words decoded."""
    segments = _segments(parameters, name)
    if segments:
        return _join(segments, repairs)
    raw = parameters.get(name)
    return decode_words(raw, repairs=repairs) if raw else None


def safe_file_name(name: str) -> str:
    """A name without path, control and direction characters, at most 200 bytes long, its ending kept."""
    flat = _UNWANTED.sub("", name).replace("\\", "/").rpartition("/")[2].strip(" .")
    if len(flat.encode()) <= _LONGEST_NAME:
        return flat
    stem, dot, ending = flat.rpartition(".")
    if not dot or len(ending.encode()) > 20:
        stem, dot, ending = flat, "", ""
    room = _LONGEST_NAME - len((dot + ending).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + ending


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == '"' == value[-1]:
        return re.sub(r'\\(["\\])', r"\1", value[1:-1])
    return value


def _segments(parameters: Mapping[str, str], name: str) -> list[tuple[str, bool]]:
    found = []
    for key, value in parameters.items():
        match = _SEGMENT.match(key)
        if match and match["name"] == name and (match["index"] or match["encoded"]):
            found.append((int(match["index"] or 0), value, bool(match["encoded"])))
    return [(value, encoded) for _, value, encoded in sorted(found)]


def _join(segments: list[tuple[str, bool]], repairs: Repairs) -> str:
    """Encoded neighbours are joined first: some programs cut in the middle of a ``%XX``."""
    (first, is_encoded), *rest = segments
    charset = ""
    if is_encoded and first.count("'") >= 2:
        charset, _, first = first.split("'", 2)
    runs = groupby([(first, is_encoded), *rest], key=itemgetter(1))
    data = b"".join(_bytes("".join(value for value, _ in run), encoded=encoded) for encoded, run in runs)
    if not charset and b"=?" in data:
        return decode_words(data.decode("latin-1"), repairs=repairs)
    return repairs.take(decode(data, charset or None), where="file name")


def _bytes(text: str, *, encoded: bool) -> bytes:
    return unquote_to_bytes(text.encode("latin-1")) if encoded else text.encode("latin-1")
