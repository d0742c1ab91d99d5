"""How platforms' own measures would rate the shop: each message once, on its day, by the platform's own hours."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from chalicelib.desk.desk import Action
from chalicelib.store.histories import differing
from tests.support.world import SHOP, SUPERVISOR, World

EVENING: Final = datetime(2026, 11, 11, 15, 30, tzinfo=UTC)
"""23:30 in Shanghai: 飞鸽 counts from 8:00 on."""


def chat(world: World, channel: str = "feige", **about: Any) -> str:
    data = {"channel": channel, "text": "质量", "external_id": world.runtime.ids.new("e"), **about}
    body = json.dumps({"type": "complaint.received", "data": data}).encode()
    return world.process(world.delivery("relay", SHOP, body)).complaint


def answer(world: World, complaint: str) -> None:
    world.runtime.desk.reply(complaint, Action(by=SUPERVISOR), text="我们在查")


def told(world: World, first: str = "2026-11-01", last: str = "2026-11-30") -> dict[str, Any]:
    platforms: dict[str, Any] = world.runtime.reporting.numbers(SHOP, "platforms", first=first, last=last)["platforms"]
    return platforms


def test_each_platform_has_its_limit_and_a_rate_of_its_own(world: World) -> None:
    quick, slow = chat(world), chat(world)
    other = chat(world, "dongdong")
    world.clock.advance(timedelta(seconds=40))
    answer(world, quick)
    answer(world, other)
    world.clock.advance(timedelta(minutes=4))
    answer(world, slow)
    feige, dongdong = told(world)["feige"], told(world)["dongdong"]
    assert (feige["limit_seconds"], feige["hours"]) == (180, "daily-08-23")
    assert (feige["in_time"]["numerator"], feige["in_time"]["denominator"]) == (1, 2)
    assert feige["in_time"]["interval"]
    assert feige["within_5_min"]["share"] == 1.0
    assert feige["response_time"]["wall"]["mean"] == 160.0
    assert (dongdong["limit_seconds"], dongdong["in_time"]["share"]) == (30, 0.0)
    assert told(world)["kuaishou"]["in_time"]["share"] is None


def test_who_is_never_answered_counts_as_late_and_once(world: World) -> None:
    complaint = chat(world)
    world.run_due(after=timedelta(minutes=5))
    assert told(world)["feige"]["in_time"] == {
        "share": 0.0, "numerator": 0, "denominator": 1, "interval": (0.0, 0.7935)
    }  # fmt: skip
    world.run_due(after=timedelta(hours=2))
    answer(world, complaint)
    feige = told(world)["feige"]
    assert (feige["in_time"]["denominator"], feige["response_time"]["wall"]["count"]) == (1, 1)


def test_by_night_the_time_rests_and_the_message_counts_on_its_day(world: World) -> None:
    world.clock.now = EVENING
    complaint = chat(world)
    world.clock.advance(timedelta(hours=8, minutes=31))
    answer(world, complaint)
    feige = told(world, "2026-11-11", "2026-11-11")["feige"]
    assert (feige["in_time"]["share"], feige["within_3_min"]["share"]) == (1.0, 1.0)
    assert feige["response_time"]["hours"]["mean"] == 60.0
    assert feige["response_time"]["wall"]["mean"] == 8.0 * 3_600 + 31 * 60


def test_they_are_counted_again_to_the_byte(world: World) -> None:
    answer(world, chat(world))
    chat(world, "dongdong")
    world.run_due(after=timedelta(minutes=5))
    histories = world.runtime.histories
    assert told(world)["dongdong"]["in_time"]["denominator"] == 1
    assert differing(histories.recounted(SHOP), histories.kept(SHOP)) == []
