"""小红书: closed until asked for, kinds of after-sale, and that nothing unproven passes for proven."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.model.errors import ConfigurationError
from chalicelib.model.message import Inbound

from .specimen import NOW, as_json
from .specimens.xiaohongshu import XIAOHONGSHU, xiaohongshu_probe, xiaohongshu_push, xiaohongshu_request

CHANNEL, ACCOUNT = XIAOHONGSHU.channel, XIAOHONGSHU.account


def parsed(*pushes: dict[str, Any]) -> tuple[Inbound, ...]:
    request = xiaohongshu_request(as_json(list(pushes)), ACCOUNT)
    return CHANNEL.parse(XIAOHONGSHU.delivery(request), ACCOUNT)


def test_it_is_unproven_and_says_so() -> None:
    (message,) = parsed(xiaohongshu_push())
    assert not message.is_authentic
    assert message.notes == (
        "the platform's signature cannot be checked: look at the after-sale in 小红书 before acting",
    )
    assert message.order is not None
    assert (message.order.number, message.order.platform) == ("P701", "xiaohongshu")
    assert message.sent_at == NOW


@pytest.mark.parametrize(
    ("kind", "said"), [(1, "退货退款"), (2, "换货"), (3, "仅退款"), (4, "仅退款"), (5, "发货前退款")]
)
def test_kinds_of_after_sale(kind: int, said: str) -> None:
    (message,) = parsed(xiaohongshu_push(returnType=kind))
    assert message.text.splitlines()[0] == f"售后申请：{said}"


def test_several_in_one_call() -> None:
    first, second = parsed(xiaohongshu_push(), xiaohongshu_push("other"), xiaohongshu_push(returnsId="R702"))
    assert (first.conversation, second.conversation) == ("R701", "R702")


def test_without_a_time_content_tells_repetitions() -> None:
    (message,) = parsed(xiaohongshu_push(updateTime=None))
    assert (message.external_id, message.sent_at) == (None, None)


def test_the_address_check_of_a_mini_program_needs_its_token() -> None:
    with pytest.raises(ConfigurationError, match="token"):
        CHANNEL.handshake(
            xiaohongshu_probe("specimen-mini-token"), replace(ACCOUNT, secrets={"hook_key": ("k",)}), now=NOW
        )
