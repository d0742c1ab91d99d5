"""微博粉丝服务: kinds of messages, what tells them apart, and what the signature is good for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.model.errors import MalformedPayload, SignatureInvalid
from chalicelib.model.message import Inbound

from .specimen import NOW
from .specimens.weibo import SENDER, WEIBO, weibo_push, weibo_query, weibo_request

CHANNEL, ACCOUNT = WEIBO.channel, WEIBO.account


def parsed(body: bytes) -> Inbound:
    (message,) = CHANNEL.parse(WEIBO.delivery(weibo_request(body, ACCOUNT)), ACCOUNT)
    return message


def test_who_said_it_and_when() -> None:
    message = parsed(weibo_push("text", "退款"))
    assert message.customer.id == message.conversation == str(SENDER)
    assert message.sent_at == NOW
    assert message.reply_to is None


@pytest.mark.parametrize(
    ("kind", "said", "data", "text"),
    [
        ("text", None, {}, "[text]"),
        ("mention", "@某品牌 开胶了", {"key": "4990000000000001"}, "@某品牌 开胶了\nkey: 4990000000000001"),
        ("voice", "发了一个语音", {"vfid": 821804459}, "[语音]\n发了一个语音\nvfid: 821804459"),
        (
            "position",
            "我在这里",
            {"longitude": "116.3", "latitude": "39.9"},
            "[位置]\n我在这里\nlongitude: 116.3\nlatitude: 39.9",
        ),
        ("hologram", None, {"depth": {"cm": 3}, "none": None}, '[hologram]\ndepth: {"cm":3}'),
        ("text", "退款", None, "退款"),
    ],
)
def test_kinds_of_messages(kind: str, said: str | None, data: Any, text: str) -> None:
    assert parsed(weibo_push(kind, said, data=data)).text == text


def test_two_messages_of_one_second_are_two() -> None:
    first, second = parsed(weibo_push("text", "退款")), parsed(weibo_push("text", "还有运费"))
    assert first.external_id != second.external_id
    assert first.external_id == parsed(weibo_push("text", "退款")).external_id


def test_a_time_beyond_the_calendar_is_for_quarantine() -> None:
    with pytest.raises(MalformedPayload):
        parsed(weibo_push("text", "x", created_at="Mon Jan 01 00:00:00 +0800 0001"))


def test_the_address_check_may_carry_any_time() -> None:
    request = replace(
        weibo_request(b"", ACCOUNT), method="GET", query=weibo_query("specimen-weibo-secret", echostr="e")
    )
    answer = CHANNEL.handshake(request, ACCOUNT, now=NOW + timedelta(days=4000))
    assert answer is not None
    assert answer.body == "e"


def test_the_nonce_is_signed() -> None:
    request = weibo_request(weibo_push("text", "x"), ACCOUNT)
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(replace(request, query={**request.query, "nonce": "1"}), ACCOUNT, now=NOW)
