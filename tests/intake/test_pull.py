"""Messages that a channel asks its platform for are recorded one by one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib.channels.base import Outlets
from chalicelib.channels.email.channel import EmailChannel
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import Upstream
from chalicelib.model.message import Customer, Inbound
from chalicelib.model.ports import ChannelAccount
from tests.support.arrivals import mailed
from tests.support.world import World

FIRST, SECOND = (Inbound(text=text, customer=Customer(id="lin"), external_id=text) for text in ("退款", "还没退"))


def test_the_next_message_is_asked_for_when_the_one_before_is_recorded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []

    def pull(self: EmailChannel, delivery: Delivery, account: ChannelAccount, outlets: Outlets) -> Iterator[Inbound]:
        assert outlets.now == world.clock()
        yield FIRST
        kept.append(FIRST.text)
        yield SECOND
        raise Upstream("the platform is away")

    monkeypatch.setattr(EmailChannel, "pull", pull)
    delivery = mailed(world, "质量")
    with pytest.raises(Upstream):
        world.runtime.processing.process(delivery)
    assert kept == ["退款"]
    monkeypatch.setattr(EmailChannel, "pull", lambda *_: (FIRST, SECOND))
    assert [outcome.is_new for outcome in world.runtime.processing.process(delivery)] == [False, False]


def test_what_cannot_be_recorded_is_not_passed_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []

    def pull(*_: object) -> Iterator[Inbound]:
        yield FIRST
        kept.append(FIRST.text)

    def away(*_: object) -> None:
        raise Upstream("the table is away")

    monkeypatch.setattr(EmailChannel, "pull", pull)
    monkeypatch.setattr(type(world.runtime.store), "commit", away)
    with pytest.raises(Upstream):
        world.runtime.processing.process(mailed(world, "质量"))
    assert not kept
