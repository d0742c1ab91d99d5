"""The desk API around complaints: queues, search, quarantine, surveys, reports, oneself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from chalice.app import Response

from chalicelib.desk.desk import known_queue
from chalicelib.desk.permissions import DESK, EVERYBODY, SENIOR
from chalicelib.model.agent import Agent
from chalicelib.model.complaint import Status
from chalicelib.model.errors import InvalidInput, NotFound
from chalicelib.model.identity import Role
from chalicelib.reports import satisfaction
from chalicelib.routing.rules import QueueDefinition, queues
from chalicelib.routing.titles import Language
from chalicelib.store import Page

from . import shapes
from .complaints_api import WRITE, changed, desk_language
from .http import json_answer, possible_name
from .lists import PAGING, cursor_of, limit_of
from .operations import Call, Operations, Parameter
from .showing import listed, listed_survey

blueprint = Operations(__name__)
SEARCHABLE: Final = ("id", "order", "phone", "email", "tracking", "customer")
OVERSEERS: Final = SENIOR | {Role.AUDITOR}
LONGEST_REPORT: Final = timedelta(days=366)
EARLIEST: Final = date(2000, 1, 1)
"""Before any complaint, and far from where the calendar of Python ends."""


@blueprint.operation(
    "GET",
    "/v1/queues",
    summary="Every queue with its numbers",
    tag="Queues",
    answers={200: shapes.QueuesShape},
    roles=EVERYBODY,
)
def get_queues(call: Call[Any]) -> Response:
    """Counts by status, since when the oldest waits, and which promise is due next."""
    numbers = call.runtime.store.queue_numbers(call.principal.shop)
    language = desk_language(call)
    shown = tuple(_queue(call, one, numbers.get(one.id, {}), language=language) for one in queues())
    return json_answer(shapes.QueuesShape(items=shown))


@blueprint.operation(
    "GET",
    "/v1/queues/{queue}/complaints",
    summary="The complaints of a queue by nearest running due time",
    tag="Queues",
    answers={200: shapes.ComplaintsShape},
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
    body=shapes.EmptyBody,
    answers={200: shapes.ComplaintShape, 204: None},
    parameters=WRITE[1:],
    roles=DESK,
)
def claim_next(call: Call[shapes.EmptyBody], queue: str) -> Response:
    """204 when nobody waits."""
    return changed(call, lambda action: call.runtime.desk.claim_next(queue, action))


@blueprint.operation(
    "GET",
    "/v1/search",
    summary="Find complaints by one key",
    tag="Complaints",
    answers={200: shapes.ComplaintsShape},
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


@blueprint.operation(
    "GET",
    "/v1/quarantine",
    summary="Deliveries that could not be processed",
    tag="Quarantine",
    answers={200: shapes.QuarantinesShape},
    parameters=PAGING,
    roles=OVERSEERS,
)
def get_quarantine(call: Call[Any]) -> Response:
    page = call.runtime.quarantine.page(call.principal.shop, limit=limit_of(call.query), cursor=cursor_of(call.query))
    items = tuple(shapes.QuarantineShape(**one.model_dump(exclude=_HIDDEN)) for one in page.items)
    return json_answer(shapes.QuarantinesShape(items=items, next=page.next))


_HIDDEN: Final = {"shop", "delivery", "raw_object"}


@blueprint.operation(
    "POST",
    "/v1/quarantine/{entry}/replay",
    summary="Try it again",
    tag="Quarantine",
    body=shapes.EmptyBody,
    answers={202: shapes.QuarantineShape},
    roles=SENIOR,
)
def replay(call: Call[shapes.EmptyBody], entry: str) -> Response:
    """The delivery goes back into the intake queue; replaying twice records nothing twice."""
    replayed = call.runtime.quarantining.replay(call.principal.shop, entry, by=call.principal)
    return json_answer(shapes.QuarantineShape(**replayed.model_dump(exclude=_HIDDEN)), status=202)


@blueprint.operation(
    "GET",
    "/v1/surveys",
    summary="Surveys, newest first",
    tag="Surveys",
    answers={200: shapes.SurveysShape},
    parameters=PAGING,
    roles=OVERSEERS,
)
def get_surveys(call: Call[Any]) -> Response:
    page = call.runtime.surveys.page(call.principal.shop, limit=limit_of(call.query), cursor=cursor_of(call.query))
    items = tuple(listed_survey(complaint, survey) for complaint, survey in page.items)
    return json_answer(shapes.SurveysShape(items=items, next=page.next))


@blueprint.operation(
    "GET",
    "/v1/reports/{name}",
    summary="Numbers with their definition",
    tag="Reports",
    answers={200: shapes.ReportShape},
    parameters=(
        Parameter(name="from", description="First day, ISO date; 30 days ago when absent."),
        Parameter(name="to", description="Last day, ISO date; today when absent."),
    ),
    roles=OVERSEERS,
)
def get_report(call: Call[Any], name: str) -> Response:
    """``satisfaction`` is the report there is."""
    if name != satisfaction.NAME:
        raise NotFound(f"there is no report '{name}'", reports=[satisfaction.NAME])
    today = call.runtime.clock().astimezone(ZoneInfo(call.runtime.settings.zone)).date()
    first, last = _days(call.query, today=today)
    numbers = call.runtime.store.report_numbers(
        call.principal.shop, name, first=first.isoformat(), last=last.isoformat()
    )
    return json_answer(
        shapes.ReportShape(
            name=name,
            first=first.isoformat(),
            last=last.isoformat(),
            definition=satisfaction.DEFINITION,
            numbers=satisfaction.satisfaction(numbers),
        )
    )


@blueprint.operation(
    "GET",
    "/v1/agents/me",
    summary="Who you are at the desk",
    tag="Agents",
    answers={200: shapes.AgentShape},
    roles=EVERYBODY,
)
def get_me(call: Call[Any]) -> Response:
    return _agent(call, _me(call))


@blueprint.operation(
    "PUT",
    "/v1/agents/me",
    summary="Set presence and capacity",
    tag="Agents",
    body=shapes.AgentBody,
    answers={200: shapes.AgentShape},
    roles=DESK,
)
def put_me(call: Call[shapes.AgentBody]) -> Response:
    agent = _me(call).model_copy(update=call.content.model_dump(exclude_none=True))
    call.runtime.agents.put(call.principal.shop, agent)
    return _agent(call, agent)


def _me(call: Call[Any]) -> Agent:
    principal = call.principal
    return call.runtime.agents.get(principal.shop, principal.id) or Agent(id=principal.id, name=principal.name)


def _agent(call: Call[Any], agent: Agent) -> Response:
    roles = tuple(sorted(role.value for role in call.principal.roles))
    return json_answer(shapes.AgentShape(**agent.model_dump(), shop=call.principal.shop, roles=roles))


def _queue(call: Call[Any], queue: QueueDefinition, counts: dict[str, int], *, language: Language) -> shapes.QueueShape:
    waiting = counts.get(Status.WAITING, 0)
    since = nearest = None
    if waiting:
        store, shop = call.runtime.store, call.principal.shop
        since = store.waiting_longest(shop, queue.id)
        first = store.queue_page(shop, queue.id, status=Status.WAITING, limit=1).items
        nearest = first[0].nearest_due if first else None
    return shapes.QueueShape(
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
    items = tuple(listed(complaint, now=now) for complaint in page.items)
    return json_answer(shapes.ComplaintsShape(items=items, next=page.next))


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


def _days(query: Mapping[str, str], *, today: date) -> tuple[date, date]:
    last = _day(query, "to", today)
    first = _day(query, "from", max(last, EARLIEST) - timedelta(days=30))
    if not timedelta(0) <= last - first <= LONGEST_REPORT:
        raise InvalidInput("the days are out of range", fields={"from": "before 'to', and at most a year before"})
    return first, last


def _day(query: Mapping[str, str], name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(query[name][:10]) if query.get(name) else otherwise
    except ValueError:
        raise InvalidInput("this is not a date", fields={name: "an ISO date, for example 2026-11-11"}) from None
