"""A follow-up visit (回访): a person asks after a resolution whether it holds, by a call or in the end by a message."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from .base import Instant, Word


class VisitKind(StrEnum):
    """``message`` is for who left no number."""

    CALL = "call"
    MESSAGE = "message"


class VisitState(StrEnum):
    """``messaged``: nobody could be reached by telephone, and the message has gone out."""

    PLANNED = "planned"
    MESSAGED = "messaged"
    DONE = "done"
    CANCELLED = "cancelled"


class VisitOutcome(StrEnum):
    SOLVED = "solved"
    NEW_PROBLEM = "new_problem"
    NOT_REACHED = "not_reached"
    REFUSED = "refused"


class VisitCancelReason(StrEnum):
    """Why nobody was visited, or not any more."""

    REOPENED = "reopened"
    MERGED = "merged"
    """The complaint became part of another, which has a visit of its own."""
    OPTED_OUT = "opted_out"
    UNTRUSTED = "untrusted"
    """A machine wrote it, or the sender may be forged."""
    UNREACHABLE = "unreachable"
    """The customer left no number and no address."""
    BY_HAND = "by_hand"


class Visit(Word):
    """``due_at`` is when the next try may be made, ``remind_at`` when somebody is reminded that nobody made it.

    ``resolution``  which resolution of the complaint it is about, from 1
    ``ends_at``     no call after it, but the message
    ``most_tries``  so many calls before the message
    ``is_due``      its first hour has come, and nothing spoke against it
    ``answer_until`` how long an answer to the message is waited for
    ``again_at``    a further visit about the same remedy; ``every``: further ones for as long as the customer likes
    ``effect``      id of the effect that carries the message
    """

    id: str
    plan: str = ""
    kind: VisitKind
    state: VisitState = VisitState.PLANNED
    language: str
    resolution: int = 1
    due_at: Instant
    ends_at: Instant
    most_tries: int = 3
    is_due: bool = False
    remind_at: Instant | None = None
    tries: tuple[Instant, ...] = ()
    effect: str = ""
    answer_until: Instant | None = None
    again_at: Instant | None = None
    every: timedelta | None = Field(default=None, gt=timedelta(0))
    outcome: VisitOutcome | None = None
    note: str = ""
    by: str = ""
    done_at: Instant | None = None
    why: str = ""

    @property
    def is_pending(self) -> bool:
        return self.state in (VisitState.PLANNED, VisitState.MESSAGED)

    @property
    def is_tried_enough(self) -> bool:
        return len(self.tries) >= self.most_tries

    @property
    def next_at(self) -> datetime | None:
        """When there is something to do that needs no person; ``None`` when it is over."""
        if self.state is VisitState.MESSAGED:
            return self.answer_until
        if self.state is not VisitState.PLANNED:
            return None
        if not self.is_due:
            return self.due_at
        if self.is_tried_enough:
            return self.tries[-1]
        return min(self.remind_at or self.ends_at, self.ends_at)


def called_off(visits: tuple[Visit, ...], *, why: VisitCancelReason) -> tuple[Visit, ...]:
    """Nobody calls, and nothing goes out."""
    if not (visits and visits[-1].is_pending):
        return visits
    cancelled = {"state": VisitState.CANCELLED, "why": why.value}
    return (*visits[:-1], visits[-1].model_copy(update=cancelled))
