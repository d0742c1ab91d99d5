"""What was done, on the day it was done: first answers, resolutions, promises, transfers, by what they were about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.change import Tally
from chalicelib.model.clock import Clock, ClockState
from chalicelib.model.complaint import DIGESTS_KEPT, Complaint
from chalicelib.model.event import Event
from chalicelib.model.flow import FlowRun, FlowState
from chalicelib.model.message import Direction

from . import durations
from .days import day_of
from .naming import number
from .steps import Step

WORK: Final = "work"
UNSOLVED: Final = frozenset({"declined", "duplicate", "no_reply", "not_solved", "rejected", "unsolved", "withdrawn"})
"""Outcomes of a resolution that solved nothing."""
_ENDED: Final = {ClockState.MET: "met", ClockState.MISSED: "missed"}
_RETURN: Final = "return"
_GOODS_BACK: Final = "inspect"
"""The step of a return that is done when the goods are back and looked at."""
Numbers = Iterable[tuple[str, int]]


def work_tallies(told: Iterable[Step], *, zone: str) -> Iterator[Tally]:
    """Of a complaint that a person wrote."""
    for before, event in told:
        for name, by in _said(before, event, zone=zone):
            yield Tally(report=WORK, day=day_of(event.at, zone), number=name, by=by)


def _said(before: Complaint, event: Event, *, zone: str) -> Iterator[tuple[str, int]]:  # noqa: C901 - a row a fact
    agent, at = event.actor.id, event.at
    match event.body:
        case facts.Replied():
            yield from _by_agent("replied", agent)
            if before.answered_at is None:
                yield from _lasting("answered", before, agent, at, zone=zone)
        case facts.Resolved():
            if before.answered_at is None:
                yield from _lasting("answered", before, agent, at, zone=zone)
            yield from _lasting("resolved", before, agent, at, zone=zone)
            yield "paused_sum", _paused(before, at)
        case facts.Reopened():
            yield from _counted("reopened", _whole_and_parts(before))
        case facts.Closed():
            yield from _closed(before)
        case facts.Transferred(queue=queue):
            yield from (("transferred", 1), (number("transferred", "queue", queue), 1))
        case facts.Escalated(escalation=escalation):
            yield from (("escalated", 1), (number("escalated", "level", escalation.level.value), 1))
        case facts.FlowAdvanced(flow=run) if run.state is FlowState.FINISHED:
            yield from _after_sale(run, zone=zone)
        case facts.ClocksChanged(clocks=clocks):
            yield from (pair for clock in clocks for pair in _promise(clock, before))


def _by_agent(metric: str, agent: str) -> Numbers:
    return ((metric, 1), (number(metric, "agent", agent), 1))


def _lasting(metric: str, before: Complaint, agent: str, at: datetime, *, zone: str) -> Numbers:
    """How often, and how long since the complaint came in: of the whole, of each part, and of who did it."""
    numbers = ((metric, 1), *durations.numbers_of(metric, before.created_at, at, zone=zone))
    for dimension, value in (*_whole_and_parts(before), ("agent", agent)):
        for name, by in numbers:
            yield number(name, dimension, value), by


def _counted(metric: str, parts: Iterable[tuple[str | None, str]]) -> Numbers:
    return ((number(metric, dimension, value), 1) for dimension, value in parts)


def _whole_and_parts(complaint: Complaint) -> tuple[tuple[str | None, str], ...]:
    return (
        (None, ""),
        ("category", complaint.classification.primary.value),
        ("channel", complaint.channel),
        ("queue", complaint.queue),
    )


def _paused(complaint: Complaint, at: datetime) -> int:
    """Seconds of wall time in which the promise to resolve rested, because we waited for the customer."""
    clock = complaint.clock("resolution")
    pauses = clock.pauses if clock else ()
    return sum(int(((pause.ended_at or at) - pause.started_at).total_seconds()) for pause in pauses)


def _closed(complaint: Complaint) -> Iterator[tuple[str, int]]:
    yield "closed", 1
    if complaint.resolution and _as_listed(complaint.resolution.outcome) not in UNSOLVED:
        yield "closed_solved", 1
        if not complaint.reopened and _wrote_once(complaint):
            yield "closed_first_contact", 1


def _as_listed(outcome: str) -> str:
    """``Not solved`` is ``not_solved``: an outcome is free text."""
    return "_".join(outcome.casefold().replace("-", " ").replace("_", " ").split())


def _wrote_once(complaint: Complaint) -> bool:
    inbound = sum(message.direction is Direction.INBOUND for message in complaint.messages)
    return inbound == 1 and complaint.message_count <= DIGESTS_KEPT


def _after_sale(run: FlowRun, *, zone: str) -> Iterator[tuple[str, int]]:
    """From when it was asked for until it was done; of a return also from when the goods were back."""
    ended = run.ended_at or run.started_at
    back = next((step.done_at for step in run.steps if step.step == _GOODS_BACK), None)
    yield number("finished", "flow", run.flow), 1
    for name, by in durations.numbers_of("finished", run.started_at, ended, zone=zone):
        yield number(name, "flow", run.flow), by
    if run.flow == _RETURN and back:
        yield from (("refunded", 1), *durations.numbers_of("refunded", back, ended, zone=zone))


def _promise(clock: Clock, before: Complaint) -> Iterator[tuple[str, int]]:
    """It breaks once and ends once, however often it is said."""
    present = before.clock(clock.kind)
    was = present if present and present.started_at == clock.started_at else None
    if clock.breached_at and not (was and was.breached_at):
        yield from (("breached", 1), (number("breached", "kind", clock.kind), 1))
    if clock.state in _ENDED and not (was and was.stopped_at):
        ended = _ENDED[clock.state]
        yield from ((ended, 1), (number(ended, "kind", clock.kind), 1))
