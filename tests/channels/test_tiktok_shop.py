"""TikTok Shop: the official example of the signature, what content may hold, returns and cancellations."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.channels.base import Request
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .specimen import NOW
from .specimens.lazada import app_request
from .specimens.tiktok_shop import TIKTOK_SHOP, tiktok_message, tiktok_push


def read(body: bytes) -> Inbound:
    delivery = TIKTOK_SHOP.delivery(app_request(body, TIKTOK_SHOP.account))
    (message,) = TIKTOK_SHOP.channel.parse(delivery, TIKTOK_SHOP.account)
    return message


def test_the_example_of_the_official_overview() -> None:
    body = (
        b'{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507",'
        b'"timestamp":1718305585,"data":{"is_on_hold_order":true,"order_id":"576653688135258178",'
        b'"order_status":"UNPAID","update_time":1718305585}}'
    )
    account = ChannelAccount(
        channel="tiktok_shop",
        account="official",
        shop="demo",
        secrets={"app_secret": ("123",)},
        settings={"app_key": "abcdef"},
    )
    signature = "5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05"
    request = Request(method="POST", headers={"authorization": signature}, body=body)
    TIKTOK_SHOP.channel.verify(request, account, now=NOW)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('{"content": " 坏了 "}', "坏了"),
        ('{"content": ""}', "[TEXT]"),
        ("not JSON", "not JSON"),
        ("", "[TEXT]"),
        ('["a"]', '["a"]'),
        ('{"url": "https://p.example/1", "width": 100}', "[TEXT]\nUrl: https://p.example/1\nWidth: 100"),
    ],
)
def test_what_was_said_is_always_readable(content: str, text: str) -> None:
    assert read(tiktok_message(None, content=content)).text == text


def test_a_message_belongs_to_its_conversation_and_buyer() -> None:
    message = read(tiktok_message({"content": "x"}))
    assert message.customer.id == "7494560109732334092"
    assert message.conversation == "576486316948490001"
    assert message.sent_at is not None
    assert message.sent_at.timestamp() == 1704076325


def test_the_listener_tells_the_same_message_once_more() -> None:
    first = tiktok_message({"content": "x"})
    again = first.replace(b'"type": 14', b'"type": 33')
    assert first != again
    assert read(first).external_id == read(again).external_id


def cancellation(**data: Any) -> Inbound:
    return read(tiktok_push(11, data))


def test_a_cancellation_without_a_call_id_goes_by_its_own() -> None:
    message = cancellation(order_id="1", cancel_id="2", cancel_status="CANCELLATION_REQUEST_PENDING", update_time=3)
    assert message.text == "Cancellation 2 of order 1.\nCancel status: CANCELLATION_REQUEST_PENDING"
    assert message.external_id == "2:CANCELLATION_REQUEST_PENDING:3"
    assert (message.order and message.order.number, message.conversation) == ("1", "order:1")


def test_what_says_little_is_told_with_little() -> None:
    message = cancellation()
    assert (message.text, message.order, message.external_id) == ("Cancellation.", None, None)
