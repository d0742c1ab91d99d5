"""拼多多: what is asked for, which after-sales are complaints, and the frames a forwarder gets."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from chalicelib.channels.base import Request
from chalicelib.channels.documents import Document
from chalicelib.channels.pinduoduo.stream import read_frame
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Inbound
from chalicelib.model.ports import HttpAnswer

from .outgoing import RecordedHttp, outlets
from .specimen import NOW, as_json
from .specimens.pinduoduo import PINDUODUO, pinduoduo_page, pinduoduo_refund

CHANNEL, ACCOUNT = PINDUODUO.channel, PINDUODUO.account


def parsed(**changes: object) -> tuple[Inbound, ...]:
    request = Request(method="POST", body=as_json(pinduoduo_refund(**changes)))
    return CHANNEL.parse(PINDUODUO.delivery(request), ACCOUNT)


def test_asks_for_all_that_changed_in_the_last_half_hour() -> None:
    http = RecordedHttp([HttpAnswer(200, pinduoduo_page(()))])
    fetched = CHANNEL.poll("", ACCOUNT, outlets(http))
    told = {name: value for name, [value] in parse_qs(http.sent[0].body.decode()).items()}
    now = int(NOW.timestamp())
    assert (int(told["start_updated_at"]), int(told["end_updated_at"])) == (now - 1800, now)
    assert (told["after_sales_status"], told["after_sales_type"], told["page"]) == ("1", "1", "1")
    assert (fetched.more, fetched.reached_at, fetched.confirmation) == (False, NOW, ())


def test_more_than_a_page_is_read_from_its_end() -> None:
    said = b'{"refund_increment_get_response":{"total_count":201,"refund_list":[]}}'
    pages, cursor, more = [], "", True
    while more:
        http = RecordedHttp([HttpAnswer(200, said)])
        fetched = CHANNEL.poll(cursor, ACCOUNT, outlets(http))
        pages.append(parse_qs(http.sent[0].body.decode())["page"])
        cursor, more = fetched.cursor, fetched.more
    assert pages == [["1"], ["3"], ["2"], ["1"]]


@pytest.mark.parametrize("status", [2, 3, 4, 6, 7, 8, 14, 15, 18, 21, 22, 27, 31, 32, 33, 99, None])
def test_what_the_shop_may_have_to_act_on_is_a_complaint(status: int | None) -> None:
    assert len(parsed(after_sales_status=status)) == 1


@pytest.mark.parametrize("status", [0, 5, 9, 10, 11, 12, 13, 16, 17, 24, 25])
def test_what_is_over_is_none(status: int) -> None:
    assert parsed(after_sales_status=status) == ()


def test_a_later_state_is_the_same_message() -> None:
    assert parsed(after_sales_status=2, updated_time="1") == parsed(after_sales_status=6, updated_time="2")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-12 03:50:00", datetime(2026, 11, 11, 19, 50, tzinfo=UTC)),
        ("1794426600", datetime(2026, 11, 11, 19, 50, tzinfo=UTC)),
        ("1794426600000", datetime(2026, 11, 11, 19, 50, tzinfo=UTC)),
        ("yesterday", None),
        ("9" * 30, None),
        ("", None),
    ],
)
def test_times_come_in_several_forms(written: str, moment: datetime | None) -> None:
    [message] = parsed(created_time=written)
    assert message.sent_at == moment


@pytest.mark.parametrize(("kind", "said"), [(2, "仅退款"), (4, "换货"), (5, "缺货补寄"), (6, "维修"), (12, "类型 12")])
def test_kinds_of_after_sale(kind: int, said: str) -> None:
    [message] = parsed(after_sales_type=kind, after_sale_reason=None, goods_name="")
    assert message.text.splitlines()[0] == f"售后申请：{said}"


def test_frames_that_say_nothing_and_frames_that_are_broken() -> None:
    assert read_frame(Document({"commandType": "HeartBeat", "time": 1})) is None
    other = {"commandType": "Common", "id": 1, "message": {"type": "pdd_refund_RefundClosed"}}
    assert read_frame(Document(other)) is None
    with pytest.raises(MalformedPayload):
        read_frame(Document({**other, "message": {"type": "pdd_refund_RefundCreated", "content": "{"}}))
