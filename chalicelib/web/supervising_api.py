"""The desk API for supervisors: give a complaint to somebody, and see what is about to go wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.assigning import assign
from chalicelib.desk.desk import queue_ids
from chalicelib.desk.permissions import EVERYBODY, SENIOR
from chalicelib.desk.watching import at_risk
from chalicelib.model.errors import InvalidInput

from . import bodies, supervising_shapes
from .changing import changed, writes
from .desk_language import desk_language
from .http import json_answer
from .lists import PAGING, limit_of
from .operations import Call, Operations, Parameter
from .showing import listed

blueprint = Operations(__name__)
USUAL_MINUTES: Final = 60
MOST_MINUTES: Final = 7 * 24 * 60


@writes(blueprint, "assign", summary="Give it to somebody", body=bodies.AssignBody, roles=SENIOR)
def assign_to(call: Call[bodies.AssignBody], complaint: str) -> Response:
    """Whoever held it before. Skills, presence and capacity are not asked for: you decide. 409 when they hold it
    already, 422 for an agent nobody knows.
    """
    sent, runtime = call.content, call.runtime
    return changed(
        call,
        lambda action: assign(runtime.desk, runtime.agents, complaint, action, agent=sent.agent, why=sent.reason),
    )


@blueprint.operation(
    "GET",
    "/v1/at-risk",
    summary="Complaints whose nearest promise is due soon, or broken",
    tag="Queues",
    answers={200: supervising_shapes.AtRiskShape},
    parameters=(
        Parameter(
            name="minutes",
            description=f"Due within so many minutes, 0 to {MOST_MINUTES}; 0: only what is broken.",
            schema={"type": "integer", "minimum": 0, "maximum": MOST_MINUTES, "default": USUAL_MINUTES},
        ),
        Parameter(name="queue", description="Of this queue only; all of them when absent."),
        PAGING[0],
    ),
    roles=EVERYBODY,
)
def get_at_risk(call: Call[Any]) -> Response:
    """Over all queues and open states, the nearest due first. A snapshot without further pages: ask again, for fewer
    minutes or one queue, when it is not whole.
    """
    queue, now = call.query.get("queue"), call.runtime.clock()
    if queue and queue not in queue_ids():
        raise InvalidInput(f"there is no queue '{queue}'", fields={"queue": f"one of {', '.join(queue_ids())}"})
    found = at_risk(
        call.runtime.store,
        call.principal.shop,
        queues=[queue] if queue else queue_ids(),
        within=timedelta(minutes=_minutes(call)),
        limit=limit_of(call.query),
        now=now,
    )
    language = desk_language(call)
    items = tuple(listed(one, now=now, language=language) for one in found.complaints)
    return json_answer(supervising_shapes.AtRiskShape(items=items, overdue=found.overdue, is_whole=found.is_whole))


def _minutes(call: Call[Any]) -> int:
    text = call.query.get("minutes", str(USUAL_MINUTES))
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_MINUTES)) and int(text) <= MOST_MINUTES):
        raise InvalidInput(
            "the minutes are out of range", fields={"minutes": f"a whole number from 0 to {MOST_MINUTES}"}
        )
    return int(text)
