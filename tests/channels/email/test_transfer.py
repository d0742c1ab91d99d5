"""Transfer encodings that are wrong, missing or older than MIME."""

from __future__ import annotations

import base64
import binascii
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.email.reading import part_contents, read_mail
from chalicelib.channels.email.transfer import uudecoded, ydecoded

from .samples_here import mail

LONG = "杯子到的时候已经碎了，要求退款。客服一直不回复，我已经等了三天。" * 4


def uuencoded(content: bytes, name: str = "a.bin") -> str:
    lines = [binascii.b2a_uu(content[at : at + 45]).decode() for at in range(0, len(content), 45)]
    return f"begin 644 {name}\n" + "".join(lines) + "`\nend\n"


def yencoded(content: bytes) -> bytes:
    critical = {0, 10, 13, 61}
    moved = ((byte + 42) % 256 for byte in content)
    body = b"".join(bytes((61, (byte + 64) % 256)) if byte in critical else bytes((byte,)) for byte in moved)
    lines = b"\r\n".join(body[at : at + 128] for at in range(0, len(body), 128))
    return b"=ybegin line=128 size=%d name=a.bin\r\n" % len(content) + lines + b"\r\n=yend size=%d\r\n" % len(content)


@given(st.binary(max_size=500))
def test_uuencoded_bytes_come_back(content: bytes) -> None:
    assert uudecoded(uuencoded(content).encode()) == content


@given(st.binary(max_size=500))
def test_yencoded_bytes_come_back(content: bytes) -> None:
    # a line break between "=" and its byte is left out with the others, so any line length will do
    assert ydecoded(yencoded(content)) == content


def test_files_inside_the_text_become_attachments() -> None:
    body = f"碎了，见图\n\n{uuencoded(b'PNG' * 40, '图 1.png')}\n请退款\n"
    raw = mail(body, Content_Type="text/plain; charset=utf-8")
    read = read_mail(raw)
    assert read.text.split() == ["碎了，见图", "请退款"]
    [file] = read.files
    assert (file.name, file.size) == ("图 1.png", 120)
    assert part_contents(raw, [file.part])[file.part] == b"PNG" * 40


def test_yenc_in_the_text_is_kept_as_a_file() -> None:
    raw = mail("see file\n", Content_Type="text/plain") + yencoded(bytes(range(256)))
    read = read_mail(raw)
    assert (read.text, [file.name for file in read.files]) == ("see file", ["a.bin"])
    assert part_contents(raw, [read.files[0].part]) == {read.files[0].part: bytes(range(256))}


@pytest.mark.parametrize("text", ["begin 2024 well\nthe end", "begin 644 x\n不是文件\nend", "=ybegin is a word"])
def test_words_that_look_like_a_file_stay_text(text: str) -> None:
    read = read_mail(mail(text, Content_Type="text/plain; charset=utf-8"))
    assert (read.text, read.files) == (text, ())


@pytest.mark.parametrize("label", ["7bit", "8bit", ""])
def test_base64_without_its_label(label: str) -> None:
    body = base64.encodebytes(LONG.encode()).decode()
    read = read_mail(mail(body, Content_Type="text/plain; charset=utf-8", Content_Transfer_Encoding=label))
    assert read.text == LONG
    assert "text in base64 without the label" in read.repairs.all


def test_quoted_printable_without_its_label() -> None:
    body = quopri.encodestring(LONG.encode()).decode()
    assert read_mail(mail(body, Content_Type="text/plain; charset=utf-8")).text == LONG


def test_text_labelled_base64_that_is_not() -> None:
    body = "The mug arrived broken, again.\nI want a refund: order 8812.\n"
    read = read_mail(mail(body, Content_Type="text/plain", Content_Transfer_Encoding="base64"))
    assert read.text == body.strip()


def test_a_footer_below_base64_stays_readable() -> None:
    footer = "_______________\nMailing list: https://lists.example.org\nUnsubscribe there"
    body = base64.encodebytes(LONG.encode()).decode() + footer
    read = read_mail(mail(body, Content_Type="text/plain; charset=utf-8", Content_Transfer_Encoding="base64"))
    assert read.text.startswith(LONG)
    assert "Unsubscribe there" in read.text


@pytest.mark.parametrize("text", ["a=b, c=d, and 1+1=2", "https://x.example/?q=%E6&r=AB=CD", "abcd" * 15])
def test_plain_text_is_left_alone(text: str) -> None:
    assert read_mail(mail(text, Content_Type="text/plain")).text == text
