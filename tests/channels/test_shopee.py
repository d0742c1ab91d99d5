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


def changed(field: str, old: str, new: str) -> dict[str, object]:
    return {"update_field": field, "old_value": old, "new_value": new, "update_time": 1732796767}


def test_a_return_tells_what_changed() -> None:
    values = [changed("return_status", "JUDGING", "PROCESSING"), changed("logistics_status", "", "LOGISTICS_PENDING")]
    message = read(shopee_push(29, {"order_sn": "241128E", "return_sn": "24112", "updated_values": values}))
    assert message.text == (
        "Return 24112 of order 241128E.\nReturn status: JUDGING → PROCESSING\nLogistics status: LOGISTICS_PENDING"
    )
    assert message.external_id == (
        "24112:return_status=PROCESSING=1732796767:logistics_status=LOGISTICS_PENDING=1732796767"
    )


def test_each_change_of_a_return_is_a_message_of_its_own() -> None:
    pushes = [
        {"return_sn": "1", "updated_values": [changed("return_status", "", new)]} for new in ("JUDGING", "CLOSED")
    ]
    assert len({read(shopee_push(29, push)).external_id for push in pushes}) == 2


def test_a_chat_that_began_at_an_order_is_about_it() -> None:
    message = read(shopee_chat(message_id="1", content={"text": "x"}, source_content={"order_sn": "220818EGS"}))
    assert message.order is not None
    assert message.order.number == "220818EGS"


def test_words_of_a_staff_account_are_the_shops() -> None:
    body = shopee_chat(message_id="1", sub_account_id=5, content={"text": "您好"})
    delivery = SHOPEE.delivery(shopee_request(body, SHOPEE.account))
    assert SHOPEE.channel.parse(delivery, SHOPEE.account) == ()


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
