"""LINE: message types, where they came from, and pushing answers."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from chalicelib.model.errors import Undeliverable, Upstream
from chalicelib.model.message import Inbound
from chalicelib.model.ports import HttpAnswer

from .outgoing import RecordedHttp, effect, outlets
from .specimen import NOW
from .specimens.line import LINE, USER, line_event

CHANNEL, ACCOUNT = LINE.channel, LINE.account


def parsed(message: dict[str, Any], **fields: Any) -> Inbound:
    (said,) = CHANNEL.parse(LINE.delivery(LINE.request(line_event(message, **fields))), ACCOUNT)
    return said


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"type": "sticker", "keywords": ["angry", "mad"]}, "[sticker] angry, mad"),
        ({"type": "sticker", "text": "怒", "keywords": ["angry"]}, "[sticker] 怒"),
        ({"type": "sticker"}, "[sticker]"),
        (
            {"type": "location", "title": "店", "address": "台北市", "latitude": 25.04, "longitude": 121.5},
            "[location] 店 台北市 (25.04, 121.5)",
        ),
        ({"type": "file", "fileName": "invoice.pdf", "fileSize": 2138}, "[file] invoice.pdf"),
        ({"type": "video"}, "[video]"),
    ],
)
def test_kinds_of_message(message: dict[str, Any], text: str) -> None:
    assert parsed(message).text == text


def test_a_file_is_an_attachment_by_the_message_id() -> None:
    (file,) = parsed({"type": "file", "fileName": "invoice.pdf", "fileSize": 2138}).attachments
    assert (file.name, file.size, file.media) == ("invoice.pdf", 2138, "325708")


def test_a_person_is_known_by_the_user_id_and_answered_there() -> None:
    said = parsed({"type": "text", "text": "x"})
    assert (said.customer.id, said.conversation, said.sent_at) == (USER, USER, NOW)
    assert said.reply_to is not None
    assert said.reply_to.recipient == USER


def test_in_a_group_every_person_has_a_conversation_and_the_group_is_answered() -> None:
    said = parsed({"type": "text", "text": "x"}, source={"type": "group", "groupId": "C1", "userId": USER})
    assert said.conversation == f"C1:{USER}"
    assert said.reply_to is not None
    assert said.reply_to.recipient == "C1"


def test_on_standby_nothing_is_answered() -> None:
    assert parsed({"type": "text", "text": "x"}, mode="standby").reply_to is None


def test_several_events_of_one_call_are_several_messages() -> None:
    one, other = (json.loads(line_event({"type": "text", "text": text}, event_id=text)) for text in ("a", "b"))
    body = json.dumps({"destination": "U0", "events": one["events"] + other["events"]}).encode()
    said = CHANNEL.parse(LINE.delivery(LINE.request(body)), ACCOUNT)
    assert [(each.text, each.external_id) for each in said] == [("a", "a"), ("b", "b")]


def test_an_answer_is_pushed_once_whatever_the_attempts() -> None:
    http = RecordedHttp([HttpAnswer(200, b'{"sentMessages": [{"id": "461230966842064897"}]}'), HttpAnswer(409, b"{}")])
    first, again = (CHANNEL.send(effect(ACCOUNT, recipient=USER, text="已受理"), ACCOUNT, outlets(http)) for _ in "12")
    assert (first.reference, again.reference) == ("461230966842064897", None)
    one, other = http.sent
    assert one == other
    assert one.url == "https://api.line.me/v2/bot/message/push"
    assert one.headers["authorization"] == "Bearer specimen-access-token"
    assert str(UUID(one.headers["x-line-retry-key"])) == one.headers["x-line-retry-key"]
    assert json.loads(one.body) == {"to": USER, "messages": [{"type": "text", "text": "已受理"}]}


def test_a_long_text_is_one_call_of_at_most_five_messages() -> None:
    http = RecordedHttp()
    CHANNEL.send(effect(ACCOUNT, text="我们已经为您登记。" * 200), ACCOUNT, outlets(http))
    (call,) = http.sent
    assert len(json.loads(call.body)["messages"]) == 2
    with pytest.raises(Undeliverable):
        CHANNEL.send(effect(ACCOUNT, text="长" * 9000), ACCOUNT, outlets(http))


@pytest.mark.parametrize(
    ("status", "raised"),
    [(400, Undeliverable), (401, Upstream), (403, Upstream), (429, Upstream), (500, Upstream), (302, Upstream)],
)
def test_what_is_final_and_what_may_pass(status: int, raised: type[Exception]) -> None:
    with pytest.raises(raised) as failed:
        CHANNEL.send(effect(ACCOUNT), ACCOUNT, outlets(RecordedHttp([HttpAnswer(status, b"<html>")])))
    assert "specimen-access-token" not in repr(failed.value)
