"""Shopify: both families of headers, every topic that complains, privacy tasks, and the way back by e-mail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.channels.base import Request
from chalicelib.channels.signing import hmac_base64
from chalicelib.model.errors import SignatureInvalid
from chalicelib.model.message import Inbound

from .specimen import NOW, as_json
from .specimens.shopify import DATA_REQUEST, SHOPIFY, shopify_request

ORDER = {
    "id": 820982911946154508,
    "name": "#9999",
    "email": "jon@Example.com",
    "cancel_reason": "customer",
    "cancelled_at": "2026-11-11T14:00:00-05:00",
    "note": None,
    "customer": {"id": 115310627314723954, "first_name": "John", "last_name": "Smith", "phone": None},
}
RETURN = {
    "id": 945000954,
    "name": "#1106-R2",
    "status": "requested",
    "order": {"admin_graphql_api_id": "gid://shopify/Order/5196695273621"},
    "return_line_items": [
        {"quantity": 1, "return_reason": "defective", "return_reason_note": "", "customer_note": "It leaks."},
        {"return_reason": None},
    ],
    "customer": {"id": 7029431102139, "email": "andrew@example.com"},
}
DISPUTE = {
    "id": 285332461850802050,
    "order_id": 820982911946154500,
    "type": "chargeback",
    "amount": "11.50",
    "currency": "CAD",
    "reason": "fraudulent",
    "status": "under_review",
    "evidence_due_by": None,
}


def read(topic: str, payload: Any) -> Inbound:
    body = payload if isinstance(payload, bytes) else as_json(payload)
    delivery = SHOPIFY.delivery(shopify_request(body, SHOPIFY.account), {"x-shopify-topic": topic})
    (message,) = SHOPIFY.channel.parse(delivery, SHOPIFY.account)
    return message


def test_a_cancelled_order_goes_by_its_name_and_can_be_answered_by_mail() -> None:
    message = read("orders/cancelled", ORDER)
    assert message.text == "Order #9999 was cancelled.\nReason: customer"
    assert message.order is not None
    assert (message.order.number, message.conversation) == ("#9999", "order:820982911946154508")
    assert (message.customer.name, message.customer.email) == ("John Smith", "jon@example.com")
    assert message.sent_at == datetime(2026, 11, 11, 19, 0, tzinfo=UTC)
    assert message.reply_to is not None
    assert (message.reply_to.channel, message.reply_to.account) == ("email", "support")


@pytest.mark.parametrize("topic", ["returns/request", "returns/update"])
def test_a_return_tells_its_items_and_reasons(topic: str) -> None:
    message = read(topic, RETURN)
    assert message.text == (
        "Return #1106-R2 of order 5196695273621.\nStatus: requested\nItems: 1 × defective (It leaks.); no reason given"
    )
    assert message.conversation == "order:5196695273621"
    assert message.sent_at == datetime(2026, 11, 11, 19, 59, 58, tzinfo=UTC)


@pytest.mark.parametrize("topic", ["disputes/create", "disputes/update"])
def test_a_dispute_tells_amount_and_reason(topic: str) -> None:
    message = read(topic, DISPUTE)
    assert message.text == (
        "A payment dispute (chargeback) about order 820982911946154500.\n"
        "Amount: 11.50 CAD\nReason: fraudulent\nStatus: under_review"
    )
    assert message.reply_to is None


def test_what_belongs_to_no_order_is_told_without_one() -> None:
    assert read("disputes/create", {"id": 1}).text == "A payment dispute (of no stated type)."
    lone = read("returns/update", {"id": 2})
    assert (lone.text, lone.order, lone.conversation) == ("Return 2.", None, None)


@pytest.mark.parametrize("topic", ["customers/data_request", "customers/redact", "shop/redact"])
def test_privacy_requests_are_tasks_that_nothing_automatic_answers(topic: str) -> None:
    message = read(topic, DATA_REQUEST)
    assert message.text.startswith("Privacy task: ")
    assert "john@example.com" in message.text
    assert (message.customer.email, message.reply_to) == ("john@example.com", None)


def test_a_shop_that_left_is_a_task_too() -> None:
    message = read("shop/redact", {"shop_id": 954889, "shop_domain": "demo-shop.myshopify.com"})
    assert message.text.endswith("\nShop: demo-shop.myshopify.com")
    assert message.customer.contacts == ()


def test_deliveries_of_events_come_under_names_without_the_x() -> None:
    body = as_json(DISPUTE)
    newest, *_ = SHOPIFY.account.secret("client_secret")
    headers = {
        "shopify-hmac-sha256": hmac_base64(newest, body),
        "shopify-topic": "disputes/create",
        "shopify-webhook-id": "e-1",
    }
    request = Request(method="POST", headers=headers, body=body)
    SHOPIFY.channel.verify(request, SHOPIFY.account, now=NOW)
    (message,) = SHOPIFY.channel.parse(SHOPIFY.delivery(request), SHOPIFY.account)
    assert message.external_id == "e-1"
    assert set(headers) - {"shopify-hmac-sha256"} <= set(SHOPIFY.channel.features.headers)


def test_a_signature_over_nothing_is_no_entry() -> None:
    with pytest.raises(SignatureInvalid):
        SHOPIFY.channel.verify(shopify_request(b"", SHOPIFY.account), SHOPIFY.account, now=NOW)


def test_without_any_id_intake_compares_the_content() -> None:
    delivery = SHOPIFY.delivery(Request(method="POST", headers={"shopify-topic": "shop/redact"}, body=DATA_REQUEST))
    (message,) = SHOPIFY.channel.parse(delivery, SHOPIFY.account)
    assert message.external_id is None
