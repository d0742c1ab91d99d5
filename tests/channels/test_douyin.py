"""抖音: kinds of direct messages, who said them, and the test call."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.model.message import Inbound

from .specimen import NOW, as_json
from .specimens.douyin import DOUYIN, SENDER, douyin_content, douyin_event, douyin_message, douyin_request

CHANNEL, ACCOUNT = DOUYIN.channel, DOUYIN.account


def parsed(body: bytes) -> Inbound:
    (message,) = CHANNEL.parse(DOUYIN.delivery(douyin_request(body, ACCOUNT)), ACCOUNT)
    return message


def test_who_said_it_where_and_when() -> None:
    message = parsed(douyin_message("text", text="退款"))
    assert (message.customer.id, message.customer.name) == (SENDER, "小林")
    assert message.conversation == "@conversation/1=="
    assert message.sent_at == NOW
    assert message.reply_to is None


def test_an_object_says_the_same_as_json_in_a_string() -> None:
    assert parsed(douyin_event(douyin_content("text", text="退款"))) == parsed(douyin_message("text", text="退款"))


@pytest.mark.parametrize(
    ("kind", "fields", "text"),
    [
        ("text", {"text": " "}, "[text]"),
        ("image", {}, "[图片]"),
        ("emoji", {}, "[表情]"),
        ("video", {}, "[视频]"),
        ("user_local_video", {}, "[视频]"),
        ("retain_consult_card", {}, "[留资卡片]"),
        ("other", {}, "[other]"),
        ("hologram", {"depth": 3, "title": "杯子", "none": None}, "[hologram]\ndepth: 3\ntitle: 杯子"),
    ],
)
def test_kinds_of_messages(kind: str, fields: dict[str, Any], text: str) -> None:
    assert parsed(douyin_message(kind, **fields)).text == text


def test_a_sender_without_a_name_or_a_conversation() -> None:
    message = parsed(douyin_message("text", text="x", user_infos=None, conversation_short_id=""))
    assert message.customer.name is None
    assert message.conversation == SENDER


@pytest.mark.parametrize(
    "body",
    [
        as_json({"event": "verify_webhook", "content": {}}),
        b'{"event": "verify_webhook"',
        douyin_message("text", text="verify_webhook"),
    ],
)
def test_what_only_looks_like_a_test_call_takes_the_ordinary_way(body: bytes) -> None:
    assert CHANNEL.handshake(douyin_request(body, ACCOUNT), ACCOUNT, now=NOW) is None
