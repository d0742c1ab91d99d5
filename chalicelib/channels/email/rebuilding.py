"""A raw mail made from what a provider took apart, so that there is one way of reading mail."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from chalicelib.model.errors import MalformedPayload

from .parameters import split_value

Header = tuple[str, bytes]
_OUTER: Final = "=_huiyin"
_INNER: Final = "=_huiyin-texts"  # neither can occur in base64
_NAME: Final = re.compile(r"[!-9;-~]+", re.ASCII)
_LINE_BREAKS: Final = re.compile(rb"[\r\n]+")
_CHARSET: Final = re.compile(r"[\w.:+-]{1,40}", re.ASCII)
_MEDIA_TYPE: Final = re.compile(r"(?!multipart/)[\w.+-]{1,60}/[\w.+-]{1,100}", re.ASCII)
_REPORT_TYPE: Final = re.compile(r"[\w-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenText:
    """``content`` as it came, in ``charset``."""

    content: bytes
    charset: str = "utf-8"
    is_html: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFile:
    name: str
    content_type: str
    content: bytes


def rebuild(headers: Iterable[Header], *, texts: Sequence[GivenText], files: Sequence[GivenFile]) -> bytes:
    """Raises ``MalformedPayload`` when there is neither a text nor a file."""
    parts = [*_texts([text for text in texts if text.content.strip()]), *(_file(file) for file in files)]
    if not parts:
        raise MalformedPayload("the provider sent a mail without any content")
    known = [(name, value) for name, value in headers if _NAME.fullmatch(name)]
    lines = [_line(name, value) for name, value in known if not _is_about_the_body(name)]
    return b"".join(lines) + _multipart(_kind(known), parts, boundary=_OUTER)


def has_header(headers: Iterable[Header], name: str) -> bool:
    return any(known.lower() == name.lower() for known, _ in headers)


def with_missing(headers: Sequence[Header], **defaults: str) -> list[Header]:
    """The headers and those defaults that none of them gives; ``_`` in a name stands for ``-``."""
    given = [(name.replace("_", "-"), value.encode("utf-8", "replace")) for name, value in defaults.items() if value]
    return [*headers, *(header for header in given if not has_header(headers, header[0]))]


def _is_about_the_body(name: str) -> bool:
    return name.lower().startswith("content-") or name.lower() == "mime-version"


def _line(name: str, value: bytes) -> bytes:
    return name.encode("ascii") + b": " + _LINE_BREAKS.sub(b" ", value) + b"\r\n"


def _kind(headers: Iterable[Header]) -> str:
    """A delivery report stays one: that is how it is recognised."""
    original = next((value for name, value in headers if name.lower() == "content-type"), b"")
    kind, parameters = split_value(original.decode("latin-1"))
    report_type = parameters.get("report-type", "")
    if kind == "multipart/report" and _REPORT_TYPE.fullmatch(report_type):
        return f"multipart/report; report-type={report_type}"
    return "multipart/mixed"


def _texts(texts: Sequence[GivenText]) -> list[bytes]:
    parts = [_part(f"text/{_subtype(text)}; charset={_charset(text)}", text.content) for text in texts]
    return parts if len(parts) < 2 else [_multipart("multipart/alternative", parts, boundary=_INNER)]


def _subtype(text: GivenText) -> str:
    return "html" if text.is_html else "plain"


def _charset(text: GivenText) -> str:
    return text.charset if _CHARSET.fullmatch(text.charset) else "utf-8"


def _file(file: GivenFile) -> bytes:
    kind = file.content_type if _MEDIA_TYPE.fullmatch(file.content_type) else "application/octet-stream"
    name = quote(file.name, safe="", errors="replace")
    return _part(kind, file.content, disposition=f"Content-Disposition: attachment; filename*=utf-8''{name}\r\n")


def _part(kind: str, content: bytes, *, disposition: str = "") -> bytes:
    head = f"Content-Type: {kind}\r\n{disposition}Content-Transfer-Encoding: base64\r\n\r\n"
    return head.encode("ascii") + base64.b64encode(content)


def _multipart(kind: str, parts: Iterable[bytes], *, boundary: str) -> bytes:
    edge = f"--{boundary}\r\n".encode("ascii")
    inside = b"\r\n".join(edge + part for part in parts)
    head = f'Content-Type: {kind}; boundary="{boundary}"\r\n\r\n'.encode("ascii")
    return head + inside + f"\r\n--{boundary}--\r\n".encode("ascii")
