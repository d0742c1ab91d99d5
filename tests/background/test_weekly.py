"""On Monday morning the week before is told once, with the words of its texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from chalicelib.background import sweep
from chalicelib.background.weekly import next_monday
from chalicelib.reports.weeks import Week
from chalicelib.store import Due
from tests.alerts.test_alerting import connect, said
from tests.background.test_watching import PHONE, complaint, of_batch
from tests.support.faults import Crash, CrashPoints, watch_client
from tests.support.world import SHOP, World

MONDAY: Final = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
"""Nine o'clock in Shanghai."""
DUE: Final = Due(kind="weekly", shop=SHOP, complaint="numbers", name="", at="")


def busy_week(world: World) -> None:
    """The week of 9 November 2026, by which the clock of tests begins."""
    of_batch(world, 6, text=f"质量太差，拉链坏了，电话{PHONE}")
    for _ in range(5):
        complaint(world, "物流太慢，包裹丢失")


def weekly_texts(world: World) -> list[str]:
    return [text for text in said(world) if "周报" in text]


def test_it_is_due_on_monday_at_nine_where_the_shop_is() -> None:
    assert next_monday(datetime(2026, 11, 11, tzinfo=UTC), "Asia/Shanghai") == MONDAY
    assert next_monday(datetime(2026, 11, 15, 15, 59, tzinfo=UTC), "Asia/Shanghai") == MONDAY
    assert next_monday(datetime(2026, 11, 15, 16, 1, tzinfo=UTC), "Asia/Shanghai") == MONDAY + timedelta(days=7)
    assert next_monday(MONDAY, "Europe/Berlin").astimezone(ZoneInfo("Europe/Berlin")).hour == 9


def test_on_monday_the_week_is_told_once_with_words_and_masked_examples(world: World) -> None:
    connect(world)
    busy_week(world)
    world.clock.now = MONDAY - timedelta(minutes=1)
    world.run_due()
    assert weekly_texts(world) == []
    world.clock.now = MONDAY
    world.run_due()
    world.run_due(after=timedelta(minutes=3))
    world.runtime.weekly_digests.look(DUE)
    world.run_due(after=timedelta(minutes=3))
    [text] = weekly_texts(world)
    assert "2026-W46" in text
    assert "收到：11" in text
    assert "拉链" in text
    assert "包裹" in text
    assert PHONE not in text
    assert "/desk#/complaints/" in text


@pytest.mark.parametrize(("people", "is_told"), [(1, False), (3, True)])
def test_a_word_is_told_once_three_customers_wrote_it(world: World, people: int, is_told: bool) -> None:
    for number in range(6):
        text = f"第{number}次说，质量太差，{'松动' if number < 3 else '掉色'}"
        complaint(world, text, customer={"phone": f"1381234567{number % people if number < 3 else number}"})
    made = world.runtime.weekly_digests.make(SHOP, Week.of(world.clock().date()))
    [quality] = made.causes
    assert ("松动" in {one.word for one in quality.words}) is is_told


def test_a_week_in_which_nothing_came_is_not_told(world: World) -> None:
    connect(world)
    busy_week(world)
    world.clock.now = MONDAY + timedelta(days=7)
    made = world.runtime.weekly_digests.look(DUE)
    assert made is not None
    assert made.measures[0].now == 0
    world.run_due(after=timedelta(minutes=3))
    assert weekly_texts(world) == []


def test_weeks_without_complaints_end_the_looks(world: World) -> None:
    complaint(world)
    kinds = []
    for week in range(4):
        world.clock.now = MONDAY + timedelta(days=7 * week)
        world.runtime.sweeping.sweep()
        found = [one for one in map(sweep.read, world.due.take()) if one.kind == "weekly"]
        kinds.append(len(found))
        for one in found:
            world.runtime.weekly_digests.look(one)
    assert kinds == [1, 1, 0, 0]


def test_the_texts_read_do_not_grow_with_the_complaints(world: World) -> None:
    busy_week(world)
    digests = world.runtime.weekly_digests
    digests.make(SHOP, Week.of(MONDAY.date()).before)
    world.calls.clear()
    digests.make(SHOP, Week.of(MONDAY.date()).before)
    numbers, found, earlier = 2 * 5, 5, 2
    assert world.calls.operations.count("Query") == numbers + found + earlier
    assert world.calls.operations.count("BatchGetItem") == found


def test_a_process_that_dies_tells_it_once_all_the_same(world: World) -> None:
    connect(world)
    busy_week(world)
    world.clock.now = MONDAY
    points = CrashPoints(at=0)
    watch_client(world.client, points)
    for at in range(0, 200, 7):
        points.at, points.passed = at, 0
        try:
            world.runtime.weekly_digests.look(DUE)
        except Crash:
            continue
        break
    points.at = None
    world.runtime.weekly_digests.look(DUE)
    world.run_due(after=timedelta(minutes=3))
    assert len(weekly_texts(world)) == 1
