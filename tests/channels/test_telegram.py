"""Telegram: kinds of message, chats and topics, and sending answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.model.errors import Undeliverable, Upstream
from chalicelib.model.message import Inbound
from chalicelib.model.ports import HttpAnswer

from .outgoing import RecordedHttp, effect, outlets
from .specimen import NOW
from .specimens.telegram import TELEGRAM, telegram_update

CHANNEL, ACCOUNT = TELEGRAM.channel, TELEGRAM.account
DONE = HttpAnswer(200, b'{"ok": true, "result": {"message_id": 77}}')


def parsed(**fields: Any) -> Inbound:
    (said,) = CHANNEL.parse(TELEGRAM.delivery(TELEGRAM.request(telegram_update(**fields))), ACCOUNT)
    return said


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"photo": [{"file_id": "p"}], "caption": "碎了"}, "[photo] 碎了"),
        ({"document": {"file_id": "d"}}, "[document]"),
        ({"voice": {"file_id": "v"}}, "[voice]"),
        ({"sticker": {"file_id": "s", "emoji": "😡"}}, "[sticker] 😡"),
        ({"contact": {"first_name": "Lin", "phone_number": "138"}}, "[contact] Lin 138"),
        ({"location": {"latitude": 1.5, "longitude": 2}}, "[location] (1.5, 2)"),
        (
            {"location": {"latitude": 1.5, "longitude": 2}, "venue": {"title": "Shop", "address": "1 Road"}},
            "[location] Shop 1 Road (1.5, 2)",
        ),
    ],
)
def test_kinds_of_message(fields: dict[str, Any], text: str) -> None:
    assert parsed(**fields).text == text


def test_files_are_named_by_their_id() -> None:
    (photo,) = parsed(photo=[{"file_id": "small"}, {"file_id": "large", "file_size": 9}]).attachments
    assert (photo.media, photo.size, photo.content_type) == ("large", 9, "image/jpeg")
    video = {"file_id": "v", "file_name": "crack.mov", "mime_type": "video/quicktime"}
    (file,) = parsed(video=video).attachments
    assert (file.name, file.media, file.content_type) == ("crack.mov", "v", "video/quicktime")
    animation = {"file_id": "a", "mime_type": "video/mp4"}
    assert len(parsed(animation=animation, document=animation).attachments) == 1


def test_a_person_is_known_and_named() -> None:
    said = parsed(text="x")
    assert (said.customer.id, said.customer.name, said.conversation) == ("1111111", "Lin", "1111111")
    assert said.sent_at == NOW


def test_in_a_group_every_person_has_a_conversation_and_the_topic_is_answered() -> None:
    said = parsed(text="x", chat={"id": -100123, "type": "supergroup"}, message_thread_id=5)
    assert said.conversation == "-100123:1111111"
    assert said.reply_to is not None
    assert said.reply_to.recipient == "-100123"
    assert said.reply_to.thread == {"message_id": "1365", "message_thread_id": "5"}


def test_an_id_that_is_no_number_is_not_quoted() -> None:
    said = parsed(text="x", message_id="1e9", message_thread_id="9" * 5000)
    assert said.reply_to is not None
    assert said.reply_to.thread == {}


def test_a_changed_message_is_said_again() -> None:
    said = parsed(kind="edited_message", text="more", edit_date=int(NOW.timestamp()) + 1, update_id=10001)
    assert (said.text, said.external_id, len(said.notes)) == ("more", "10001", 1)


def test_an_answer_quotes_the_message_in_its_topic() -> None:
    http = RecordedHttp([DONE])
    thread = {"message_id": "1365", "message_thread_id": "5"}
    owed = effect(ACCOUNT, recipient="-100123", thread=thread, text="已受理")
    assert CHANNEL.send(owed, ACCOUNT, outlets(http)).reference == "-100123:77"
    (call,) = http.sent
    assert call.url == "https://api.telegram.org/bot110201543:specimen-bot-token/sendMessage"
    assert json.loads(call.body) == {
        "chat_id": "-100123",
        "text": "已受理",
        "message_thread_id": 5,
        "reply_parameters": {"message_id": 1365, "allow_sending_without_reply": True},
    }


def test_a_long_text_goes_out_in_parts_up_to_five() -> None:
    http = RecordedHttp([DONE])
    CHANNEL.send(effect(ACCOUNT, text="我们已经为您登记。" * 200), ACCOUNT, outlets(http))
    assert len(http.sent) == 2
    with pytest.raises(Undeliverable):
        CHANNEL.send(effect(ACCOUNT, text="长" * 9000), ACCOUNT, outlets(RecordedHttp([DONE])))


@pytest.mark.parametrize(
    ("status", "raised"),
    [(400, Undeliverable), (403, Undeliverable), (401, Upstream), (404, Upstream), (429, Upstream), (502, Upstream)],
)
def test_what_is_final_and_what_may_pass(status: int, raised: type[Exception]) -> None:
    refused = HttpAnswer(status, b'{"ok": false, "description": "no"}')
    with pytest.raises(raised) as failed:
        CHANNEL.send(effect(ACCOUNT), ACCOUNT, outlets(RecordedHttp([refused])))
    assert "specimen-bot-token" not in f"{failed.value!r} {vars(failed.value)}"


def test_a_good_status_without_ok_may_pass() -> None:
    with pytest.raises(Upstream):
        CHANNEL.send(effect(ACCOUNT), ACCOUNT, outlets(RecordedHttp([HttpAnswer(200, b"<html>")])))
