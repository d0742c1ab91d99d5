"""The numbers kept are those that anybody finds who reads every complaint and its history."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from hypothesis import given, settings

from chalicelib.model import event as facts
from chalicelib.model.clock import ClockState
from chalicelib.model.complaint import Complaint
from chalicelib.model.event import Event
from tests.support.programs import Step, programs, run
from tests.support.world import SHOP, World

ZONE: Final = ZoneInfo("Asia/Shanghai")


def kept(world: World, report: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for of_day in world.runtime.store.report_numbers(SHOP, report, first="2026-01-01", last="2027-12-31").values():
        total.update(of_day)
    return Counter({name: count for name, count in total.items() if count})


def histories(world: World, complaints: list[str]) -> list[tuple[Complaint, tuple[Event, ...]]]:
    dossiers = [world.runtime.store.dossier(SHOP, one) for one in complaints]
    return [(one.complaint, one.events) for one in dossiers]


def day(moment: datetime) -> str:
    return moment.astimezone(ZONE).date().isoformat()


def of_type(events: tuple[Event, ...], kind: Any) -> list[Event]:
    return [event for event in events if isinstance(event.body, kind)]


def promises(events: tuple[Event, ...]) -> dict[tuple[str, datetime], ClockState]:
    """Kind and start of every clock there ever was → how it stood when it was last said."""
    said = [event.body.clocks for event in events if isinstance(event.body, facts.ClocksChanged)]
    return {(clock.kind, clock.started_at): clock.state for clocks in said for clock in clocks}


@settings(max_examples=15)
@given(programs)
def test_after_any_program_the_numbers_are_those_of_a_recount(program: list[Step]) -> None:
    with run(program) as (world, complaints):
        told = histories(world, complaints)
        volumes, work = kept(world, "volumes"), kept(world, "work")
        people = [(head, events) for head, events in told if head.is_trusted]
        received = [head for head, _ in people if not head.merged_into]
        assert volumes["received"] == len(received)
        for dimension, values in (
            ("category", [head.classification.primary.value for head in received]),
            ("channel", [head.channel for head in received]),
        ):
            counted = Counter(f"received|{dimension}|{value}" for value in values)
            assert {name: count for name, count in volumes.items() if f"|{dimension}|" in name} == counted
        answers = [(head, of_type(events, facts.Replied | facts.Resolved)) for head, events in people]
        waits = [int((found[0].at - head.created_at).total_seconds()) for head, found in answers if found]
        assert work["answered"] == len(waits)
        assert work["answered_wall_sum"] == sum(waits)
        ended = Counter(state for _, events in people for state in promises(events).values())
        assert (work["met"], work["missed"]) == (ended[ClockState.MET], ended[ClockState.MISSED])
        for name, kind in (
            ("resolved", facts.Resolved),
            ("reopened", facts.Reopened),
            ("closed", facts.Closed),
            ("transferred", facts.Transferred),
        ):
            assert work[name] == sum(len(of_type(events, kind)) for _, events in people), name


@settings(max_examples=15)
@given(programs)
def test_after_any_program_who_complained_again_is_who_had_complained_before(program: list[Step]) -> None:
    """Found by looking at every complaint with every other."""
    with run(program) as (world, complaints):
        told = histories(world, complaints)
        came = [events[0] for head, events in told if head.is_trusted and not head.merged_into]
        named = [one for one in came if isinstance(one.body, facts.Received) and one.body.order]
        again = sum(any(_is_repeated(one, other) for other in named) for one in named)
        volumes = kept(world, "volumes")
        assert (volumes["again_of_order"], volumes["first_of_order"]) == (again, len(named) - again)


def _is_repeated(one: Event, other: Event) -> bool:
    """The same order by the same customer, not long after the other."""
    now, before = one.body, other.body
    if not (isinstance(now, facts.Received) and isinstance(before, facts.Received)) or now.order != before.order:
        return False
    is_theirs = set(now.customer.contacts) & set(before.customer.contacts)
    return bool(is_theirs) and timedelta() < one.at - other.at < timedelta(days=30)


def test_the_parts_of_a_number_add_up_to_it_on_every_day() -> None:
    steps = [
        "new 物流一直没动 电话13800000000",
        "reply",
        "transfer",
        "resolve",
        "reopen",
        "resolve",
        "pass 8 days, 0:00:00",
    ]
    with run([(step, index % 2) for index, step in enumerate(steps * 3)]) as (world, _):
        store = world.runtime.store
        for report, metrics in (("volumes", ("received",)), ("work", ("answered", "resolved", "reopened"))):
            for of_day in store.report_numbers(SHOP, report, first="2026-01-01", last="2027-12-31").values():
                for metric in metrics:
                    for dimension in ("category", "channel", "queue"):
                        parts = [count for name, count in of_day.items() if name.startswith(f"{metric}|{dimension}|")]
                        assert sum(parts) == of_day.get(metric, 0)
