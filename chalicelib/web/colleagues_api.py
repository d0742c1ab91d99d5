"""The desk API for colleagues: collaborators of a complaint, and what one was called to."""

from __future__ import annotations

from functools import partial
from typing import Any

from chalice.app import Response

from chalicelib.desk.colleagues import add_collaborator, remove_collaborator
from chalicelib.desk.permissions import DESK

from . import bodies, supervising_shapes
from .changing import changed, writes
from .http import empty_answer, json_answer, possible_name
from .lists import PAGING, cursor_of, limit_of
from .operations import Call, Operations

blueprint = Operations(__name__)
_writes = partial(writes, blueprint)


@_writes("add-collaborator", summary="Somebody works on it beside its holder", body=bodies.CollaboratorBody)
def add_to_complaint(call: Call[bodies.CollaboratorBody], complaint: str) -> Response:
    """They find it among their mentions. Twenty at most; one who is there already changes nothing."""
    runtime, agent = call.runtime, call.content.agent
    return changed(call, lambda action: add_collaborator(runtime.desk, runtime.agents, complaint, action, agent=agent))


@_writes("remove-collaborator", summary="They no longer work on it", body=bodies.CollaboratorBody)
def remove_from_complaint(call: Call[bodies.CollaboratorBody], complaint: str) -> Response:
    return changed(
        call, lambda action: remove_collaborator(call.runtime.desk, complaint, action, agent=call.content.agent)
    )


@blueprint.operation(
    "GET",
    "/v1/agents/me/mentions",
    summary="What colleagues called you to",
    tag="Agents",
    answers={200: supervising_shapes.MentionsShape},
    parameters=PAGING,
    roles=DESK,
)
def get_mentions(call: Call[Any]) -> Response:
    """Newest first, of the last 90 days: notes that mention you, and complaints you were added to."""
    by = call.principal
    page = call.runtime.mentions.page(by.shop, by.id, limit=limit_of(call.query), cursor=cursor_of(call.query))
    items = tuple(
        supervising_shapes.MentionShape(id=one.id, is_read=one.is_read, **one.mention.model_dump(exclude={"agent"}))
        for one in page.items
    )
    return json_answer(supervising_shapes.MentionsShape(items=items, next=page.next))


@blueprint.operation(
    "POST",
    "/v1/agents/me/mentions/read",
    summary="You have read them",
    tag="Agents",
    body=bodies.ReadBody,
    answers={204: None},
    faults=(404,),
    roles=DESK,
)
def read_mentions(call: Call[bodies.ReadBody]) -> Response:
    """The one named and all before it."""
    call.runtime.mentions.read_until(call.principal.shop, call.principal.id, possible_name(call.content.until))
    return empty_answer()
