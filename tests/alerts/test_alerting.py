"""Alerts are merged, wait for their time and their turn, and none is lost on the way."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from chalicelib.model.alert import WHOLE_SHOP, Alert, AlertKind
from chalicelib.model.errors import ConfigurationError, Upstream
from chalicelib.model.ports import ChannelAccount, HttpAnswer
from tests.alerts.test_robots import ADDRESSES, TAKEN
from tests.support.fakes import START
from tests.support.faults import Crash, CrashPoints, watch_client
from tests.support.world import SHOP, World

WINDOW = timedelta(seconds=120)


def connect(world: World, name: str = "lark", account: str = SHOP, **settings: str) -> None:
    world.accounts.add(
        ChannelAccount(channel=name, account=account, shop=SHOP, secrets={"url": (ADDRESSES[name],)}, settings=settings)
    )
    world.http.answer = lambda _method, url: HttpAnswer(
        200, next(TAKEN[one] for one, address in ADDRESSES.items() if address in url)
    )


def alert(number: int = 1, *, queue: str = "quality", kind: AlertKind = AlertKind.CLOCK_BREACHED) -> Alert:
    return Alert(id=f"a{number}", shop=SHOP, queue=queue, kind=kind, at=START, subject=f"c{number}", due_at=START)


def said(world: World) -> list[str]:
    """Texts told so far, whatever the robot."""
    documents = [json.loads(body) for _, _, body in world.http.calls]
    return [
        one.get("content", {}).get("text")
        or (one["text"] if isinstance(one.get("text"), str) else one["text"]["content"])
        for one in documents
    ]


def test_without_a_robot_nothing_is_kept(world: World) -> None:
    assert world.runtime.alerting.tell(alert()) == 0
    assert world.run_due(after=timedelta(days=1)) == 0


def test_five_hundred_at_once_are_one_message(world: World) -> None:
    connect(world)
    for number in range(500):
        world.runtime.alerting.tell(alert(number))
    assert world.run_due() == 0
    world.run_due(after=WINDOW)
    [text] = said(world)
    assert "500" in text
    world.run_due(after=timedelta(days=1))
    assert len(said(world)) == 1


def test_more_than_are_read_at_once_follow(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.store.alerts.READ_AT_ONCE", 10)
    monkeypatch.setattr("chalicelib.alerts.alerting.READ_AT_ONCE", 10)
    connect(world)
    for number in range(25):
        world.runtime.alerting.tell(alert(number))
    for _ in range(4):
        world.run_due(after=WINDOW)
    assert [text.splitlines()[0].count("10+") for text in said(world)] == [1, 1, 0]


def test_the_same_thing_is_told_once_even_after_it_was_told(world: World) -> None:
    connect(world)
    for _ in range(3):
        world.runtime.alerting.tell(alert())
        world.run_due(after=WINDOW)
    assert len(said(world)) == 1


def test_each_queue_has_its_own_message_and_may_have_its_own_robot(world: World) -> None:
    connect(world)
    connect(world, "slack", f"{SHOP}.logistics", language="en")
    world.runtime.alerting.tell(alert(1))
    world.runtime.alerting.tell(alert(2, queue="logistics"))
    world.runtime.alerting.tell(alert(3, queue=WHOLE_SHOP, kind=AlertKind.QUARANTINED))
    for _ in range(4):
        world.run_due(after=WINDOW)
    by_robot = sorted(("slack" in url, text) for (_, url, _), text in zip(world.http.calls, said(world), strict=True))
    assert len(by_robot) == 4
    [(_, slack)] = [one for one in by_robot if one[0]]
    assert "c2" in slack
    assert "Overdue" in slack


def test_a_robot_hears_only_of_the_kinds_it_was_set_up_for(world: World) -> None:
    connect(world, kinds="safety, legal")
    assert world.runtime.alerting.tell(alert(1)) == 0
    assert world.runtime.alerting.tell(alert(2, kind=AlertKind.LEGAL)) == 1


def test_in_quiet_hours_only_safety_is_told(world: World) -> None:
    connect(world, quiet_hours="22:00-08:00", zone="Asia/Shanghai")
    world.clock.now = datetime.fromisoformat("2026-11-11T23:00+08:00")
    world.runtime.alerting.tell(alert(1))
    world.run_due(after=timedelta(hours=2))
    assert said(world) == []
    world.runtime.alerting.tell(alert(2, kind=AlertKind.SAFETY))
    world.run_due(after=WINDOW)
    [text] = said(world)
    assert "c2" in text
    world.runtime.alerting.tell(alert(3))
    world.run_due(after=timedelta(hours=1))
    assert len(said(world)) == 1
    world.clock.now = datetime.fromisoformat("2026-11-12T08:00+08:00")
    world.run_due()
    assert "c3" in said(world)[1]


@pytest.mark.parametrize(("name", "pace"), [("dingtalk", 4), ("wecom", 4), ("lark", 1), ("slack", 2)])
def test_many_queues_keep_the_robots_pace(world: World, name: str, pace: int) -> None:
    connect(world, name)
    for number in range(12):
        world.runtime.alerting.tell(alert(number, queue=f"q{number}"))
    told_at: list[datetime] = []
    answer = world.http.answer

    def noting(method: str, url: str) -> HttpAnswer:
        told_at.append(world.clock())
        return answer(method, url)

    world.http.answer = noting
    world.run_due(after=WINDOW)
    for _ in range(300):
        world.run_due(after=timedelta(seconds=1))
    assert len(told_at) == 12
    gaps = [later - earlier for earlier, later in pairwise(told_at)]
    assert min(gaps) >= timedelta(seconds=pace)


def test_a_robot_that_fails_is_told_again_with_what_came_meanwhile(world: World) -> None:
    connect(world)
    taken, world.http.answer = world.http.answer, lambda _method, _url: HttpAnswer(503, b"")
    world.runtime.alerting.tell(alert(1))
    world.run_due(after=WINDOW)
    world.runtime.alerting.tell(alert(2))
    world.http.answer = taken
    world.run_due(after=timedelta(minutes=2))
    text = said(world)[-1]
    assert "c1" in text
    assert "c2" in text
    world.run_due(after=timedelta(days=1))
    assert len(said(world)) == 2


def test_a_robot_that_fails_for_a_day_is_given_up_loudly_and_slowly(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    connect(world)
    world.http.answer = lambda _method, _url: HttpAnswer(200, b'{"code":19021}')
    world.runtime.alerting.tell(alert(1))
    for _ in range(30 * 6):
        world.run_due(after=timedelta(minutes=10))
    assert "given up" in caplog.text
    assert len(world.http.calls) < 45
    calls = len(world.http.calls)
    world.run_due(after=timedelta(days=1))
    assert len(world.http.calls) == calls
    assert "hook-secret" not in json.dumps([vars(record) for record in caplog.records], default=str)


def test_an_alert_that_comes_while_its_digest_is_told_is_not_lost(world: World) -> None:
    connect(world)
    world.runtime.alerting.tell(alert(1))
    taken = world.http.answer

    def meanwhile(method: str, url: str) -> HttpAnswer:
        world.http.answer = taken
        world.runtime.alerting.tell(alert(2))
        return taken(method, url)

    world.http.answer = meanwhile
    world.run_due(after=WINDOW)
    world.run_due(after=WINDOW)
    assert ["c2" in text for text in said(world)] == [False, True]


def test_a_robot_set_up_wrongly_is_loud_and_its_alerts_are_told_once_it_is_right(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    connect(world, window_seconds="soon")
    with caplog.at_level(logging.ERROR):
        assert world.runtime.alerting.tell(alert(1)) == 1
    assert "lark/demo" in caplog.text
    with pytest.raises(ConfigurationError, match="lark/demo"):
        world.run_due(after=WINDOW)
    connect(world)
    world.run_due(after=timedelta(minutes=2))
    assert len(said(world)) == 1


@pytest.mark.parametrize(
    "settings",
    [
        {"language": "fr"},
        {"zone": "Mars/Base"},
        {"window_seconds": "-1"},
        {"window_seconds": "99999"},
        {"kinds": "everything"},
        {"quiet_hours": "at night"},
    ],
)
def test_a_setting_that_cannot_be_used_is_named(world: World, settings: dict[str, str]) -> None:
    connect(world, **settings)
    world.runtime.alerting.tell(alert(1))
    with pytest.raises(ConfigurationError):
        world.run_due(after=WINDOW)
    assert world.http.calls == []


def test_a_robot_of_another_shop_is_never_used(world: World) -> None:
    world.accounts.add(
        ChannelAccount(channel="lark", account=SHOP, shop="other", secrets={"url": (ADDRESSES["lark"],)})
    )
    world.runtime.alerting.tell(alert(1))
    with pytest.raises(ConfigurationError, match="another shop"):
        world.run_due(after=WINDOW)
    assert world.http.calls == []


def test_a_robot_that_is_taken_away_is_owed_nothing(world: World) -> None:
    connect(world)
    world.runtime.alerting.tell(alert(1))
    world.accounts.connected.pop(("lark", SHOP))
    world.run_due(after=WINDOW)
    assert world.http.calls == []
    assert world.run_due(after=timedelta(days=1)) == 0


def test_nobody_who_dies_anywhere_loses_an_alert(tmp_path: Path) -> None:
    """Told at least once; a digest that was told and not marked is told again."""
    for at in range(24):
        (tmp_path / str(at)).mkdir()
        world = World(tmp_path / str(at))
        connect(world)
        points = CrashPoints(at=at)
        watch_client(world.client, points)
        with suppress(Crash):
            world.runtime.alerting.tell(alert(1))
            world.run_due(after=WINDOW)
        points.at = None
        world.due.take()
        world.runtime.alerting.tell(alert(1))  # the stream's record comes again
        for _ in range(3):
            world.run_due(after=WINDOW)
        assert 1 <= len([text for text in said(world) if "c1" in text]) <= 2, f"died at point {at}"
        world.close()


def test_a_platform_that_is_silent_may_answer_later(world: World) -> None:
    connect(world)
    taken = world.http.answer

    def silent(_method: str, _url: str) -> HttpAnswer:
        raise Upstream("no answer")

    world.http.answer = silent
    world.runtime.alerting.tell(alert(1))
    world.run_due(after=WINDOW)
    world.http.answer = taken
    world.run_due(after=timedelta(minutes=2))
    assert len(said(world)) == 2
