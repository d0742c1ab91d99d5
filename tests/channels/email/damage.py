"""One true mail, written in as many ways as mail programs and gateways write, mislabel and damage it."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from hypothesis import strategies as st

BOUNDARY: Final = b"----=_Part_7"


@dataclass(frozen=True, slots=True)
class Truth:
    name: str
    address: str
    subject: str
    text: str
    file_name: str
    content: bytes


SIMPLIFIED: Final = Truth(
    name="王小红",
    address="xiaohong@example.org",
    subject="杯子到货时已经碎了，要求退款",
    text="您好，我上周买的杯子收到的时候已经碎了。\n客服一直没有回复，请尽快给我退款，谢谢！",
    file_name="破损照片 一.jpg",
    content=bytes(range(256)),
)
TRADITIONAL: Final = Truth(
    name="王小明",
    address="ming@example.org",
    subject="杯子到貨時已經破了，要求退款",
    text="您好，我上週買的杯子收到的時候已經破了。\n客服一直沒有回覆，請盡快給我退款，謝謝！",
    file_name="破損照片 一.jpg",
    content=bytes(range(256)),
)
SIMPLIFIED_LABELS: Final = (
    ("utf-8", "utf-8"),
    ("UTF8", "utf-8"),
    ("gb2312", "gb18030"),
    ("gb2312", "utf-8"),
    ("GBK", "gbk"),
    ("x-gbk", "gbk"),
    ("GB18030", "gb18030"),
    ("windows-936", "gbk"),
    ("big5", "utf-8"),
    ("us-ascii", "utf-8"),
    ("iso-8859-1", "gb18030"),
    ("x-unknown", "utf-8"),
    ("utf-8", "gb18030"),
    ("", "utf-8"),
    ("", "gb18030"),
    ('"gb2312";', "gbk"),
)
TRADITIONAL_LABELS: Final = (
    ("utf-8", "utf-8"),
    ("big5", "big5hkscs"),
    ("Big5-HKSCS", "big5hkscs"),
    ("big5", "utf-8"),
    ("x-x-big5", "cp950"),
    ("", "big5hkscs"),
    ("gb18030", "gb18030"),
)
CLOSED_LABELS: Final = (("utf-7", "utf-7"), ("hz-gb-2312", "hz"), ("utf-16", "utf-16"), ("utf-16", "utf-16-be"))
"""Charsets that only stand in bodies."""

Words = Callable[[str, str], bytes]


def in_base64(text: str, codec: str) -> bytes:
    return b"=?%s?B?%s?=" % (codec.encode(), base64.b64encode(text.encode(codec)))


def in_quoted(text: str, codec: str) -> bytes:
    quoted = "".join(f"={byte:02X}" for byte in text.encode(codec))
    return f"=?{codec}?q?{quoted}?=".encode()


def split_inside_a_character(text: str, codec: str) -> bytes:
    raw = text.encode(codec)
    pieces = (raw[:5], raw[5:])
    return b"\n ".join(b"=?%s?B?%s?=" % (codec.encode(), base64.b64encode(piece)) for piece in pieces)


def without_padding(text: str, codec: str) -> bytes:
    return b"=?%s?B?%s?=" % (codec.encode(), base64.b64encode(text.encode(codec)).rstrip(b"="))


def in_quotes(text: str, codec: str) -> bytes:
    return b'"' + in_base64(text, codec) + b'"'


def raw(text: str, codec: str) -> bytes:
    return text.encode(codec)


WORDS: Final = (in_base64, in_quoted, split_inside_a_character, without_padding, raw)


def by_2231(name: str, words: Words, codec: str) -> bytes:
    return b"filename*=%s''%s" % (codec.encode(), quote(name, safe="", encoding=codec).encode())


def by_2231_in_pieces(name: str, words: Words, codec: str) -> bytes:
    quoted = quote(name, safe="", encoding=codec)
    pieces = [quoted[at : at + 30] for at in range(0, len(quoted), 30)]
    pieces[0] = f"{codec}''{pieces[0]}"
    return ";\n ".join(f"filename*{number}*={piece}" for number, piece in enumerate(pieces)).encode()


def by_word(name: str, words: Words, codec: str) -> bytes:
    return b'filename="' + in_base64(name, codec) + b'"'


def by_bytes(name: str, words: Words, codec: str) -> bytes:
    return b'filename="' + name.encode(codec) + b'"'


NAMES: Final = (by_2231, by_2231_in_pieces, by_word, by_bytes)


def _base64(content: bytes) -> tuple[bytes, bytes]:
    return b"Content-Transfer-Encoding: base64\n", base64.encodebytes(content)


def _folded_oddly(content: bytes) -> tuple[bytes, bytes]:
    encoded = base64.b64encode(content).rstrip(b"=")
    lines = [encoded[at : at + 61] + b" " for at in range(0, len(encoded), 61)]
    return b"Content-transfer-encoding:BASE64 \n", b"\n".join(lines) + b"\n"


def _quoted(content: bytes) -> tuple[bytes, bytes]:
    return b"Content-Transfer-Encoding: quoted-printable\n", quopri.encodestring(content)


def _as_it_is(content: bytes) -> tuple[bytes, bytes]:
    return b"Content-Transfer-Encoding: 7bit\n", content


def _unlabelled(content: bytes) -> tuple[bytes, bytes]:
    return b"", quopri.encodestring(content)


TRANSFERS: Final = (_base64, _folded_oddly, _quoted, _as_it_is, _unlabelled)

Structure = Callable[[bytes, bytes], bytes]


def _edge(last: bool = False) -> bytes:
    return b"--" + BOUNDARY + (b"--" if last else b"") + b"\n"


def _mixed(text: bytes, file: bytes) -> bytes:
    head = b'Content-Type: multipart/mixed; boundary="' + BOUNDARY + b'"\n\n'
    return head + _edge() + text + b"\n" + _edge() + file + b"\n" + _edge(last=True)


def _never_closed(text: bytes, file: bytes) -> bytes:
    return _mixed(text, file).removesuffix(_edge(last=True))


def _wrong_boundary(text: bytes, file: bytes) -> bytes:
    return _mixed(text, file).replace(b'boundary="', b'boundary="other', 1)


def _without_boundary(text: bytes, file: bytes) -> bytes:
    return _mixed(text, file).replace(b'; boundary="' + BOUNDARY + b'"', b"", 1)


def _with_talk_around(text: bytes, file: bytes) -> bytes:
    whole = _mixed(text, file).replace(b"\n\n", b"\n\nThis is a multi-part message in MIME format.\n", 1)
    return whole + b"-- virus scanned --\n"


def _nested(text: bytes, file: bytes) -> bytes:
    inner = b"Content-Type: multipart/alternative; boundary=inner\n\n--inner\n" + text + b"\n--inner--\n"
    return _mixed(inner, file)


STRUCTURES: Final = (_mixed, _never_closed, _wrong_boundary, _without_boundary, _with_talk_around, _nested)


def _unix(mail: bytes) -> bytes:
    return mail


def _crlf(mail: bytes) -> bytes:
    return mail.replace(b"\n", b"\r\n")


def _twice(mail: bytes) -> bytes:
    return mail.replace(b"\n", b"\r\r\n")


def _from_a_mailbox(mail: bytes) -> bytes:
    return b"From xiaohong@example.org Mon Jan  1 10:32:05 2024\n" + mail


def _after_blank_lines(mail: bytes) -> bytes:
    return b"\r\n\r\n" + mail


def _with_illegal_headers(mail: bytes) -> bytes:
    return mail.replace(b"\nContent-Type:", b"\nX-Odd/name\t !: x\nX Gateway says: yes\nContent-Type:", 1)


def _with_a_mark(mail: bytes) -> bytes:
    return b"\xef\xbb\xbf" + mail


def _with_one_header_folded(mail: bytes) -> bytes:
    return mail.replace(b"Subject: ", b"Subject:\n ", 1)


GATEWAYS: Final = (
    _unix,
    _crlf,
    _twice,
    _from_a_mailbox,
    _after_blank_lines,
    _with_illegal_headers,
    _with_a_mark,
    _with_one_header_folded,
)


@st.composite
def damaged(draw: st.DrawFn, *, truth: Truth, labels: tuple[tuple[str, str], ...]) -> bytes:
    """The true mail after one choice of everything."""
    label, codec = draw(st.sampled_from(labels))
    is_wide = codec.startswith(("utf-16", "utf-7", "hz"))
    transfer = _base64 if is_wide else draw(st.sampled_from(TRANSFERS))
    header_codec = "utf-8" if is_wide else codec
    words = draw(st.sampled_from(WORDS))
    named = draw(st.sampled_from(NAMES))
    headers = b"From: " + words(truth.name, header_codec) + b" <" + truth.address.encode() + b">\n"
    headers += b"Subject: " + words(truth.subject, header_codec) + b"\n"
    encoding, body = transfer(truth.text.encode(codec))
    kind = f"Content-Type: text/plain{f'; charset={label}' if label else ''}\n".encode()
    file = b"Content-Type: application/octet-stream\nContent-Disposition: attachment; "
    file += named(truth.file_name, words, header_codec) + b"\nContent-Transfer-Encoding: base64\n\n"
    file += base64.encodebytes(truth.content)
    whole = draw(st.sampled_from(STRUCTURES))(kind + encoding + b"\n" + body, file)
    gateway = draw(st.sampled_from([_unix, _crlf] if is_wide else GATEWAYS))
    return gateway(headers + whole)
