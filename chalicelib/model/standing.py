"""How a complaint stands: the part of its state that a merge changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from .assessment import Severity
from .base import Instant, Word
from .clock import FIRST_RESPONSE, Clock, ClockState
from .complaint import Complaint, Lease, Status, Task, Wait
from .survey import CancelReason, Survey, SurveyState
from .visit import Visit, VisitCancelReason, called_off


class Standing(Word):
    status: Status
    severity: Severity
    lease: Lease | None = None
    wait: Wait | None = None
    close_at: Instant | None = None
    clocks: tuple[Clock, ...] = ()
    survey: Survey | None = None
    visits: tuple[Visit, ...] = ()
    tasks: tuple[Task, ...] = ()

    @classmethod
    def of(cls, complaint: Complaint) -> Standing:
        return cls(**{name: getattr(complaint, name) for name in cls.model_fields})

    def changes(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in type(self).model_fields}


def left_behind(complaint: Complaint, *, at: datetime) -> Standing:
    """Of the one that is merged into another: nothing is owed any more, and nobody is asked."""
    return Standing(
        status=Status.CLOSED,
        severity=complaint.severity,
        clocks=tuple(_cancelled(clock, at=at) for clock in complaint.clocks),
        survey=_not_asked(complaint.survey),
        visits=called_off(complaint.visits, why=VisitCancelReason.MERGED),
    )


def taken_over(
    complaint: Complaint, *, severity: Severity, clocks: Iterable[Clock], tasks: tuple[Task, ...]
) -> Standing:
    """Of the one that goes on for both: of each kind the promise that is due first, and the worse severity."""
    by_kind = {clock.kind: clock for clock in complaint.clocks}
    for offered in clocks:
        if _is_due_first(offered, by_kind.get(offered.kind)):
            by_kind[offered.kind] = offered
    return Standing.of(complaint).model_copy(
        update={
            "severity": min(complaint.severity, severity),
            "clocks": tuple(by_kind.values()),
            "tasks": (*complaint.tasks, *tasks),
        }
    )


def _is_due_first(offered: Clock, present: Clock | None) -> bool:
    """Who has been answered on this matter is owed no first response again."""
    if present is None:
        return True
    if not present.is_open:
        return offered.kind != FIRST_RESPONSE
    return offered.due_at < present.due_at


def _cancelled(clock: Clock, *, at: datetime) -> Clock:
    if not clock.is_open:
        return clock
    return clock.model_copy(update={"state": ClockState.CANCELLED, "stopped_at": at})


def _not_asked(survey: Survey | None) -> Survey | None:
    if survey is None or not survey.is_pending:
        return survey.model_copy(update={"again_at": None}) if survey else None
    return survey.model_copy(update={"state": SurveyState.CANCELLED, "why": CancelReason.MERGED.value})
