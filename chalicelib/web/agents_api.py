"""The desk API for agents: presence, capacity, what they can do; and a supervisor's live view of all of them."""

from __future__ import annotations

from typing import Any

from chalice.app import Response

from chalicelib.desk.permissions import DESK, EVERYBODY, OVERSEERS, SENIOR
from chalicelib.model.agent import AgentState

from . import bodies, oversight_shapes
from .http import json_answer, possible_name
from .lists import PAGING, cursor_of, limit_of
from .operations import Call, Operations

blueprint = Operations(__name__)


@blueprint.operation(
    "GET",
    "/v1/agents",
    summary="Every agent: presence, load, capacity, last seen",
    tag="Agents",
    answers={200: oversight_shapes.ColleaguesShape},
    parameters=PAGING,
    roles=OVERSEERS,
)
def get_agents(call: Call[Any]) -> Response:
    """By id. Everybody is listed who ever set something or took a complaint."""
    page = call.runtime.agents.page(call.principal.shop, limit=limit_of(call.query), cursor=cursor_of(call.query))
    items = tuple(oversight_shapes.ColleagueShape(**_shown(call, one)) for one in page.items)
    return json_answer(oversight_shapes.ColleaguesShape(items=items, next=page.next))


@blueprint.operation(
    "GET",
    "/v1/agents/me",
    summary="Who you are at the desk",
    tag="Agents",
    answers={200: oversight_shapes.AgentShape},
    roles=EVERYBODY,
)
def get_me(call: Call[Any]) -> Response:
    return _oneself(call, call.runtime.staffing.oneself(call.principal))


@blueprint.operation(
    "PUT",
    "/v1/agents/me",
    summary="Set presence, capacity, skills, languages and queues",
    tag="Agents",
    body=bodies.AgentBody,
    answers={200: oversight_shapes.AgentShape},
    roles=DESK,
)
def put_me(call: Call[bodies.AgentBody]) -> Response:
    """Also a sign of life."""
    return _oneself(call, call.runtime.staffing.set_own(call.principal, call.content.model_dump(exclude_none=True)))


@blueprint.operation(
    "POST",
    "/v1/agents/me/heartbeat",
    summary="Say that you are still there",
    tag="Agents",
    body=bodies.EmptyBody,
    answers={200: oversight_shapes.AgentShape},
    roles=DESK,
)
def heartbeat_me(call: Call[bodies.EmptyBody]) -> Response:
    """Once a minute; a presence that nobody renews ends after a few."""
    return _oneself(call, call.runtime.staffing.seen(call.principal))


@blueprint.operation(
    "PUT",
    "/v1/agents/{agent}",
    summary="Set what an agent can do and may hold",
    tag="Agents",
    body=bodies.ColleagueBody,
    answers={200: oversight_shapes.ColleagueShape},
    roles=SENIOR,
)
def put_agent(call: Call[bodies.ColleagueBody], agent: str) -> Response:
    """The agent need not have signed in yet."""
    wanted = call.content.model_dump(exclude_none=True)
    state = call.runtime.staffing.set_for(call.principal, possible_name(agent), wanted)
    return json_answer(oversight_shapes.ColleagueShape(**_shown(call, state)))


def _oneself(call: Call[Any], state: AgentState) -> Response:
    principal = call.principal
    roles = tuple(sorted(role.value for role in principal.roles))
    return json_answer(oversight_shapes.AgentShape(**_shown(call, state), shop=principal.shop, roles=roles))


def _shown(call: Call[Any], state: AgentState) -> dict[str, Any]:
    seconds = call.runtime.settings.presence_seconds
    return {
        **state.agent.model_dump(),
        "is_present": state.is_present(call.runtime.clock(), for_seconds=seconds),
        "seen_at": state.seen_at,
        "load": state.load,
        "holds": state.holds,
        "offer": state.offer,
    }
