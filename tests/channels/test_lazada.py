"""Lazada: the app's key in the signature, reverse orders, and times of either kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.model.errors import ConfigurationError, SignatureInvalid
from chalicelib.model.message import Inbound

from .specimen import NOW
from .specimens.lazada import LAZADA, app_request, lazada_push


def read(body: bytes) -> Inbound:
    (message,) = LAZADA.channel.parse(LAZADA.delivery(app_request(body, LAZADA.account)), LAZADA.account)
    return message


def test_the_apps_key_is_part_of_the_signature() -> None:
    request = app_request(b"{}", LAZADA.account)
    LAZADA.channel.verify(request, LAZADA.account, now=NOW)
    with pytest.raises(SignatureInvalid):
        LAZADA.channel.verify(request, replace(LAZADA.account, settings={"app_key": "123457"}), now=NOW)
    with pytest.raises(ConfigurationError, match="app_key"):
        LAZADA.channel.verify(request, replace(LAZADA.account, settings={}), now=NOW)


def test_upper_hex_is_the_signature_of_other_calls() -> None:
    request = app_request(b"{}", LAZADA.account)
    shouted = replace(request, headers={"authorization": request.headers["authorization"].upper()})
    with pytest.raises(SignatureInvalid):
        LAZADA.channel.verify(shouted, LAZADA.account, now=NOW)


def test_a_reverse_order_belongs_to_its_order() -> None:
    message = read(lazada_push(reverse_order_id="5", trade_order_id="2", status_update_time=1603703663))
    assert message.order is not None
    assert (message.order.number, message.order.platform) == ("2", "lazada")
    assert message.conversation == "order:2"
    assert message.sent_at is not None
    assert message.sent_at.timestamp() == 1603703663
    assert message.reply_to is None


@pytest.mark.parametrize(("stamp", "seconds"), [(None, 1603766859.53), (0, 1603766859.53), (10**30, 1603766859.53)])
def test_the_pushs_own_time_stands_in(stamp: int | None, seconds: float) -> None:
    message = read(lazada_push(reverse_order_id="5", status_update_time=stamp))
    assert message.sent_at is not None
    assert message.sent_at.timestamp() == seconds
    assert (message.order, message.conversation) == (None, "reverse:5")


def test_every_status_of_every_line_is_a_message() -> None:
    pushes = [
        lazada_push(reverse_order_id="5", reverse_order_line_id=line, order_status=status)
        for line in ("1", "2")
        for status in ("canceled", "returned")
    ]
    assert len({read(push).external_id for push in pushes}) == 4
