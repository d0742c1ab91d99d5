"""Shopee: the URL in the signature, whose words they are, and what a return says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.model.errors import ConfigurationError, SignatureInvalid
from chalicelib.model.message import Inbound

from .specimen import NOW, as_json
from .specimens.shopee import SHOPEE, shopee_chat, shopee_push, shopee_request


def read(body: bytes) -> Inbound:
    (message,) = SHOPEE.channel.parse(SHOPEE.delivery(shopee_request(body, SHOPEE.account)), SHOPEE.account)
    return message


def test_the_registered_address_is_part_of_the_signature() -> None:
    request = shopee_request(b"{}", SHOPEE.account)
    SHOPEE.channel.verify(request, SHOPEE.account, now=NOW)
    with pytest.raises(SignatureInvalid):
        elsewhere = replace(SHOPEE.account, settings={"callback_url": "https://desk.example/hooks/shopee/demo/"})
        SHOPEE.channel.verify(request, elsewhere, now=NOW)
    with pytest.raises(ConfigurationError, match="callback_url"):
        SHOPEE.channel.verify(request, replace(SHOPEE.account, settings={}), now=NOW)


def test_nothing_but_an_empty_body_is_an_acknowledgement() -> None:
    answer = SHOPEE.channel.acknowledge(shopee_request(b"{}", SHOPEE.account), SHOPEE.account, now=NOW)
    assert (answer.status, answer.body) == (200, "")


def test_a_return_is_one_message_for_every_status_it_takes() -> None:
    names = [
        read(shopee_push(29, {"return_sn": "1", "return_status": status})).external_id
        for status in ("REQUESTED", "JUDGING")
    ]
    assert names == ["1:REQUESTED", "1:JUDGING"]


def test_a_return_belongs_to_its_order() -> None:
    message = read(shopee_push(29, {"return_sn": "1", "order_sn": "240101QSK8S7BX"}))
    assert message.order is not None
    assert (message.order.number, message.order.platform) == ("240101QSK8S7BX", "shopee")
    assert message.conversation == "order:240101QSK8S7BX"
    assert read(shopee_push(29, {"return_sn": "1"})).conversation == "return:1"


def test_a_message_is_of_the_buyer_who_wrote_it() -> None:
    message = read(shopee_chat(message_id="1", content={"text": " 坏了 "}, created_timestamp=1704076320))
    assert (message.text, message.customer.id, message.customer.name) == ("坏了", "42", "mei")
    assert message.conversation == "c-1"
    assert message.sent_at is not None
    assert message.sent_at.timestamp() == 1704076320


def test_the_shops_id_is_read_in_its_other_spelling_too() -> None:
    body = as_json(
        {"code": 10, "shopid": 9, "data": {"type": "message", "content": {"message_id": "1", "from_shop_id": 9}}}
    )
    delivery = SHOPEE.delivery(shopee_request(body, SHOPEE.account))
    assert SHOPEE.channel.parse(delivery, SHOPEE.account) == ()
