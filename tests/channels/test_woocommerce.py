"""WooCommerce: the secret's entities, the ping, what an order says, and notes as answers."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from chalicelib.channels.base import Request
from chalicelib.channels.woocommerce.signature import decoded
from chalicelib.model.errors import ConfigurationError, SignatureInvalid, Undeliverable, Upstream
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount, HttpAnswer

from .outgoing import RecordedHttp, effect, outlets
from .specimen import NOW, as_json
from .specimens.woocommerce import WOOCOMMERCE, ping, woocommerce_request

ORDER = {
    "id": 727,
    "number": "2026-0727",
    "status": "refunded",
    "customer_id": 12,
    "billing": {"first_name": "John", "last_name": "Doe", "email": "John.Doe@Example.com", "phone": "(555) 555-5555"},
}
BY_MAIL = replace(WOOCOMMERCE.account, settings={"email_account": "support"})


def read(order: dict[str, object], account: ChannelAccount = WOOCOMMERCE.account) -> Inbound:
    delivery = WOOCOMMERCE.delivery(woocommerce_request(as_json(order), WOOCOMMERCE.account))
    (message,) = WOOCOMMERCE.channel.parse(delivery, account)
    return message


@pytest.mark.parametrize(
    ("kept", "used"),
    [
        ("plain", "plain"),
        ("a&amp;b&lt;c&gt;d&quot;e", 'a&b<c>d"e'),
        ("it&#039;s &#39; &#x27; &#X0027;", "it's ' ' '"),
        ("&#34;&#x22;&#38;&#x26;&#60;&#62;", '""&&<>'),
        ("&amp;lt;", "&lt;"),
        ("&copy; &#65; &amp", "&copy; &#65; &amp"),
    ],
)
def test_the_secret_is_used_as_wordpress_decodes_it(kept: str, used: str) -> None:
    assert decoded(kept) == used


@pytest.mark.parametrize("body", [b"webhook_id=", b"webhook_id=1&x=2", b"webhook_id=1\n", b"id=1"])
def test_only_the_ping_comes_in_unsigned(body: bytes) -> None:
    request = ping(body)
    assert WOOCOMMERCE.channel.handshake(request, WOOCOMMERCE.account, now=NOW) is None
    with pytest.raises(SignatureInvalid):
        WOOCOMMERCE.channel.verify(request, WOOCOMMERCE.account, now=NOW)


def test_a_ping_that_claims_a_signature_is_judged_by_it() -> None:
    request = ping(b"webhook_id=142", **{"x-wc-webhook-signature": "AAAA"})
    assert WOOCOMMERCE.channel.handshake(request, WOOCOMMERCE.account, now=NOW) is None


def test_an_order_names_its_customer_and_goes_by_its_number() -> None:
    message = read(ORDER)
    assert message.text == "Order 2026-0727 was refunded."
    assert message.customer.contacts == (
        ("customer", "12"),
        ("phone", "5555555555"),
        ("email", "John.Doe@example.com"),
    )
    assert message.order is not None
    assert (message.order.number, message.conversation) == ("2026-0727", "order:727")


def test_a_guest_has_no_id() -> None:
    assert read({**ORDER, "customer_id": 0}).customer.id is None


def test_what_is_no_order_says_nothing() -> None:
    request = woocommerce_request(as_json({"id": 1, "status": "refunded"}), WOOCOMMERCE.account)
    delivery = WOOCOMMERCE.delivery(request, {"x-wc-webhook-topic": "product.updated"})
    assert WOOCOMMERCE.channel.parse(delivery, WOOCOMMERCE.account) == ()


def test_two_orders_changed_in_one_second_are_two_messages() -> None:
    headers = {"x-wc-webhook-delivery-id": "same"}
    names = set()
    for number in (1, 2):
        request = woocommerce_request(as_json({"id": number, "status": "cancelled"}), WOOCOMMERCE.account)
        (message,) = WOOCOMMERCE.channel.parse(WOOCOMMERCE.delivery(request, headers), WOOCOMMERCE.account)
        names.add(message.external_id)
    assert names == {"same:1", "same:2"}


def test_without_the_shops_address_the_mailbox_is_the_way_back() -> None:
    there, here = read(ORDER).reply_to, read(ORDER, BY_MAIL).reply_to
    assert there is not None
    assert here is not None
    assert (there.channel, there.recipient) == ("woocommerce", "727")
    assert (here.channel, here.recipient) == ("email", "John.Doe@example.com")


def send(http: RecordedHttp, account: ChannelAccount = WOOCOMMERCE.account, recipient: str = "727") -> None:
    WOOCOMMERCE.channel.send(effect(account, text="已为您退款。", recipient=recipient), account, outlets(http))


def test_an_answer_is_a_note_that_the_customer_gets() -> None:
    http = RecordedHttp([HttpAnswer(201, b'{"id": 281}')])
    send(http)
    (sent,) = http.sent
    assert (sent.method, sent.url) == ("POST", "https://shop.example/wp-json/wc/v3/orders/727/notes")
    assert json.loads(sent.body) == {"note": "已为您退款。", "customer_note": True}
    assert sent.headers["authorization"] == "Basic " + base64.b64encode(b"ck_specimen:cs_specimen").decode()


def test_a_recipient_cannot_steer_the_address() -> None:
    http = RecordedHttp()
    send(http, recipient="../../users?x=")
    assert http.sent[0].url.endswith("/orders/..%2F..%2Fusers%3Fx%3D/notes")


@pytest.mark.parametrize("status", [400, 404])
def test_some_refusals_are_final(status: int) -> None:
    with pytest.raises(Undeliverable):
        send(RecordedHttp([HttpAnswer(status, b"")]))


@pytest.mark.parametrize("status", [301, 401, 403, 429, 500, 503])
def test_others_may_pass(status: int) -> None:
    with pytest.raises(Upstream):
        send(RecordedHttp([HttpAnswer(status, b"")]))


@pytest.mark.parametrize("settings", [{}, {"site_url": "http://shop.example"}])
def test_keys_never_travel_in_the_open(settings: dict[str, str]) -> None:
    http = RecordedHttp()
    with pytest.raises(ConfigurationError, match="site_url"):
        send(http, replace(WOOCOMMERCE.account, settings=settings))
    assert http.sent == []


def test_an_unsigned_order_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        WOOCOMMERCE.channel.verify(Request(method="POST", body=as_json(ORDER)), WOOCOMMERCE.account, now=NOW)
