"""The schedule that asks platforms: every account gets its turn, and how it went is published."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app import poll_channels as handler
from chalicelib.model.errors import ConfigurationError, NotFound, Upstream
from chalicelib.model.poll import Poll
from chalicelib.model.ports import ChannelAccount, HttpAnswer
from chalicelib.workers import polling
from chalicelib.workers.polling import poll_channels
from infra.local.events import schedule_event
from tests.channels.specimen import as_json
from tests.channels.specimens.pinduoduo import PINDUODUO, pinduoduo_page, pinduoduo_refund
from tests.channels.specimens.taobao import TAOBAO, taobao_page
from tests.support.world import SHOP, World

SHOPS = ("one", "two", "three")


@pytest.fixture(autouse=True)
def platforms(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    items = (as_json(pinduoduo_refund()),)
    pages = {"gw-api.pinduoduo.com": pinduoduo_page(items), "gw.api.taobao.com": taobao_page(())}
    monkeypatch.setattr(world.http, "answer", lambda _, url: HttpAnswer(200, pages[url.split("/")[2]]))


def connect(world: World, *names: str, account: ChannelAccount = PINDUODUO.account) -> None:
    for name in names:
        world.accounts.add(replace(account, account=name))


def poll_of(world: World, name: str, *, channel: str = "pinduoduo") -> Poll:
    found = world.runtime.polls.get(SHOP, channel=channel, account=name)
    assert found is not None
    return found


def test_nothing_is_asked_where_nobody_is_connected(world: World) -> None:
    assert handler(schedule_event("poll_channels", at="2026-11-11T02:00:00Z"), None) == {
        "polled": 0, "accepted": 0, "failed": 0,
    }  # fmt: skip
    assert world.http.calls == []


def test_every_account_is_asked_and_how_it_went_is_published(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    connect(world, *SHOPS)
    connect(world, "flagship", account=TAOBAO.account)
    assert poll_channels() == {"polled": 4, "accepted": 3, "failed": 0}
    published = [vars(one) for one in caplog.records if one.message == "polled an account"]
    assert {(one["channel"], one["account"], one["poll_failures"], one["poll_lag_seconds"]) for one in published} == {
        ("taobao", "flagship", 0, 0), *(("pinduoduo", name, 0, 0) for name in SHOPS),
    }  # fmt: skip


def test_each_as_often_as_its_channel_says(world: World) -> None:
    connect(world, "one")
    connect(world, "flagship", account=TAOBAO.account)
    for _ in range(6):
        poll_channels()
        world.clock.advance(timedelta(minutes=1))
    asked = [url for _, url, _ in world.http.calls]
    assert sum("pinduoduo" in url for url in asked) == 2
    assert sum("taobao" in url for url in asked) == 6


def test_one_that_is_closed_stops_no_other(world: World) -> None:
    connect(world, "one", account=replace(PINDUODUO.account, secrets={}))
    connect(world, "two")
    assert poll_channels() == {"polled": 2, "accepted": 1, "failed": 1}
    assert str(poll_of(world, "one").last_error).startswith("configuration: ")


def test_a_parameter_that_cannot_be_read_is_loud_and_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(world, "one", "two")
    plain = world.accounts.get

    def unreadable(channel: str, account: str) -> Any:
        if account == "one":
            raise ConfigurationError("the parameter of channel account pinduoduo/one is not of the form …")
        return plain(channel, account)

    monkeypatch.setattr(world.accounts, "get", unreadable)
    with pytest.raises(ConfigurationError, match="pinduoduo/one"):
        poll_channels()
    assert poll_of(world, "two").succeeded_at == world.clock()


def test_one_that_is_disconnected_meanwhile_is_passed_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(world, "one", "two")
    plain = world.accounts.get

    def gone(channel: str, account: str) -> Any:
        if account == "one":
            raise NotFound("no such channel account is connected")
        return plain(channel, account)

    monkeypatch.setattr(world.accounts, "get", gone)
    assert poll_channels()["polled"] == 1


def test_when_time_is_up_the_longest_waiting_have_had_their_turn(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(world, *SHOPS)
    plain = world.http.answer

    def slow(method: str, url: str) -> HttpAnswer:
        world.clock.advance(timedelta(seconds=90))
        return plain(method, url)

    monkeypatch.setattr(world.http, "answer", slow)
    monkeypatch.setattr(polling, "BUDGET", timedelta(seconds=100))
    assert poll_channels()["polled"] == 2
    first = {name for name in SHOPS if world.runtime.polls.get(SHOP, channel="pinduoduo", account=name)}
    world.clock.advance(timedelta(hours=1))
    monkeypatch.setattr(polling, "BUDGET", timedelta(seconds=1))
    poll_channels()
    asked = {name for name in SHOPS if world.runtime.polls.get(SHOP, channel="pinduoduo", account=name)}
    assert asked - first in ({"three"}, {"two"}, {"one"}, set())


def test_the_table_that_is_away_fails_the_function(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An alarm tells; what the platforms have stays with them."""
    connect(world, "one")

    def away(*_: object, **__: object) -> None:
        raise Upstream("the table could not be reached")

    monkeypatch.setattr(world.runtime.polls, "get", away)
    with pytest.raises(Upstream):
        poll_channels()
    assert world.http.calls == []


def test_nothing_new_costs_one_read_and_three_writes(world: World) -> None:
    connect(world, "flagship", account=TAOBAO.account)
    world.calls.clear()
    poll_channels()
    assert world.calls.operations == ["GetItem", *["TransactWriteItems"] * 3]
