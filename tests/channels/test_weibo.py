"""微博粉丝服务: kinds of messages, what tells them apart, what the signature is good for, and answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from chalicelib.model.errors import MalformedPayload, SignatureInvalid, Undeliverable, Upstream
from chalicelib.model.message import Inbound
from chalicelib.model.ports import HttpAnswer

from .outgoing import RecordedHttp, effect, outlets
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
    assert message.reply_to is not None
    assert message.reply_to.recipient == str(SENDER)
    assert message.reply_to.open_until == NOW + timedelta(hours=48)
    assert message.reply_to.takes is None


def test_a_mention_has_no_way_back() -> None:
    assert parsed(weibo_push("mention", "@某品牌 开胶了")).reply_to is None


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


# --- answers


DONE = HttpAnswer(200, b'{"result": true}')


def send(http: RecordedHttp, *, text: str = "已受理 & 登记") -> int:
    return CHANNEL.send(effect(ACCOUNT, recipient=str(SENDER), text=text), ACCOUNT, outlets(http)).messages


def told(body: bytes) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(body.decode(), strict_parsing=True).items()}


def test_an_answer_is_a_form_with_its_text_in_json() -> None:
    http = RecordedHttp([DONE])
    assert send(http) == 1
    (call,) = http.sent
    assert (call.method, call.url) == ("POST", "https://m.api.weibo.com/2/messages/reply.json")
    assert call.headers["content-type"].startswith("application/x-www-form-urlencoded")
    said = told(call.body)
    assert json.loads(said.pop("data")) == {"text": "已受理 & 登记"}
    assert said == {"access_token": "specimen-weibo-token", "type": "text", "receiver_id": str(SENDER)}


def test_a_long_answer_goes_out_in_parts_of_fewer_than_300_characters() -> None:
    http, text = RecordedHttp([DONE]), "我们已经为您登记。" * 100
    assert send(http, text=text) == len(http.sent)
    parts = [json.loads(told(call.body)["data"])["text"] for call in http.sent]
    assert "".join(parts) == text
    assert len(parts) > 1
    assert max(map(len, parts)) < 300
    flood = RecordedHttp([DONE])
    with pytest.raises(Undeliverable):
        send(flood, text="长" * 2000)
    assert flood.sent == []


def test_a_closed_window_is_not_tried() -> None:
    http = RecordedHttp([DONE])
    late = effect(ACCOUNT, recipient=str(SENDER), open_until=NOW - timedelta(seconds=1))
    with pytest.raises(Undeliverable):
        CHANNEL.send(late, ACCOUNT, outlets(http))
    assert http.sent == []


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (HttpAnswer(400, b'{"error": "no", "error_code": 20001}'), Undeliverable),
        (HttpAnswer(200, b'{"error": "no", "error_code": "20502"}'), Undeliverable),
        (HttpAnswer(403, b'{"error": "expired_token", "error_code": 21327}'), Upstream),
        (HttpAnswer(403, b'{"error": "out of rate limit", "error_code": 10023}'), Upstream),
        (HttpAnswer(403, b'{"error": "no", "error_code": "soon"}'), Upstream),
        (HttpAnswer(200, b'{"error_code": {"of": []}}'), Upstream),
        (HttpAnswer(502, b"<html>"), Upstream),
        (HttpAnswer(200, b"<html>"), Upstream),
        (HttpAnswer(200, b""), Upstream),
    ],
)
def test_refusals(answer: HttpAnswer, raised: type[Exception]) -> None:
    with pytest.raises(raised) as refused:
        send(RecordedHttp([answer]))
    assert "specimen-weibo-token" not in repr(refused.value)
