"""Clocks that follow from elsewhere than the promises: one for each deadline that another room knows.

Whoever knows such deadlines (a law's, a contract's) computes all of them anew whenever the facts change and hands them
over whole; what has to happen to the clocks follows. They run beside the promises, never pause, and end with the
resolution or when nothing is owed any more. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from chalicelib.model.base import Instant, Word
from chalicelib.model.clock import Cause, Clock, ClockState, Mark, Move

MARKS: Final = (50, 80, 150, 200)
ALWAYS: Final = "always"


class Deadline(Word):
    """``kind`` is ``<family>:<name>``; ``policy`` names the rule and its version, ``reason`` says it in plain words."""

    kind: str
    policy: str
    reason: str
    started_at: Instant
    due_at: Instant
    is_provisional: bool = False


def with_deadlines(
    clocks: Iterable[Clock], deadlines: Iterable[Deadline], *, family: str, now: datetime
) -> tuple[Clock, ...]:
    """The clocks of the ``family`` (``entitlement:``) that change: begun, moved, or cancelled when no longer owed."""
    owed = {deadline.kind: deadline for deadline in deadlines}
    strangers = [kind for kind in owed if not kind.startswith(family)]
    if strangers:
        raise ValueError(f"not of the family {family}: {', '.join(strangers)}")
    present = {clock.kind: clock for clock in clocks if clock.kind.startswith(family)}
    return (*_ended(present, owed, now=now), *_begun_or_moved(present, owed, now=now))


def _ended(present: dict[str, Clock], owed: dict[str, Deadline], *, now: datetime) -> Iterator[Clock]:
    for kind, clock in present.items():
        if clock.is_open and kind not in owed:
            yield clock.model_copy(update={"state": ClockState.CANCELLED, "stopped_at": now})


def _begun_or_moved(present: dict[str, Clock], owed: dict[str, Deadline], *, now: datetime) -> Iterator[Clock]:
    """What was met stays met until another day of its kind is owed; what was cancelled is owed again."""
    for kind, deadline in owed.items():
        before, after = present.get(kind), _clock(deadline)
        if before is None:
            yield after
        elif before.is_open:
            yield from () if _same(before, after) else (_moved(before, after, now=now),)
        elif before.state is ClockState.CANCELLED or before.due_at != after.due_at:
            yield after


def _same(before: Clock, after: Clock) -> bool:
    return (before.due_at, before.policy, before.is_provisional) == (after.due_at, after.policy, after.is_provisional)


def _moved(before: Clock, after: Clock, *, now: datetime) -> Clock:
    """What was told and broken stays on record."""
    move = Move(at=now, cause=Cause.DEADLINE, policy=before.policy, due_at=before.due_at)
    kept = before.model_dump(include={"told", "state", "warned_at", "breached_at", "escalated_at"})
    return after.model_copy(update={**kept, "moves": (*before.moves, move)})


def _clock(deadline: Deadline) -> Clock:
    """A deadline that had passed before anybody knew of it is broken at once, and has no marks."""
    length = deadline.due_at - deadline.started_at
    return Clock(
        kind=deadline.kind,
        policy=deadline.policy,
        reason=deadline.reason,
        calendar=ALWAYS,
        started_at=deadline.started_at,
        target_seconds=int(length.total_seconds()),
        due_at=deadline.due_at,
        is_provisional=deadline.is_provisional,
        marks=tuple(Mark(percent=each, at=deadline.started_at + length * each / 100) for each in MARKS if length),
    )
