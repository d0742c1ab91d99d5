"""What moves a promise: each function takes the clocks a complaint carries and returns only those that changed.

Put the result into ``ClocksChanged`` in its order: a clock that ended comes before its successor of the same kind, so
that history keeps both and the complaint carries the newer one. Nothing here ever drops a pause from a ledger.
Only what an agent answers is told to ``agent_replied``; an automatic acknowledgement or greeting stops no clock.
Clocks that follow from elsewhere than the promises are in ``independent``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from chalicelib.model.clock import (
    DUE,
    NEXT_UPDATE,
    REPAIR_CONFIRMATION,
    RESOLUTION,
    Cause,
    Clock,
    ClockState,
    Move,
    Pause,
)

from .deadlines import measured, open_pause, reached
from .promise_book import ends_with_reply, named, promise_book
from .promises import Matter, Promise, Terms

_PAUSABLE: Final = (NEXT_UPDATE, RESOLUTION, REPAIR_CONFIRMATION)
"""Platforms and regulators do not wait for the customer, and a first response is owed regardless."""


def start_clocks(matter: Matter, *, now: datetime) -> tuple[Clock, ...]:
    """Everything owed from the day a complaint is received, running from ``now``."""
    return tuple(_begun(terms, now=now) for terms in promise_book().owed(matter, at=now))


def start_by_hand(
    clocks: Iterable[Clock], kind: str, matter: Matter, *, now: datetime, since: datetime | None = None
) -> tuple[Clock, ...]:
    """A person says that a repair was asked for, or that a regulator passed it on ``since``.

    One that runs already is left alone, and so is a kind that the promises do not know.
    """
    if any(clock.kind == kind and clock.is_open for clock in clocks):
        return ()
    terms = promise_book().terms(kind, matter, at=since or now)
    return (_begun(terms, now=since or now),) if terms else ()


def stop_by_hand(clocks: Iterable[Clock], kind: str, *, now: datetime) -> tuple[Clock, ...]:
    """A person says that it is done: met, or missed when it is too late."""
    return tuple(_stopped(clock, now=now) for clock in clocks if clock.kind == kind and clock.is_open)


def remeasure(
    clocks: Iterable[Clock], matter: Matter, *, cause: Cause, now: datetime, only_shorten: bool = False
) -> tuple[Clock, ...]:
    """Measure what is still owed by what holds for ``matter``, from the original start and with the same pauses.

    For whoever's severity, queue or membership changed, and when the promises or a calendar did. Which promise holds
    follows from the day a clock started, so that one dated later moves nothing. A promise already broken gets no more
    time, and with ``only_shorten``, for what no person decided, nothing does: an earlier due time stays.
    """
    return tuple(_remeasured(clocks, matter, cause=cause, now=now, may_lengthen=not only_shorten))


def pause(clocks: Iterable[Clock], *, now: datetime, why: str) -> tuple[Clock, ...]:
    """Next update, resolution and repair rest while we wait for the customer; a first response is owed regardless."""
    return tuple(_paused(clock, now=now, why=why) for clock in clocks if clock.kind in _PAUSABLE and clock.is_ticking)


def resume(clocks: Iterable[Clock], *, now: datetime) -> tuple[Clock, ...]:
    """The pause is closed in the ledger and the due time moves by the working time it took."""
    return tuple(_resumed(clock, now=now) for clock in clocks if open_pause(clock))


def agent_replied(clocks: Iterable[Clock], *, now: datetime) -> tuple[Clock, ...]:
    """A person answered with content: what a reply ends ends, and the next update is promised anew.

    While we wait for the customer, the new period begins paused, for the same reason.
    """
    answered = [clock for clock in clocks if clock.is_open and ends_with_reply(clock.kind, _promise(clock))]
    renewed = (_renewed(clock, now=now) for clock in answered if clock.kind == NEXT_UPDATE)
    return (*(_stopped(clock, now=now) for clock in answered), *renewed)


def customer_wrote(clocks: Iterable[Clock], *, now: datetime) -> tuple[Clock, ...]:
    """The customer of an open complaint wrote again: what waited for them goes on.

    An open promise keeps its due time, since writing twice must not make anybody wait longer. Where no update is owed
    any more, one is promised from now. A first response is owed once, not for every message; what a platform counts
    for each message or conversation begins again.
    """
    present = tuple(clocks)
    ended = (clock for clock in present if not clock.is_open and _is_renewed(clock, now=now))
    return (*resume(present, now=now), *(_renewed(clock, now=now) for clock in ended))


def stop_all(clocks: Iterable[Clock], *, now: datetime) -> tuple[Clock, ...]:
    """The complaint is resolved: what was owed is met, or missed when it is too late."""
    return tuple(_stopped(clock, now=now) for clock in clocks if clock.is_open)


def reopen(clocks: Iterable[Clock], matter: Matter, *, now: datetime) -> tuple[Clock, ...]:
    """Everything is promised anew from ``now``; should anything still be open, it ends first."""
    return (*stop_all(clocks, now=now), *start_clocks(matter, now=now))


def tell(clock: Clock, now: datetime) -> tuple[Clock, ...]:
    """The furthest mark that has come is recorded, once and only while the clock ticks: a warning, the breach, an
    escalation. What was passed unseen before it is not told any more, except that a promise was broken.
    """
    come = [mark.percent for mark in clock.to_tell if mark.at <= now] if clock.is_ticking else []
    if not come:
        return ()
    furthest = come[-1]
    changes: dict[str, Any] = {"told": furthest}
    if furthest < DUE:
        changes["warned_at"] = now
    if furthest >= DUE and clock.breached_at is None:
        changes |= {"state": ClockState.BREACHED, "breached_at": now}
    if furthest > DUE:
        changes["escalated_at"] = now
    return (clock.model_copy(update=changes),)


def _begun(terms: Terms, *, now: datetime) -> Clock:
    return measured(
        Clock(
            kind=terms.promise.kind,
            policy=terms.policy,
            reason=terms.promise.reason["en"],
            calendar=terms.promise.calendar,
            started_at=now,
            target_seconds=terms.target_seconds,
            due_at=now,
        ),
        percents=terms.marks,
    )


def _remeasured(
    clocks: Iterable[Clock], matter: Matter, *, cause: Cause, now: datetime, may_lengthen: bool
) -> Iterable[Clock]:
    for before in clocks:
        terms = promise_book().terms(before.kind, matter, at=before.started_at) if before.is_open else None
        if terms is None:
            continue
        after = _by_terms(before, terms)
        if (named(after.policy), after.due_at, after.marks) == (named(before.policy), before.due_at, before.marks):
            continue
        if after.due_at > before.due_at and (not may_lengthen or _is_late(before, now=now)):
            continue
        move = Move(at=now, cause=cause, policy=before.policy, due_at=before.due_at)
        yield after.model_copy(update={"moves": (*before.moves, move)})


def _by_terms(clock: Clock, terms: Terms) -> Clock:
    """The same clock under other terms, or the same ones on other days."""
    return measured(
        clock.model_copy(
            update={
                "policy": terms.policy,
                "reason": terms.promise.reason["en"],
                "calendar": terms.promise.calendar,
                "target_seconds": terms.target_seconds,
            }
        ),
        percents=terms.marks,
    )


def _promise(clock: Clock) -> Promise | None:
    return promise_book().promise(clock.policy)


def _is_renewed(clock: Clock, *, now: datetime) -> bool:
    if clock.kind == NEXT_UPDATE:
        return True
    promise = _promise(clock)
    if promise is None or promise.renewed == "never":
        return False
    return clock.stopped_at is None or now - clock.stopped_at > promise.silence


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
    return measured(clock.model_copy(update={"pauses": (*clock.pauses[:-1], closed), "state": state}))


def _renewed(clock: Clock, *, now: datetime) -> Clock:
    """The same promise once more, from ``now``."""
    lasting = open_pause(clock)
    fresh = measured(
        Clock(
            kind=clock.kind,
            policy=clock.policy,
            reason=clock.reason,
            calendar=clock.calendar,
            started_at=now,
            target_seconds=clock.target_seconds,
            due_at=now,
        ),
        percents=[mark.percent for mark in clock.marks],
    )
    return _paused(fresh, now=now, why=lasting.why) if lasting else fresh


def _stopped(clock: Clock, *, now: datetime) -> Clock:
    state = ClockState.MISSED if _is_late(clock, now=now) else ClockState.MET
    return _resumed(clock, now=now).model_copy(update={"state": state, "stopped_at": now})


def _is_late(clock: Clock, *, now: datetime) -> bool:
    return clock.breached_at is not None or reached(clock, now=now) > clock.due_at
