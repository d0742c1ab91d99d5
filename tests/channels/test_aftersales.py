"""What a platform's push says of its after-sale, beside the words made of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chalicelib.channels.aftersales import OPENED, Pushed
from chalicelib.model.flow import AfterSale


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        ("退货退款", "return"),
        ("仅退款", "refund_only"),
        ("发货前退款", "refund_only"),
        ("换货", "exchange"),
        ("维修", "repair"),
        ("补寄", "reship"),
        ("类型 99", None),
        (None, None),
    ],
)
def test_a_kind_is_a_word_of_ours_or_none(kind: str | None, meant: str | None) -> None:
    message = Pushed(title=OPENED, platform="x", order="1", number="7", kind=kind).as_message(
        external_id="e", sent_at=None
    )
    assert message.aftersale == AfterSale(number="7", kind=meant, status="opened")


@pytest.mark.parametrize(
    ("amount", "read"), [("12.50", Decimal("12.50")), ("0", Decimal(0)), ("12元", None), ("-1", None), ("NaN", None)]
)
def test_a_sum_is_a_number_or_none(amount: str, read: Decimal | None) -> None:
    message = Pushed(title=OPENED, platform="x", order="1", number="7", amount=amount).as_message(
        external_id="e", sent_at=None
    )
    assert message.aftersale
    assert message.aftersale.amount == read
