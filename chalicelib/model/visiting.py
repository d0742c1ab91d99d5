"""The fold of a visit: what each fact makes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, assert_never

from . import event as facts
from .visit import Visit, VisitOutcome, VisitState

KEPT: Final = 5
VisitFact = facts.VisitDue | facts.VisitTried | facts.VisitMessaged | facts.VisitDone | facts.VisitCancelled


def planned(visits: tuple[Visit, ...], visit: Visit) -> tuple[Visit, ...]:
    """The last one is the present; what was noted at earlier ones stays in the history."""
    return (*(one.model_copy(update={"note": ""}) for one in visits), visit)[-KEPT:]


def with_visit_fact(visits: tuple[Visit, ...], body: VisitFact, at: datetime) -> tuple[Visit, ...]:
    if not visits:
        raise TypeError("no visit to change")
    return (*visits[:-1], visits[-1].model_copy(update=_changes(visits[-1], body, at)))


def _changes(visit: Visit, body: VisitFact, at: datetime) -> dict[str, Any]:
    match body:
        case facts.VisitDue():
            return {"is_due": True, "remind_at": body.remind_at}
        case facts.VisitTried():
            return {"tries": (*visit.tries, at), "due_at": body.due_at or visit.due_at, "remind_at": body.remind_at}
        case facts.VisitMessaged():
            return {"state": VisitState.MESSAGED, "effect": body.effect, "answer_until": body.answer_until}
        case facts.VisitDone():
            tries = (*visit.tries, at) if body.by and body.outcome is not VisitOutcome.NOT_REACHED else visit.tries
            told = body.model_dump(include={"outcome", "note", "by"})
            return {**told, "tries": tries, "state": VisitState.DONE, "done_at": at}
        case facts.VisitCancelled():
            return {"state": VisitState.CANCELLED, "why": body.reason.value}
        case _:
            assert_never(body)
