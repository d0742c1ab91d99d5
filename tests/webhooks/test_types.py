"""One event for each change, named after what matters most; ids are stable and sort by time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.desk.desk import Action
from chalicelib.model import event as facts
from chalicelib.model.event import Event
from chalicelib.model.identity import SYSTEM
from chalicelib.webhooks.types import event_id, id_prefix, known_types, names
from tests.support.fakes import START
from tests.support.world import AGENT, SHOP, World


def event(body: facts.Body, at: datetime = START, version: int = 3) -> Event:
    return Event(complaint="c1", version=version, index=0, at=at, actor=SYSTEM, body=body)


def commits(world: World, complaint: str) -> list[tuple[str, ...]]:
    by_version: dict[int, list[Event]] = {}
    for one in world.runtime.store.dossier(SHOP, complaint).events:
        by_version.setdefault(one.version, []).append(one)
    return [names(events) for events in by_version.values()]


def test_every_change_has_one_name_and_it_is_known(world: World) -> None:
    complaint = world.complain()
    desk, action = world.runtime.desk, Action(by=AGENT)
    desk.claim(complaint.id, action)
    desk.reply(complaint.id, action, text="已安排换货")
    desk.heartbeat(complaint.id, action)
    desk.resolve(complaint.id, action, outcome="exchanged", text="")
    desk.reopen(complaint.id, action, why="又坏了")
    told = commits(world, complaint.id)
    assert [types[0] for types in told] == [
        "complaint.received",
        "complaint.claimed",
        "complaint.replied",
        "complaint.lease_renewed",
        "complaint.resolved",
        "complaint.reopened",
    ]
    assert {name for types in told for name in types} <= set(known_types())


def test_a_broken_promise_weighs_more_than_its_clock(world: World) -> None:
    complaint = world.complain()
    first = complaint.clock("first_response")
    assert first is not None
    warned = first.model_copy(update={"warned_at": START})
    breached = warned.model_copy(update={"breached_at": START})
    said = [event(facts.ClocksChanged(cause="x", clocks=(one,))) for one in (warned, breached)]
    assert names(said) == ("complaint.clock_breached", "complaint.clock_warned", "complaint.clocks_changed")
    later = event(facts.ClocksChanged(cause="x", clocks=(breached,)), at=START + timedelta(hours=1))
    assert names([later]) == ("complaint.clocks_changed",)


def test_every_fact_there_is_has_a_type() -> None:
    assert "complaint.received" in known_types()
    assert len(known_types()) == len(set(known_types())) > 20


def test_an_id_is_the_changes_own_and_holds_no_dot() -> None:
    released = facts.Released(why="x")
    assert event_id(event(released)) == event_id(event(facts.Closed(why="y")))
    assert event_id(event(released)) != event_id(event(released, version=4))
    assert re.fullmatch(r"evt_[0-9a-f]{12}_c1_3", event_id(event(released)))


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1)),
    st.timedeltas(timedelta(milliseconds=2), timedelta(days=9)),
)
def test_ids_sort_by_time(moment: datetime, later: timedelta) -> None:
    first = moment.timestamp()
    assert id_prefix(first) < id_prefix(first + later.total_seconds())
