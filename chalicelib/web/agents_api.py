"""The desk API for oneself: presence and capacity."""

from __future__ import annotations

from typing import Any

from chalice.app import Response

from chalicelib.desk.permissions import DESK, EVERYBODY
from chalicelib.model.agent import Agent

from . import bodies, oversight_shapes
from .http import json_answer
from .operations import Call, Operations

blueprint = Operations(__name__)


@blueprint.operation(
    "GET",
    "/v1/agents/me",
    summary="Who you are at the desk",
    tag="Agents",
    answers={200: oversight_shapes.AgentShape},
    roles=EVERYBODY,
)
def get_me(call: Call[Any]) -> Response:
    return _agent(call, _me(call))


@blueprint.operation(
    "PUT",
    "/v1/agents/me",
    summary="Set presence and capacity",
    tag="Agents",
    body=bodies.AgentBody,
    answers={200: oversight_shapes.AgentShape},
    roles=DESK,
)
def put_me(call: Call[bodies.AgentBody]) -> Response:
    agent = _me(call).model_copy(update=call.content.model_dump(exclude_none=True))
    call.runtime.agents.put(call.principal.shop, agent)
    return _agent(call, agent)


def _me(call: Call[Any]) -> Agent:
    principal = call.principal
    return call.runtime.agents.get(principal.shop, principal.id) or Agent(id=principal.id, name=principal.name)


def _agent(call: Call[Any], agent: Agent) -> Response:
    roles = tuple(sorted(role.value for role in call.principal.roles))
    return json_answer(oversight_shapes.AgentShape(**agent.model_dump(), shop=call.principal.shop, roles=roles))
