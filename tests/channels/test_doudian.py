"""抖店: which pushes are complaints, batches, the app id and the signature of API calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.channels.doudian.openapi import canonical
from chalicelib.model.errors import ConfigurationError, SignatureInvalid
from chalicelib.model.message import Inbound

from .specimen import NOW, as_json
from .specimens.doudian import AFTER_SALE, DOUDIAN, ORDER, doudian_push, doudian_request

CHANNEL, ACCOUNT = DOUDIAN.channel, DOUDIAN.account


def parsed(*pushes: dict[str, Any]) -> tuple[Inbound, ...]:
    return CHANNEL.parse(DOUDIAN.delivery(doudian_request(as_json(list(pushes)), ACCOUNT)), ACCOUNT)


def test_the_order_and_the_after_sale_are_exact() -> None:
    (message,) = parsed(doudian_push("200"))
    assert message.order is not None
    assert (message.order.number, message.order.platform) == (str(ORDER), "doudian")
    assert message.conversation == str(AFTER_SALE)
    assert message.reply_to is None


@pytest.mark.parametrize(
    ("tag", "said"),
    [("200", "售后申请"), ("212", "买家申请平台仲裁"), ("213", "平台要求商家举证"), ("217", "平台客服介入售后")],
)
def test_openings_and_escalations_are_complaints(tag: str, said: str) -> None:
    (message,) = parsed(doudian_push(tag))
    assert message.text.splitlines()[0] == said


@pytest.mark.parametrize("tag", ["0", "100", "201", "206", "216", "218", "400", "9999"])
def test_other_states_are_not(tag: str) -> None:
    assert parsed(doudian_push(tag)) == ()


@pytest.mark.parametrize(("kind", "said"), [(0, "退货退款"), (1, "仅退款"), (2, "发货前退款"), (7, "类型 7")])
def test_kinds_of_after_sale(kind: int, said: str) -> None:
    (message,) = parsed(doudian_push("200", aftersale_type=kind))
    assert message.text.splitlines()[0] == f"售后申请：{said}"


def test_several_in_one_call() -> None:
    messages = parsed(doudian_push("200"), doudian_push("206", msg_id="m2"), doudian_push("212", msg_id="m3"))
    assert [message.external_id for message in messages] == ["m1", "m3"]
    assert {message.conversation for message in messages} == {str(AFTER_SALE)}


def test_an_opening_happened_when_it_was_applied_for() -> None:
    times = {"apply_time": 1770173100, "update_time": 1770173200}
    opened, escalated = parsed(doudian_push("200", **times), doudian_push("212", msg_id="m2", **times))
    assert opened.sent_at == datetime(2026, 2, 4, 2, 45, tzinfo=UTC)
    assert escalated.sent_at == datetime(2026, 2, 4, 2, 46, 40, tzinfo=UTC)


def test_an_after_sale_known_by_its_order_alone() -> None:
    (message,) = parsed(doudian_push("200", aftersale_id=None))
    assert message.conversation == str(ORDER)
    assert message.text == f"售后申请\n订单号：{ORDER}"


@pytest.mark.parametrize("app_id", ["", "7300000000000000002", "应用"])
def test_a_push_for_another_app_is_refused(app_id: str) -> None:
    request = doudian_request(as_json([doudian_push("200")]), ACCOUNT)
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(replace(request, headers={**request.headers, "app-id": app_id}), ACCOUNT, now=NOW)


def test_without_an_app_key_it_is_closed_loudly() -> None:
    request = doudian_request(as_json([doudian_push("200")]), ACCOUNT)
    with pytest.raises(ConfigurationError, match="app_key"):
        CHANNEL.verify(request, replace(ACCOUNT, settings={}), now=NOW)


def test_parameters_of_an_api_call_are_sorted_at_every_depth() -> None:
    assert canonical({"b": {"d": "退", "c": 2}, "a": True}) == '{"a":true,"b":{"c":2,"d":"退"}}'
