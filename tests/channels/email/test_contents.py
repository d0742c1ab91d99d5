"""Mail whose words are not in a text part: winmail.dat, invitations, reports, signed and closed mail."""

from __future__ import annotations

import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.email import tnef
from chalicelib.channels.email.calendar import told
from chalicelib.channels.email.reading import part_contents, read_mail

from .samples_here import mail, raw

INVITATION = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY;LANGUAGE=zh-CN:上门维\n 修\nDTSTART;TZID=Asia/Shanghai:20240101T103000\n"
    "LOCATION:北京\\, 海淀\nDESCRIPTION:请带发票\\n谢谢\nEND:VEVENT\nEND:VCALENDAR\n"
)


def attribute(name: int, content: bytes, level: int = 2) -> bytes:
    return struct.pack("<BII", level, name, len(content)) + content + struct.pack("<H", sum(content) % 65536)


def winmail(*files: tuple[str, bytes], text: str = "") -> bytes:
    """A small TNEF stream: short names as Windows writes them, long ones as wide properties."""
    stream = b"\x78\x9f\x3e\x22\x01\x00"
    if text:
        stream += attribute(0x2800C, text.encode() + b"\x00", level=1)
    for name, content in files:
        wide = name.encode("utf-16-le") + b"\x00\x00"
        properties = struct.pack("<IHHII", 1, 0x001F, 0x3707, 1, len(wide)) + wide + b"\x00" * (-len(wide) % 4)
        stream += attribute(0x69002, b"\x00" * 14) + attribute(0x18010, b"SHORT~1.XLS\x00")
        stream += attribute(0x6800F, content) + attribute(0x69005, properties)
    return stream


def with_winmail(package: bytes, body: str = "") -> bytes:
    text = f"--b\nContent-Type: text/plain; charset=utf-8\n\n{body}\n" if body else ""
    content = base64.encodebytes(package).decode()
    part = "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n"
    return mail(f"{text}--b\n{part}\n{content}--b--\n", Content_Type="multipart/mixed; boundary=b")


def test_files_in_a_winmail_dat_can_be_opened() -> None:
    message = with_winmail(winmail(("退货清单.xlsx", b"PK-1"), ("b.txt", b"two")), body="见附件")
    read = read_mail(message)
    assert read.text == "见附件"
    assert [(file.name, file.packed) for file in read.files] == [
        ("winmail.dat", False),
        ("退货清单.xlsx", True),
        ("b.txt", True),
    ]
    assert [part_contents(message, [file.part])[file.part] for file in read.files[1:]] == [b"PK-1", b"two"]


def test_the_text_in_a_winmail_dat_is_read_when_there_is_no_other() -> None:
    assert read_mail(with_winmail(winmail(text="要求退款"))).text == "要求退款"


def test_the_sample_from_outlook_is_one_attachment() -> None:
    assert [file.name for file in read_mail(raw("s36")).files if not file.packed] == ["winmail.dat"]


@given(st.binary(max_size=300), st.integers(0, 120))
def test_a_damaged_package_is_read_as_far_as_it_goes(noise: bytes, place: int) -> None:
    whole = winmail(("a.txt", b"x" * 30))
    tnef.read(whole[:place] + noise + whole[place:])
    tnef.read(b"\x78\x9f\x3e\x22\x01\x00" + noise)


def test_an_invitation_is_told_when_nothing_else_is_said() -> None:
    assert told(INVITATION) == "上门维修\n20240101T103000\n北京, 海淀\n请带发票\n谢谢"
    read = read_mail(mail(INVITATION, Content_Type="text/calendar; charset=utf-8; method=REQUEST"))
    assert read.text.startswith("上门维修")


def test_an_invitation_beside_a_text_is_not_the_text() -> None:
    body = f"--b\nContent-Type: text/plain\n\nhi\n--b\nContent-Type: text/calendar\n\n{INVITATION}--b--"
    assert read_mail(mail(body, Content_Type="multipart/alternative; boundary=b")).text == "hi"


def test_a_report_without_words_says_what_its_status_says() -> None:
    body = (
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nAction: failed\n"
        "Diagnostic-Code: smtp; 550 no such user\n--b--\n"
    )
    read = read_mail(mail(body, Content_Type="multipart/report; report-type=delivery-status; boundary=b"))
    assert "550 no such user" in read.text
    assert read.automation.is_bounce
    assert read.files == ()


def test_words_before_the_first_boundary_are_read_when_there_are_no_others() -> None:
    for words, text in (("杯子碎了", "杯子碎了"), ("This is a multi-part message in MIME format.", "")):
        body = f"{words}\n--b\nContent-Type: image/png\nContent-Disposition: attachment\n\nx\n--b--"
        assert read_mail(mail(body, Content_Type="multipart/mixed; boundary=b")).text == text


def test_the_start_of_related_parts_need_not_come_first() -> None:
    body = (
        "--b\nContent-Type: image/png\nContent-ID: <p>\n\nx\n"
        "--b\nContent-Type: text/html; charset=utf-8\nContent-ID: <t>\n\n<p>碎了</p>\n--b--"
    )
    for content_type in ("multipart/related; boundary=b", 'multipart/related; boundary=b; start="<t>"'):
        assert read_mail(mail(body, Content_Type=content_type)).text == "碎了"


def test_a_clear_signature_is_taken_off() -> None:
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe mug is broken.\n- -- \nBob\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
    )
    read = read_mail(mail(text))
    assert read.text == "The mug is broken."
    assert any("signature is not checked" in note for note in read.repairs.all)


@pytest.mark.parametrize(
    ("content_type", "body", "note"),
    [
        ("multipart/encrypted; protocol=x; boundary=b", "--b\n\nx\n--b--", "PGP: encrypted"),
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "MIIB", "S/MIME: encrypted"),
        ("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "MIIB", "S/MIME: signed"),
        ("text/plain", "-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----", "PGP: encrypted"),
    ],
)
def test_closed_mail_says_so(content_type: str, body: str, note: str) -> None:
    assert any(each.startswith(note) for each in read_mail(mail(body, Content_Type=content_type)).repairs.all)
