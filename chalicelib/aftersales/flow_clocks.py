"""The clocks of after-sale flows: one for the step whose turn it is, unless it is the customer's. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from chalicelib.model.clock import Clock, ClockState
from chalicelib.model.complaint import Complaint
from chalicelib.model.flow import FlowRun, Owner
from chalicelib.routing.clocks import stop_by_hand
from chalicelib.routing.independent import Deadline, with_deadlines

from .clocks import PREFIX
from .flows import flow_book

FAMILY: Final = "flow:"


def flow_clocks(complaint: Complaint, *, now: datetime) -> tuple[Clock, ...]:
    """Those that change, from what has just become of the flows: met or missed, begun, or owed no longer."""
    clocks = {one.kind: one for one in complaint.clocks}
    stopped = {one.kind: one for kind in _done(complaint) for one in stop_by_hand(clocks.values(), kind, now=now)}
    stopped |= {one.kind: one for one in _promises_ended(complaint, now=now)}
    clocks |= stopped
    deadlines = list(_deadlines(complaint))
    moved = with_deadlines(clocks.values(), deadlines, family=FAMILY, now=now)
    return tuple((stopped | {one.kind: one for one in moved}).values())


def owed_by_flows(complaint: Complaint, *, now: datetime) -> tuple[Clock, ...]:
    """Of a complaint that is reopened."""
    return with_deadlines((), list(_deadlines(complaint)), family=FAMILY, now=now)


def _done(complaint: Complaint) -> Iterator[str]:
    """Kinds of the steps that were done, and of the rules' dates that they meet."""
    for run in complaint.flows:
        definition = flow_book().flow(run.flow)
        for step in run.steps:
            if step.done_at is None:
                continue
            yield _kind(run, step.step)
            if step.step != (run.current.step if run.current else "") and (what := definition.step(step.step).deadline):
                yield PREFIX + what


def _promises_ended(complaint: Complaint, *, now: datetime) -> Iterator[Clock]:
    """Promises of ours that a step has kept since they were made, or whose after-sale was given up before."""
    for run in complaint.flows:
        for step in run.steps:
            promise = flow_book().flow(run.flow).step(step.step).promise
            clock = complaint.clock(promise) if promise else None
            ended = step.done_at or run.ended_at
            if clock and clock.is_open and ended and ended >= clock.started_at:
                [stopped] = stop_by_hand([clock], clock.kind, now=now)
                yield stopped if step.done_at else stopped.model_copy(update={"state": ClockState.CANCELLED})


def _deadlines(complaint: Complaint) -> Iterator[Deadline]:
    for run in complaint.flows:
        step = run.current
        if step is None or step.due_at is None or step.owner is Owner.CUSTOMER or _is_clocked(complaint, run):
            continue
        yield Deadline(
            kind=_kind(run, step.step),
            policy=f"{run.flow}@{run.version}",
            reason=step.due_by or f"{run.flow}: {step.step}",
            started_at=min(step.began_at, step.due_at),
            due_at=step.due_at,
        )


def _is_clocked(complaint: Complaint, run: FlowRun) -> bool:
    """The rules' own clock runs for it already."""
    step = run.current
    what = flow_book().flow(run.flow).step(step.step).deadline if step else None
    kinds: Iterable[str] = (one.kind for one in complaint.entitlements.due) if complaint.entitlements else ()
    return what is not None and PREFIX + what in kinds


def _kind(run: FlowRun, step: str) -> str:
    return f"{FAMILY}{run.flow}.{step}"
