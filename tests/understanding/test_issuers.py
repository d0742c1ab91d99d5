"""Whose number it is: a name beside it and its form decide, and where they leave it open nobody is named."""

from __future__ import annotations

import pytest

from chalicelib.understanding.checksums import is_dhl, is_fedex, is_tcat, is_usps

from .reading import read


def about(text: str) -> list[tuple[str, str, str | None]]:
    return [(one.kind, one.value, one.about) for one in read(text) if one.kind in ("order", "tracking", "tag", "phone")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("淘宝订单号 1234567890123456789 没发货", ("order", "1234567890123456789", "taobao")),
        ("在天猫买的，单号1234567890123456789", ("order", "1234567890123456789", "tmall")),
        ("抖音下的单 6921847530012345678", ("order", "6921847530012345678", "douyin")),
        ("单号1234567890123456789", ("order", "1234567890123456789", None)),
        ("京东订单 301234567890", ("order", "301234567890", "jd")),
        ("訂單 301234567890", ("order", "301234567890", None)),
        ("拼多多 241121-123456789012345", ("order", "241121-123456789012345", "pinduoduo")),
        ("241121-123456789012345", ("order", "241121-123456789012345", "pinduoduo")),
        ("order 112-1234567-1234567", ("order", "112-1234567-1234567", "amazon")),
        ("ebay purchase 12-34567-12345", ("order", "12-34567-12345", "ebay")),
        ("訂單編號 241121ABCDEF12", ("order", "241121ABCDEF12", "shopee")),
        ("蝦皮 241121ABCDEF12", ("order", "241121ABCDEF12", "shopee")),
        ("Lazada order 123456789012345", ("order", "123456789012345", "lazada")),
        ("AliExpress order 8123456789012345", ("order", "8123456789012345", "aliexpress")),
        ("order #1001 never came", ("order", "1001", None)),
        ("Shopify order #1001", ("order", "1001", "shopify")),
        ("小红书 P712345678901234567", ("order", "P712345678901234567", "xiaohongshu")),
        ("顺丰SF1234567890123", ("tracking", "SF1234567890123", "sf")),
        ("顺丰 123456789012", ("tracking", "123456789012", "sf")),
        ("圆通 YT1234567890123 到了", ("tracking", "YT1234567890123", "yto")),
        ("快递单号：77312345678901", ("tracking", "77312345678901", None)),
        ("中通快递单号：77312345678901", ("tracking", "77312345678901", "zto")),
        ("申通 773123456789012", ("tracking", "773123456789012", "sto")),
        ("极兔 JT1234567890123", ("tracking", "JT1234567890123", "jtexpress")),
        ("韵达运单 4312345678901", ("tracking", "4312345678901", "yunda")),
        ("德邦 DPK1234567890", ("tracking", "DPK1234567890", "deppon")),
        ("tracking number 1Z999AA10123456784", ("tracking", "1Z999AA10123456784", "ups")),
        ("FedEx 986578788855 says delivered", ("tracking", "986578788855", "fedex")),
        ("USPS 9400111899223100001236", ("tracking", "9400111899223100001236", "usps")),
        ("DHL 1234567891 is stuck", ("tracking", "1234567891", "dhl")),
        ("黑貓宅急便 123456789013", ("tracking", "123456789013", "tcat")),
        ("交貨便 12345678", ("tracking", "12345678", "seven_eleven")),
        ("Royal Mail RR123456785GB", ("tracking", "RR123456785GB", "royal_mail")),
        ("TBA123456789012", ("tracking", "TBA123456789012", "amazon_logistics")),
        ("IMEI 490154203237518", ("tag", "490154203237518", None)),
        ("序列号: C02XK1ABJG5H", ("tag", "C02XK1ABJG5H", None)),
        ("吊牌号 AB-2026-00017", ("tag", "AB-2026-00017", None)),
        ("serial number SN12345678", ("tag", "SN12345678", None)),
        ("S/N:5CD1234XYZ", ("tag", "5CD1234XYZ", None)),
    ],
)
def test_a_number_its_kind_and_whose_it_is(text: str, found: tuple[str, str, str | None]) -> None:
    assert about(text) == [found]


def test_the_nearer_name_counts_and_a_form_nobody_there_uses_is_nobodys() -> None:
    assert about("从淘宝换到京东，订单301234567890")[0][2] == "jd"
    assert about("拼多多的单子 1234567890123456789")[0][2] is None
    assert about("京东订单301234567890，顺丰 123456789012") == [
        ("order", "301234567890", "jd"),
        ("tracking", "123456789012", "sf"),
    ]


@pytest.mark.parametrize(
    "text", ["IMEI 490154203237517", "USPS 9400111899223100001237", "DHL 1234567890", "RR123456786GB", "my sn is fine"]
)
def test_a_wrong_check_digit_is_no_number_of_that_kind(text: str) -> None:
    assert about(text) == []


def test_published_tracking_numbers_and_their_neighbours() -> None:
    assert all(map(is_fedex, ("986578788855", "477179081230", "799531274483")))
    assert all(map(is_usps, ("9400110200881269505160", "9205590164917312751089")))
    assert is_dhl("3318810025")
    assert not any((is_fedex("986578788856"), is_usps("9400110200881269505161"), is_dhl("3318810026")))
    assert is_tcat("123456789013")
    assert not is_tcat("123456789012")
