"""Header values: encoded words, mailboxes, parameters, ids, and blocks with illegal lines."""

from __future__ import annotations

import base64

import pytest

from chalicelib.channels.email.addresses import find_addresses, find_mailboxes
from chalicelib.channels.email.headers import split_headers
from chalicelib.channels.email.identifiers import find_identifiers
from chalicelib.channels.email.parameters import safe_file_name, split_value, text_of
from chalicelib.channels.email.reading import read_mail
from chalicelib.channels.email.repairs import Repairs
from chalicelib.channels.email.subjects import base_subject, is_forward, tags
from chalicelib.channels.email.words import decode_words


def _decoded(raw: str) -> str:
    return decode_words(raw, repairs=Repairs())


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?UTF-8?B?8J+Tpw==?= Test =?GB18030?B?yqnKz8qzyqjKtw==?=", "📧 Test 施氏食狮史"),
        ("=?utf-8?q?=E9=80?= =?UTF-8?Q?=80=E6=AC=BE?=", "退款"),
        ("=?gb2312?b?zcu?= =?gb2312?b?7w==?=", "退�"),
        ("=?utf-8?B?6YCA5qy+?==?utf-8?B?6LSn?=", "退款货"),
        ("=?utf-8?B?5oqV6K+J77ya6K?=\r\n =?utf-8?B?6i5Y2V5pyq5Yiw?=", "投诉：订单未到"),
        ("=?gb18030?B?zbbL36O6w?= =?gb18030?b?7vT0M3Lv?= =?gb18030?B?+4=?=", "投诉：没有退款"),
        ("=?utf-8?B?YWI?= =?utf-8?B?Y2Q?=", "abcd"),
        ("=?utf-8?Q?Where is it??=", "Where is it?"),
        ('Re: "=?utf-8?B?6YCA5qy+?=" mid', 'Re: "退款" mid'),
        ("=?x-ias-german?B?U3VibWl0?=", "Submit"),
        ("=?utf-8*zh?B?6YCA5qy+?=", "退款"),
        ("=?utf-8?B?6YCA 5qy+?=", "退款"),
        ("=?utf-8?B?6YCA5qy+", "=?utf-8?B?6YCA5qy+"),
        ("退款".encode("gb18030").decode("latin-1"), "退款"),
        ("=?utf-8?Q?a=0D=0ABcc:_x?=", "a Bcc: x"),
    ],
)
def test_encoded_words(raw: str, text: str) -> None:
    assert _decoded(raw) == text


@pytest.mark.parametrize(
    ("raw", "name", "address"),
    [
        ("a@b.cc", None, "a@b.cc"),
        ("A.B@C.De (Bob)", "Bob", "a.b@c.de"),
        ('"Lee, Bob" <bob@x.org>', "Lee, Bob", "bob@x.org"),
        ("=?utf-8?Q?=E5=BC=A0,_=E4=B8=89?= <z@x.org>", "张,_三".replace("_", " "), "z@x.org"),
        ("=?GB2312?B?1cXI/Q==?=<z@x.org>", "张三", "z@x.org"),
        ('"x@y.zz" <real@x.org>', "x@y.zz", "real@x.org"),
        ("undisclosed-recipients:;, a@b.cc", None, "a@b.cc"),
    ],
)
def test_mailboxes(raw: str, name: str | None, address: str) -> None:
    mailbox = find_mailboxes(raw, repairs=Repairs())[0]
    assert (mailbox.name, mailbox.address) == (name, address)


def test_addresses_are_found_in_anything() -> None:
    assert find_addresses("小红xiaohong@example.org;<B@C.de>,") == ["xiaohong@example.org", "b@c.de"]
    assert find_addresses("(" * 10_000) == []


def test_file_names() -> None:
    repairs = Repairs()
    _, segments = split_value("attachment; filename*0*=gb18030''%CD%CB; filename*1*=%BF%EE; filename*2=.jpg")
    assert text_of(segments, "filename", repairs=repairs) == "退款.jpg"
    _, word = split_value('image/png; name="=?gb18030?B?zcu/7i5qcGc=?="')
    assert text_of(word, "name", repairs=repairs) == "退款.jpg"
    assert safe_file_name("../../etc/passwd") == "passwd"
    assert safe_file_name("C:\\a\\b.exe\r\n") == "b.exe"
    assert safe_file_name("\u202egpj.exe") == "gpj.exe"
    long_name = safe_file_name("照" * 200 + ".jpeg")
    assert len(long_name.encode()) <= 200
    assert long_name.endswith("照.jpeg")


def test_illegal_header_lines_do_not_end_the_headers() -> None:
    repairs = Repairs()
    block = b"From x\nSubject: a\nX-Odd/\t !: b\n c\nTo: d\n\nbody"
    headers, start = split_headers(block, repairs)
    assert headers.fields == [("subject", "a"), ("to", "d")]
    assert block[start:] == b"body"
    assert repairs.others == ["an illegal header line was left out"]


def test_ids() -> None:
    assert find_identifiers("<a@b>\t<c@d> junk <a@b>") == ["a@b", "c@d"]
    assert find_identifiers("a@b, c@d") == ["a@b", "c@d"]
    long_a, long_b = find_identifiers(f"<{'x' * 300}a@b> <{'x' * 300}b@b>")
    assert long_a != long_b
    assert len(long_a) < 100


@pytest.mark.parametrize(
    "subject",
    [
        "杯子碎了",
        "Re: 杯子碎了",
        "回复：转发: 杯子碎了",
        "答复: RE: [#c0abc] 杯子碎了",
        "轉寄： 杯子碎了",
        "Re[2]: 杯子碎了",
    ],
)
def test_base_subject(subject: str) -> None:
    assert base_subject(subject) == "杯子碎了"


def test_subjects() -> None:
    assert is_forward("Fw:x")
    assert is_forward("转发：Re: x")
    assert not is_forward("Re: Fw: x")
    assert base_subject("Re: 回复：") == ""
    assert base_subject("回复太慢") == "回复太慢"
    assert tags("Re: [#C0ABC] x [#c0def]") == ["c0abc", "c0def"]


def test_base64_survives_damage() -> None:
    whole = base64.b64encode("退款".encode()).decode()
    assert _decoded(f"=?utf-8?B?{whole[:-2]}?=") == "退\ufffd"


def test_a_body_that_begins_with_a_blank_is_no_header() -> None:
    read = read_mail(b"From: a@b.example\r\nSubject: s\r\n\r\n  indented first line\r\nReturn-Path: <>\r\n")
    assert read.text.split() == ["indented", "first", "line", "Return-Path:", "<>"]
    assert not read.automation.is_automatic
