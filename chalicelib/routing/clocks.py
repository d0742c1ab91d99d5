"""What moves a promise: each function takes the clocks a complaint carries and returns only those that changed.

Put the result into ``ClocksChanged`` in its order: a clock that ended comes before its successor of the same kind, so
that history keeps both and the complaint carries the newer one. Nothing here ever drops a pause from a ledger.
Only what an agent answers is told to ``agent_replied``; an automatic acknowledgement stops no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from chalicelib.model.assessment import Severity
from chalicelib.model.clock import FIRST_RESPONSE, NEXT_UPDATE, RESOLUTION, Clock, ClockState, Pause

from .deadlines import due_at, open_pause, reached
from .promises import Promise, promise_book

_PAUSABLE: Final = (NEXT_UPDATE, RESOLUTION)
_ANSWERED: Final = (FIRST_RESPONSE, NEXT_UPDATE)


def start_clocks(severity: Severity, *, now: datetime) -> tuple[Clock, ...]:
    """Every promise made for this severity, running from ``now``."""
    return tuple(_begun(promise, now=now) for promise in promise_book().made_for(severity).values())


def restart_for_severity(clocks: Iterable[Clock], severity: Severity, *, now: datetime) -> tuple[Clock, ...]:
    """Measure what is still owed by the promises of ``severity``, from the original start and with the same pauses.

    Neither a rise nor a promise already broken gets more time: where the present due time is earlier, it stays.
    """
    promises = promise_book().made_for(severity)
    measured = (
        (clock, _promised_by(clock, promises[clock.kind]))
        for clock in clocks
        if clock.is_open and clock.kind in promises
    )
    return tuple(
        after
        for before, after in measured
        if after != before and (after.due_at <= before.due_at or _may_lengthen(before, severity, now=now))
    )


def pause(clocks: Iterable[Clock], *, now: datetime, why: str) -> tuple[Clock, ...]:
    """Next update and resolution rest while we wait for the customer; a first response is owed regardless."""
    return tuple(_paused(clock, now=now, why=why) for clock in clocks if clock.kind in _PAUSABLE and clock.is_ticking)


def resume(clocks: Iterable[Clock], *, now: datetime) -> tuple[Clock, ...]:
    """The pause is closed in the ledger and the due time moves by the working time it took."""
    return tuple(_resumed(clock, now=now) for clock in clocks if open_pause(clock))


def agent_replied(clocks: Iterable[Clock], *, now: datetime) -> tuple[Clock, ...]:
    """A person answered with content: first response and next update end, and the next update is promised anew.

    While we wait for the customer, the new period begins paused, for the same reason.
    """
    answered = [clock for clock in clocks if clock.is_open and clock.kind in _ANSWERED]
    renewed = (_renewed(clock, now=now) for clock in answered if clock.kind == NEXT_UPDATE)
    return (*(_stopped(clock, now=now) for clock in answered), *renewed)


def customer_wrote(clocks: Iterable[Clock], *, now: datetime) -> tuple[Clock, ...]:
    """The customer of an open complaint wrote again: what waited for them goes on.

    An open promise keeps its due time, since writing twice must not make anybody wait longer. Where no update is owed
    any more, one is promised from now. A first response is owed once, not for every message.
    """
    present = tuple(clocks)
    ended = (clock for clock in present if clock.kind == NEXT_UPDATE and not clock.is_open)
    return (*resume(present, now=now), *(_renewed(clock, now=now) for clock in ended))


def stop_all(clocks: Iterable[Clock], *, now: datetime) -> tuple[Clock, ...]:
    """The complaint is resolved: what was owed is met, or missed when it is too late."""
    return tuple(_stopped(clock, now=now) for clock in clocks if clock.is_open)


def reopen(clocks: Iterable[Clock], severity: Severity, *, now: datetime) -> tuple[Clock, ...]:
    """Everything is promised anew from ``now``; should anything still be open, it ends first."""
    return (*stop_all(clocks, now=now), *start_clocks(severity, now=now))


def warn(clock: Clock, now: datetime) -> tuple[Clock, ...]:
    """The warning time came: recorded once, and only while the clock ticks."""
    if not clock.is_ticking or clock.warned_at or now < clock.warn_at():
        return ()
    return (clock.model_copy(update={"warned_at": now}),)


def breach(clock: Clock, now: datetime) -> tuple[Clock, ...]:
    """The due time came and nothing was done: recorded once, and the promise is still owed."""
    if clock.state is not ClockState.RUNNING or now < clock.due_at:
        return ()
    return (clock.model_copy(update={"state": ClockState.BREACHED, "breached_at": now}),)


def _begun(promise: Promise, *, now: datetime) -> Clock:
    return _due(
        Clock(
            kind=promise.kind,
            policy=promise_book().policy(promise),
            reason=promise.reason,
            calendar=promise.calendar,
            started_at=now,
            target_seconds=promise.target_seconds,
            due_at=now,
        )
    )


def _promised_by(clock: Clock, promise: Promise) -> Clock:
    """The same clock under another promise."""
    return _due(
        clock.model_copy(
            update={
                "policy": promise_book().policy(promise),
                "reason": promise.reason,
                "calendar": promise.calendar,
                "target_seconds": promise.target_seconds,
            }
        )
    )


def _may_lengthen(clock: Clock, severity: Severity, *, now: datetime) -> bool:
    """Only while the promise is kept, and when it is known to have been made for something more severe."""
    before = promise_book().severity_of(clock.policy)
    return before is not None and before < severity and not _is_late(clock, now=now)


def _paused(clock: Clock, *, now: datetime, why: str) -> Clock:
    pauses = (*clock.pauses, Pause(started_at=now, why=why))
    return clock.model_copy(update={"pauses": pauses, "state": ClockState.PAUSED})


def _resumed(clock: Clock, *, now: datetime) -> Clock:
    """Itself when it is not paused."""
    lasting = open_pause(clock)
    if lasting is None:
        return clock
    closed = lasting.model_copy(update={"ended_at": max(now, lasting.started_at)})
    state = ClockState.BREACHED if clock.breached_at else ClockState.RUNNING
    return _due(clock.model_copy(update={"pauses": (*clock.pauses[:-1], closed), "state": state}))


def _renewed(clock: Clock, *, now: datetime) -> Clock:
    """The same promise once more, from ``now``."""
    lasting = open_pause(clock)
    fresh = Clock(
        kind=clock.kind,
        policy=clock.policy,
        reason=clock.reason,
        calendar=clock.calendar,
        started_at=now,
        target_seconds=clock.target_seconds,
        due_at=now,
    )
    return _paused(_due(fresh), now=now, why=lasting.why) if lasting else _due(fresh)


def _stopped(clock: Clock, *, now: datetime) -> Clock:
    state = ClockState.MISSED if _is_late(clock, now=now) else ClockState.MET
    return _resumed(clock, now=now).model_copy(update={"state": state, "stopped_at": now})


def _is_late(clock: Clock, *, now: datetime) -> bool:
    return clock.breached_at is not None or reached(clock, now=now) > clock.due_at


def _due(clock: Clock) -> Clock:
    return clock.model_copy(update={"due_at": due_at(clock)})
