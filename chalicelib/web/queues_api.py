"""The desk API for many complaints: queues, taking the next one, search."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.desk import known_queue
from chalicelib.desk.permissions import DESK, EVERYBODY
from chalicelib.model.complaint import Status
from chalicelib.model.errors import InvalidInput, NotFound
from chalicelib.routing.rules import QueueDefinition, queues
from chalicelib.routing.titles import Language
from chalicelib.store import Page

from . import bodies, complaint_shapes, oversight_shapes
from .changing import WRITE, changed
from .desk_language import desk_language
from .http import json_answer, possible_name
from .lists import PAGING, cursor_of, limit_of
from .operations import Call, Operations, Parameter
from .showing import listed

blueprint = Operations(__name__)
SEARCHABLE: Final = ("id", "order", "phone", "email", "tracking", "customer")


@blueprint.operation(
    "GET",
    "/v1/queues",
    summary="Every queue with its numbers",
    tag="Queues",
    answers={200: oversight_shapes.QueuesShape},
    roles=EVERYBODY,
)
def get_queues(call: Call[Any]) -> Response:
    """Counts by status, since when the oldest waits, and which promise is due next."""
    numbers = call.runtime.store.queue_numbers(call.principal.shop)
    language = desk_language(call)
    shown = tuple(_queue(call, one, numbers.get(one.id, {}), language=language) for one in queues())
    return json_answer(oversight_shapes.QueuesShape(items=shown))


@blueprint.operation(
    "GET",
    "/v1/queues/{queue}/complaints",
    summary="The complaints of a queue by nearest running due time",
    tag="Queues",
    answers={200: complaint_shapes.ComplaintsShape},
    parameters=(
        Parameter(
            name="status",
            description="Which ones; ``waiting`` when absent.",
            schema={"type": "string", "enum": [status.value for status in Status if status is not Status.CLOSED]},
        ),
        *PAGING,
    ),
    roles=EVERYBODY,
)
def get_queue_complaints(call: Call[Any], queue: str) -> Response:
    known_queue(queue)
    page = call.runtime.store.queue_page(
        call.principal.shop,
        queue,
        status=_status(call.query),
        limit=limit_of(call.query),
        cursor=cursor_of(call.query),
    )
    return _complaints(call, page)


@blueprint.operation(
    "POST",
    "/v1/queues/{queue}/claim-next",
    summary="Claim the waiting complaint that is due next",
    tag="Queues",
    body=bodies.EmptyBody,
    answers={200: complaint_shapes.ComplaintShape, 204: None},
    parameters=WRITE[1:],
    roles=DESK,
)
def claim_next(call: Call[bodies.EmptyBody], queue: str) -> Response:
    """204 when nobody waits."""
    return changed(call, lambda action: call.runtime.pulling.claim_next(queue, action))


@blueprint.operation(
    "GET",
    "/v1/search",
    summary="Find complaints by one key",
    tag="Complaints",
    answers={200: complaint_shapes.ComplaintsShape},
    parameters=(*(Parameter(name=kind, description=f"By {kind}; exactly one key.") for kind in SEARCHABLE), *PAGING),
    roles=EVERYBODY,
)
def search(call: Call[Any]) -> Response:
    """Newest first. Exactly one of the keys must be given."""
    given = [(kind, call.query[kind]) for kind in SEARCHABLE if call.query.get(kind, "").strip()]
    if len(given) != 1:
        raise InvalidInput("search by exactly one key", fields={"query": f"one of {', '.join(SEARCHABLE)}"})
    [(kind, value)] = given
    if kind == "id":
        return _by_id(call, value)
    page = call.runtime.store.search(
        call.principal.shop,
        kind=kind,
        value=value,
        limit=limit_of(call.query),
        cursor=cursor_of(call.query),
    )
    return _complaints(call, page)


def _queue(
    call: Call[Any], queue: QueueDefinition, counts: dict[str, int], *, language: Language
) -> oversight_shapes.QueueShape:
    waiting = counts.get(Status.WAITING, 0)
    since = nearest = None
    if waiting:
        store, shop = call.runtime.store, call.principal.shop
        since = store.waiting_longest(shop, queue.id)
        first = store.queue_page(shop, queue.id, status=Status.WAITING, limit=1).items
        nearest = first[0].nearest_due if first else None
    return oversight_shapes.QueueShape(
        id=queue.id,
        title=queue.titles[language],
        counts={status.value: counts.get(status, 0) for status in Status if status is not Status.CLOSED},
        waiting=waiting,
        oldest_wait_seconds=_seconds_since(since, call.runtime.clock()),
        waiting_since=since,
        nearest_due_at=nearest,
    )


def _seconds_since(moment: datetime | None, now: datetime) -> int | None:
    return int((now - moment).total_seconds()) if moment else None


def _complaints(call: Call[Any], page: Page[Any]) -> Response:
    now = call.runtime.clock()
    language = desk_language(call)
    items = tuple(listed(complaint, now=now, language=language) for complaint in page.items)
    return json_answer(complaint_shapes.ComplaintsShape(items=items, next=page.next))


def _by_id(call: Call[Any], complaint: str) -> Response:
    try:
        found = call.runtime.store.complaint(call.principal.shop, possible_name(complaint.strip()))
    except NotFound:
        return _complaints(call, Page(items=(), next=None))
    return _complaints(call, Page(items=(found,), next=None))


def _status(query: Mapping[str, str]) -> Status:
    try:
        status = Status(query.get("status", Status.WAITING))
    except ValueError:
        status = Status.CLOSED
    if status is Status.CLOSED:
        listed_states = ", ".join(one.value for one in Status if one is not Status.CLOSED)
        raise InvalidInput("complaints cannot be listed by this status", fields={"status": f"one of {listed_states}"})
    return status
