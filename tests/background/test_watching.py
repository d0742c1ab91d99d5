"""Early warning: a rise is found in the hour it comes, told once with masked examples, and survives every crash."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from chalicelib.background import sweep
from chalicelib.desk.desk import Action
from chalicelib.model.assessment import Category
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import Upstream
from chalicelib.model.rise import SHOP as WHOLE
from chalicelib.model.rise import Rise, Subject
from chalicelib.store import Due
from tests.alerts.test_alerting import connect, said
from tests.support.faults import Crash, CrashPoints, refuse, watch_client
from tests.support.hearing import publish
from tests.support.orders import order
from tests.support.understanding import understood
from tests.support.world import AGENT, SHOP, World

HOUR: Final = timedelta(hours=1)
PHONE: Final = "13812345678"
TEXT: Final = f"屏幕用了两天就坏了，质量太差，我的电话{PHONE}"


def complaint(world: World, text: str = "质量太差", **about: Any) -> Complaint:
    made = world.complain(text, **about)
    world.runtime.watching.came(SHOP, made.id)
    return made


def quiet_past(world: World, days: int = 20) -> None:
    """One complaint a week, so that the shop has a past."""
    for _ in range(days // 7 + 1):
        world.complain("物流太慢")
        world.clock.advance(timedelta(days=7))


def of_batch(
    world: World, count: int, *, first: int = 0, text: str = TEXT, sku: str = "P1", batch: str = "B1"
) -> list[Complaint]:
    """All brought by one courier."""
    made = []
    for number in range(first, first + count):
        name = f"8800{number}"
        goods = {"items": [{"sku": sku, "batch": batch}], "parcels": [{"tracking": f"SF{name}", "carrier": "SF"}]}
        world.runtime.orders.put(SHOP, [order(number=name, **goods)])
        made.append(complaint(world, text, order={"number": name, "platform": "jd"}))
    return made


def rises(world: World) -> tuple[Rise, ...]:
    return world.runtime.rises.page(SHOP, limit=100).items


def run(world: World, *, after: timedelta = HOUR) -> None:
    world.run_due(after=after)
    world.run_due(after=timedelta(minutes=3))


def surge_texts(world: World) -> list[str]:
    return [text for text in said(world) if "投诉突增" in text]


def test_a_rise_of_a_batch_is_one_alert_with_masked_examples(world: World) -> None:
    connect(world)
    quiet_past(world)
    made = of_batch(world, 12)
    run(world)
    [rise] = rises(world)
    assert rise.subject == Subject(dimension="batch", value="B1")
    assert {str(one) for one in rise.also} == {"product P1", "courier SF", "category quality", "shop"}
    assert (rise.count, rise.days, rise.times_told) == (12, 1, 1)
    [text] = surge_texts(world)
    assert "批次 B1：12 起" in text
    assert text.count("https://huiyin.example/desk#/complaints/") == 3
    assert made[-1].id in text
    assert PHONE not in text
    assert PHONE[-4:] not in text


def test_the_stream_says_what_came(world: World) -> None:
    made = world.complain()
    publish(world, made)
    world.runtime.sweeping.sweep()
    assert not world.due.take()[1:], "only the acknowledgement"
    world.clock.advance(HOUR)
    world.runtime.sweeping.sweep()
    assert "surges" in {sweep.read(body).kind for body in world.due.take()}


def test_it_is_told_once_however_often_it_is_looked_at(world: World) -> None:
    connect(world)
    quiet_past(world)
    of_batch(world, 8)
    run(world)
    for hour in range(3):
        of_batch(world, 1, first=100 + hour)
        run(world)
    assert len(rises(world)) == 1
    assert len(surge_texts(world)) == 1
    of_batch(world, 13, first=200)
    run(world)
    assert len(surge_texts(world)) == 2, "it has grown to three times what was told"
    [rise] = rises(world)
    assert (rise.count, rise.times_told) == (24, 2)


def test_two_causes_are_two_rises(world: World) -> None:
    quiet_past(world)
    of_batch(world, 9)
    for number in range(9):
        complaint(world, "客服态度恶劣", customer={"email": f"x{number}@customer.example"})
    run(world)
    assert {str(one.subject) for one in rises(world)} == {"batch B1", "category attitude"}


def test_a_rise_that_comes_back_after_a_week_is_another(world: World) -> None:
    connect(world)
    quiet_past(world)
    for _ in range(2):
        of_batch(world, 12, first=world.clock().day * 100)
        run(world)
        world.clock.advance(timedelta(days=16))
    first, second = rises(world)
    assert (first.count, second.count) == (12, 12)
    assert first.first_day > second.first_day


def test_another_batch_that_the_same_courier_brought_is_another_rise(world: World) -> None:
    """Days later, while the first is not over: neither is told as the other, nor counted to it."""
    connect(world)
    quiet_past(world)
    of_batch(world, 12)
    run(world)
    world.clock.advance(timedelta(days=2))
    of_batch(world, 30, first=100, sku="P2", batch="B2")
    run(world)
    assert {str(one.subject): one.count for one in rises(world)} == {"batch B1": 12, "batch B2": 30}
    assert [("批次 B1：12 起" in text, "批次 B2：30 起" in text) for text in surge_texts(world)] == [
        (True, False), (False, True)
    ]  # fmt: skip


def test_what_explained_a_part_of_a_rise_may_rise_by_itself_later(world: World) -> None:
    """A courier that only brought a bad batch, and loses parcels of everything two days later."""
    connect(world)
    quiet_past(world)
    of_batch(world, 12)
    run(world)
    world.clock.advance(timedelta(days=2))
    for number in range(40):
        of_batch(world, 1, first=1000 + number, text="物流太慢，包裹丢失", sku=f"Q{number}", batch=f"Z{number}")
    run(world)
    assert {str(one.subject): one.count for one in rises(world)} == {"batch B1": 12, "courier SF": 52}, "in seven days"
    assert "快递 SF：52 起" in surge_texts(world)[-1]


def test_a_shop_in_which_nothing_comes_is_not_looked_at(world: World) -> None:
    complaint(world)
    looks = []
    for _ in range(5):
        world.clock.advance(HOUR)
        world.runtime.sweeping.sweep()
        bodies = [sweep.read(body) for body in world.due.take()]
        looks.append([one.kind for one in bodies].count("surges"))
        for one in bodies:
            if one.kind == "surges":
                world.runtime.watching.look(one)
    assert looks == [1, 1, 0, 0, 0]


def test_what_comes_while_it_is_looked_is_looked_at_next_hour(world: World) -> None:
    quiet_past(world)
    of_batch(world, 4)
    run(world)
    assert rises(world) == ()
    of_batch(world, 3, first=50)
    run(world, after=HOUR)
    run(world, after=HOUR)
    assert len(rises(world)) == 1


def test_a_look_costs_a_query_of_days_and_one_of_each_subject_that_rises(world: World) -> None:
    quiet_past(world)
    complaint(world)
    world.calls.clear()
    assert world.runtime.watching.found(SHOP) == ()
    assert world.calls.operations == ["Query"]
    of_batch(world, 9)
    world.runtime.watching.found(SHOP)
    world.calls.clear()
    world.runtime.watching.found(SHOP)
    rising = 4 + 5  # batch, product, courier, category; the shop is its five categories
    assert world.calls.operations == ["Query"] * (1 + rising + 1), "and one for the rises there are"


def test_what_was_put_right_is_no_longer_of_its_old_category(world: World) -> None:
    """Neither an example of a rise nor of the week, nor what explains another."""
    wrong, right = complaint(world), complaint(world)
    action = Action(by=AGENT)
    world.runtime.desk.claim(wrong.id, action)
    world.runtime.desk.reclassify(wrong.id, action, primary=Category.LOGISTICS, labels=(), why="it never came")
    for _ in range(2):
        publish(world, world.complaint(wrong.id))
    assert found(world, Category.QUALITY) == (right.id,)
    assert found(world, Category.LOGISTICS) == (wrong.id,)


def found(world: World, category: Category) -> tuple[str, ...]:
    day, now = timedelta(days=1), world.clock()
    names = [("category", category.value)]
    return world.runtime.likenesses.found(SHOP, names, since=now - day, now=now, most=9)


def test_another_shop_sees_nothing_of_it(world: World) -> None:
    quiet_past(world)
    of_batch(world, 9)
    assert world.runtime.watching.found("other") == ()


def test_what_came_is_written_down_once_an_hour_beside_what_it_is_about(world: World) -> None:
    made = complaint(world)
    world.calls.clear()
    world.runtime.watching.came(SHOP, made.id)
    assert world.calls.operations == ["GetItem", "TransactWriteItems"]
    world.clock.advance(HOUR)
    world.calls.clear()
    world.runtime.watching.came(SHOP, made.id)
    assert world.calls.operations == ["GetItem", "TransactWriteItems", "TransactWriteItems"]


def test_a_process_that_dies_anywhere_tells_it_once_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, assess=understood)
    quiet_past(world)
    of_batch(world, 6)
    world.close()
    monkeypatch.setattr("tests.support.world.create", lambda *_: None)  # the copies have their table
    at = 0
    while crash_at(tmp_path, at, now=world.clock.now):
        at += 1
    assert at > 10


def crash_at(made: Path, at: int, *, now: datetime) -> bool:
    """Whether the look came so far; the sweep finds it again, and it is told once."""
    folder = made / str(at)
    folder.mkdir()
    shutil.copy(made / "table.sqlite", folder)
    world = World(folder, assess=understood)
    world.clock.now, died, points = now, False, CrashPoints(at=at)
    connect(world)
    watch_client(world.client, points)
    try:
        world.runtime.watching.found(SHOP)
    except Crash:
        died = True
    points.at = None
    run(world)
    run(world)
    [rise] = rises(world)
    assert rise.times_told == 1, at
    assert len(surge_texts(world)) == 1, at
    world.close()
    return died


def test_when_the_table_cannot_answer_the_look_stays_due(world: World) -> None:
    quiet_past(world)
    of_batch(world, 9)
    world.clock.advance(HOUR)
    world.runtime.sweeping.sweep()
    [due] = [one for one in map(sweep.read, world.due.take()) if one.kind == "surges"]
    refuse(world.client, "Query", "ProvisionedThroughputExceededException")
    with pytest.raises(Upstream):
        world.runtime.watching.look(due)
    run(world)
    assert len(rises(world)) == 1


def test_somebody_else_who_looks_at_the_same_time_changes_nothing(world: World) -> None:
    connect(world)
    quiet_past(world)
    of_batch(world, 9)
    due = Due(kind="surges", shop=SHOP, complaint="numbers", name="", at="")
    real = world.runtime.rises.replace
    looked: list[bool] = []

    def meanwhile(before: Rise | None, after: Rise) -> Rise:
        if not looked:
            looked.append(True)
            world.runtime.watching.look(due)
        return real(before, after)

    world.runtime.rises.replace = meanwhile  # type: ignore[method-assign]
    world.runtime.watching.look(due)
    run(world)
    [rise] = rises(world)
    assert rise.times_told == 1
    assert len(surge_texts(world)) == 1


def test_a_new_shop_has_no_rises(world: World) -> None:
    of_batch(world, 12)
    run(world)
    assert rises(world) == ()


def test_the_shop_rises_where_nothing_else_explains_it(world: World) -> None:
    quiet_past(world)
    for text in ("质量太差", "物流太慢", "客服态度恶劣", "怎么退货"):
        for _ in range(3):
            complaint(world, text)
    run(world)
    assert [one.subject.dimension for one in rises(world)] == [WHOLE]
    assert len(rises(world)[0].examples) == 3
