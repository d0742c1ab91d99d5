"""淘宝 and 天猫: what is asked for and confirmed, the buyer's words, and the platform's own calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from chalicelib.channels.base import Fetched, Request
from chalicelib.channels.open_platforms import joined, md5_between
from chalicelib.channels.taobao import spi
from chalicelib.channels.taobao.channel import WORDS_MISSING
from chalicelib.model.errors import SignatureInvalid, Upstream
from chalicelib.model.message import Inbound
from chalicelib.model.ports import HttpAnswer

from .outgoing import RecordedHttp, outlets
from .specimen import FAR_INTEGER, NOW, as_json
from .specimens.taobao import TAOBAO, taobao_message, taobao_page

CHANNEL, ACCOUNT = TAOBAO.channel, TAOBAO.account
WORDS = {"refund": {"reason": "质量问题", "desc": "杯子碎了两个，客服不理我", "title": "玻璃杯"}}


def asked(http: RecordedHttp, call: int = 0) -> dict[str, str]:
    return {name: value for name, [value] in parse_qs(http.sent[call].body.decode(), keep_blank_values=True).items()}


def pulled(*answers: HttpAnswer, session: bool = True) -> tuple[Inbound, RecordedHttp]:
    http = RecordedHttp(answers or (HttpAnswer(500, b""),))
    account = ACCOUNT if session else replace(ACCOUNT, secrets={"app_secret": ACCOUNT.secret("app_secret")})
    delivery = TAOBAO.delivery(Request(method="POST", body=as_json(taobao_message())))
    [message] = CHANNEL.pull(delivery, account, outlets(http))
    return message, http


def test_asks_for_the_messages_of_its_group() -> None:
    http = RecordedHttp([HttpAnswer(200, taobao_page(()))])
    CHANNEL.poll("", replace(ACCOUNT, settings={"app_key": "1", "group": "refunds"}), outlets(http))
    told = asked(http)
    assert (told["method"], told["group_name"], told["app_key"]) == ("taobao.tmc.messages.consume", "refunds", "1")
    assert told["timestamp"] == "2026-11-12 04:00:00"
    assert "session" not in told


def test_a_full_page_is_followed_by_another() -> None:
    full = tuple(as_json(taobao_message(id=number)) for number in range(1, 101))
    for items, more in ((full, True), (full[:99], False)):
        http = RecordedHttp([HttpAnswer(200, taobao_page(items))])
        assert CHANNEL.poll("", ACCOUNT, outlets(http)).more is more


def test_confirms_every_message_by_its_id() -> None:
    items = (as_json(taobao_message(topic="never_heard_of")), as_json(taobao_message(id=7)), as_json({"topic": "x"}))
    fetched = CHANNEL.poll("", ACCOUNT, outlets(RecordedHttp([HttpAnswer(200, taobao_page(items))])))
    assert len(fetched.items) == 3
    http = RecordedHttp([HttpAnswer(200, b'{"tmc_messages_confirm_response":{"is_success":true}}')])
    CHANNEL.confirm(fetched, ACCOUNT, outlets(http))
    assert asked(http)["s_message_ids"] == f"{FAR_INTEGER},7"


@pytest.mark.parametrize("answer", [b'{"tmc_messages_confirm_response":{"is_success":false}}', b"{}", b""])
def test_a_confirmation_that_is_not_taken_fails(answer: bytes) -> None:
    with pytest.raises(Upstream):
        CHANNEL.confirm(
            Fetched(items=(), confirmation=("1",)), ACCOUNT, outlets(RecordedHttp([HttpAnswer(200, answer)]))
        )


@pytest.mark.parametrize(
    ("bill", "said"),
    [
        ("return_bill", "售后申请：退货退款"),
        ("replace_bill", "售后申请：换货"),
        ("other", "售后申请：other"),
        ("", "售后申请"),
    ],
)
def test_kinds_of_refund(bill: str, said: str) -> None:
    delivery = TAOBAO.delivery(Request(method="POST", body=as_json(taobao_message(bill_type=bill))))
    [message] = CHANNEL.parse(delivery, ACCOUNT)
    assert message.text.splitlines()[0] == said
    assert (message.customer.id, message.customer.name) == ("AAHd5specimen", "t**8")
    assert message.sent_at == datetime(2026, 11, 11, 19, 59, tzinfo=UTC)
    assert message.order is not None
    assert (message.order.number, message.order.platform) == ("2398765432109876543", "taobao")


def test_the_buyers_words_come_first() -> None:
    message, http = pulled(HttpAnswer(200, as_json({"refund_get_response": WORDS})))
    assert message.text.splitlines()[:4] == [
        "杯子碎了两个，客服不理我",
        "退款原因：质量问题",
        "商品：玻璃杯",
        "售后申请：退款",
    ]
    assert (asked(http)["refund_id"], asked(http)["session"]) == ("183456789012345678", "specimen-taobao-session")


def test_without_the_right_to_read_them_the_numbers_are_enough() -> None:
    message, http = pulled(session=False)
    assert (http.sent, message.notes) == ([], ())
    refused, _ = pulled(HttpAnswer(200, b'{"error_response":{"code":27,"msg":"Invalid session"}}'))
    assert refused.notes == (WORDS_MISSING,)
    assert refused.text == message.text


def test_a_platform_that_is_away_is_asked_for_the_words_again() -> None:
    with pytest.raises(Upstream):
        pulled(HttpAnswer(503, b""))


def service_call(*, body: bytes = b'{"a":1}', content_type: str = "application/json", **query: str) -> Request:
    signed = {"app_key": "1", "timestamp": "2026-11-12 04:00:00", "method": "qimen.demo", **query}
    return Request(method="POST", headers={"content-type": content_type}, query=signed, body=body)


def signed(request: Request, *, secret: str = "s") -> Request:
    return replace(
        request, query={**request.query, "sign": md5_between(secret, joined(request.query) + request.body.decode())}
    )


def test_a_service_call_is_checked_against_every_secret_and_the_clock() -> None:
    call = signed(service_call())
    spi.verify(call, secrets=("new", "s"), now=NOW)
    for now in (NOW - spi.TOLERANCE, NOW + spi.TOLERANCE):
        spi.verify(call, secrets=("s",), now=now)
    for refused, secrets, now in (
        (call, ("other",), NOW),
        (call, ("s",), NOW + spi.TOLERANCE + timedelta(seconds=1)),
        (call, ("s",), NOW - spi.TOLERANCE - timedelta(seconds=1)),
        (replace(call, body=b'{"a":2}'), ("s",), NOW),
        (replace(call, body=b"\xff"), ("s",), NOW),
        (service_call(), ("s",), NOW),
        (signed(service_call(timestamp="soon")), ("s",), NOW),
    ):
        with pytest.raises(SignatureInvalid):
            spi.verify(refused, secrets=secrets, now=now)
