"""快手电商: what proves a push, kinds of after-sale, the heartbeat and the envelope."""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.base import Request
from chalicelib.channels.kuaishou_shop.crypto import open_sealed, seal
from chalicelib.model.errors import ConfigurationError, MalformedPayload, SignatureInvalid
from chalicelib.model.message import Inbound

from .specimen import NOW, as_json
from .specimens.kuaishou_shop import KUAISHOU_SHOP, ORDER, REFUND, kuaishou_event, kuaishou_request

CHANNEL, ACCOUNT = KUAISHOU_SHOP.channel, KUAISHOU_SHOP.account
KEY = ACCOUNT.secrets["message_key"][0]
OTHER_KEY = "c3BlY2ltZW4ta2V5LTAwMg=="


def parsed(**fields: Any) -> Inbound:
    request = kuaishou_request(kuaishou_event(**fields), ACCOUNT)
    (message,) = CHANNEL.parse(KUAISHOU_SHOP.delivery(request), ACCOUNT)
    return message


def test_the_order_and_the_after_sale_are_exact() -> None:
    message = parsed()
    assert message.order is not None
    assert (message.order.number, message.order.platform) == (str(ORDER), "kuaishou_shop")
    assert message.conversation == str(REFUND)
    assert message.sent_at == NOW
    assert message.reply_to is None


@pytest.mark.parametrize(
    ("way", "said"),
    [(1, "退货退款"), (3, "换货"), (4, "补寄"), (5, "维修"), (10, "仅退款"), (77, "类型 77")],
)
def test_kinds_of_after_sale(way: int, said: str) -> None:
    assert parsed(info={"refundId": REFUND, "handlingWay": way}).text.splitlines()[0] == f"售后申请：{said}"


@pytest.mark.parametrize("app_key", ["ks700000000000000002", "", None, 7, "应用"])
def test_a_push_for_another_app_is_refused(app_key: Any) -> None:
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(kuaishou_request(kuaishou_event(appKey=app_key), ACCOUNT), ACCOUNT, now=NOW)


def test_the_app_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hmac, "compare_digest", lambda one, other: False)
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(kuaishou_request(kuaishou_event(), ACCOUNT), ACCOUNT, now=NOW)


@pytest.mark.parametrize("body", [kuaishou_event(), b'{"test":true,"event":"x"}', b'{"test":false}', b"[]", b"true"])
def test_nothing_but_the_heartbeat_comes_in_clear_text(body: bytes) -> None:
    request = Request(method="POST", body=body)
    assert CHANNEL.handshake(request, ACCOUNT, now=NOW) is None
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(request, ACCOUNT, now=NOW)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", as_json({"test": True, "appKey": 1})])
def test_what_opens_and_is_no_event_of_ours_is_refused(body: bytes) -> None:
    request = kuaishou_request(body, ACCOUNT)
    assert CHANNEL.handshake(request, ACCOUNT, now=NOW) is None
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(request, ACCOUNT, now=NOW)


def test_without_an_app_key_it_is_closed_loudly() -> None:
    with pytest.raises(ConfigurationError, match="app_key"):
        CHANNEL.verify(kuaishou_request(kuaishou_event(), ACCOUNT), replace(ACCOUNT, settings={}), now=NOW)


def test_the_previous_key_still_opens_while_it_rotates_out() -> None:
    account = KUAISHOU_SHOP.with_secrets(message_key=(OTHER_KEY, KEY))
    delivery = KUAISHOU_SHOP.delivery(kuaishou_request(kuaishou_event(), ACCOUNT))
    assert CHANNEL.parse(delivery, account) == CHANNEL.parse(delivery, ACCOUNT)


@given(content=st.binary(max_size=200))
def test_what_is_sealed_opens_again(content: bytes) -> None:
    assert open_sealed(seal(content, message_key=KEY) + b"\n", message_key=KEY) == content


@pytest.mark.parametrize("body", [b"", b"AAAA", b"no base64", "密".encode(), seal(b"", message_key=OTHER_KEY)])
def test_a_broken_envelope(body: bytes) -> None:
    with pytest.raises(MalformedPayload):
        open_sealed(body, message_key=KEY)


@pytest.mark.parametrize("message_key", ["short", "c3BlY2ltZW4=", "密" * 24])
def test_an_unusable_key_is_a_mistake_of_the_deployment(message_key: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        open_sealed(b"AAAA" * 8, message_key=message_key)
    assert message_key not in str(raised.value)
