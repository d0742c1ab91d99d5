"""Bytes whose label lies."""

from __future__ import annotations

import pytest

from chalicelib.channels.email.charsets import codec_for, decode

COMPLAINT = "您好，我上周买的杯子收到时已经碎了，要求退款。"
TRADITIONAL = "您好，我上週買的杯子收到時已經破了，請退款給我。"


@pytest.mark.parametrize("label", ["gb2312", "GB_2312-80", "gbk", "X-GBK", "cp936", "ms936", "euc-cn", "GB18030"])
def test_chinese_labels_are_read_as_their_superset(label: str) -> None:
    text = "石室诗士施氏，㐀𠀀"
    assert decode(text.encode("gb18030"), label).text == text


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (COMPLAINT, "utf-8", "gb2312"),
        (COMPLAINT, "utf-8", "big5"),
        (COMPLAINT, "utf-8", "iso-8859-1"),
        (COMPLAINT, "utf-8", "us-ascii"),
        (COMPLAINT, "gb18030", "utf-8"),
        (COMPLAINT, "gb18030", "iso-8859-1"),
        (COMPLAINT, "gb18030", "us-ascii"),
        (COMPLAINT, "gb18030", "x-unknown"),
        (COMPLAINT, "gb18030", None),
        (COMPLAINT, "utf-8", None),
        (TRADITIONAL, "big5", None),
        (TRADITIONAL, "big5", "utf-8"),
        ("すみません、壊れています。", "shift_jis", None),
        ("죄송하지만 환불해 주세요.", "euc-kr", None),
    ],
)
def test_wrong_labels_are_seen_through(text: str, codec: str, label: str | None) -> None:
    decoded = decode(text.encode(codec), label)
    assert decoded.text == text
    assert decoded.repair is not None


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (COMPLAINT, "gb18030", "gb2312"),
        (TRADITIONAL, "big5", "big5"),
        ("您好", "gb18030", "gb2312"),
        ("退款", "gbk", "gbk"),
        ("Crème brûlée à la façon de Zoë", "iso-8859-1", "iso-8859-1"),
        ("éé ÄÖ", "iso-8859-1", "iso-8859-1"),
        ("すみません。", "iso-2022-jp", "iso-2022-jp"),
        ("шостий", "koi8-r", "koi8-r"),
        ("退款", "utf-16", "utf-16"),
        ("plain", "ascii", None),
        ("退款", "hz", "hz-gb-2312"),
    ],
)
def test_honest_labels_are_believed(text: str, codec: str, label: str | None) -> None:
    decoded = decode(text.encode(codec), label)
    assert (decoded.text, decoded.repair) == (text, None)


def test_a_few_damaged_bytes_do_not_change_the_charset() -> None:
    encoded = COMPLAINT.encode("gb18030")
    assert decode(encoded[:-1], "gbk").text == COMPLAINT[:-1] + "\ufffd"
    assert decode("退款".encode()[:-1], "utf-8").text == "退\ufffd"
    damaged = decode(encoded[:20] + b"\xff\xff" + encoded[20:], "gbk")
    assert damaged.text.replace("\ufffd", "") == COMPLAINT
    assert damaged.repair == "not all valid gbk"


def test_a_hint_helps_where_there_is_no_label() -> None:
    assert decode("軟體".encode("big5"), hint="big5").text == "軟體"


@pytest.mark.parametrize("label", ["base64", "hex", "zlib", "rot13", "\x00", "x" * 1000, "", None, "utf-8\n"])
def test_labels_that_are_no_charset(label: str | None) -> None:
    assert codec_for(label) is None or label == "utf-8\n"


@pytest.mark.parametrize(
    ("codec", "texts"),
    [
        ("gb18030", ["张三", "王丽", "李建国", "陈晓梅", "赵鑫", "退款", "质量太差了，差评"]),
        ("big5", ["王小明", "林志豪", "退款", "包裹破了"]),
        ("euc-kr", ["김민수", "배송이 늦어요"]),
        ("shift_jis", ["田中太郎", "壊れています"]),
        ("cp1251", ["Иван Петров", "верните деньги"]),
        ("koi8-r", ["Иван Петров", "верните деньги"]),
        ("cp1252", ["Jörg Müller", "José García", "Zoë"]),
    ],
)
def test_short_unlabelled_texts(codec: str, texts: list[str]) -> None:
    assert [decode(text.encode(codec)).text for text in texts] == texts
