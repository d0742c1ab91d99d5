"""The desk API for saved views."""

from __future__ import annotations

import re
from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.permissions import DESK
from chalicelib.model.errors import InvalidInput
from chalicelib.model.view import View

from . import complaint_shapes, view_shapes
from .desk_language import LANGUAGE, desk_language
from .http import empty_answer, json_answer
from .lists import PAGING, cursor_of, limit_of
from .operations import Call, Operations
from .showing import listed

blueprint = Operations(__name__)
TAG: Final = "Views"
_NAME: Final = re.compile(r"(shared\.)?[a-z0-9][a-z0-9_-]{0,49}")


@blueprint.operation(
    "GET",
    "/v1/views",
    summary="Your saved views, and the shared ones",
    tag=TAG,
    answers={200: view_shapes.ViewsShape},
    roles=DESK,
)
def get_views(call: Call[Any]) -> Response:
    return json_answer(view_shapes.ViewsShape(items=tuple(map(_shown, call.runtime.viewing.all(call.principal)))))


@blueprint.operation(
    "PUT",
    "/v1/views/{view}",
    summary="Save a view",
    tag=TAG,
    body=view_shapes.ViewBody,
    answers={200: view_shapes.ViewShape},
    roles=DESK,
)
def put_view(call: Call[view_shapes.ViewBody], view: str) -> Response:
    """Under a name of yours: lower-case letters, digits, ``-`` and ``_``. One that begins with ``shared.`` is seen by
    everybody of the shop, and written by supervisors.
    """
    if not _NAME.fullmatch(view):
        raise InvalidInput("a view cannot be called so", fields={"view": "a-z, 0-9, - and _, at most 50"})
    sent = call.content
    return json_answer(_shown(call.runtime.viewing.put(call.principal, view, title=sent.title, wanted=sent.filter)))


@blueprint.operation("DELETE", "/v1/views/{view}", summary="Delete a view", tag=TAG, answers={204: None}, roles=DESK)
def delete_view(call: Call[Any], view: str) -> Response:
    call.runtime.viewing.delete(call.principal, view)
    return empty_answer()


@blueprint.operation(
    "GET",
    "/v1/views/{view}/complaints",
    summary="The complaints of a view",
    tag=TAG,
    answers={200: complaint_shapes.ComplaintsShape},
    parameters=(*PAGING, LANGUAGE),
    roles=DESK,
)
def get_view_complaints(call: Call[Any], view: str) -> Response:
    """Queue after queue, each in its turn. Reads a few queue pages and no more: a page may be short, even empty, and
    still have a ``next``.
    """
    page = call.runtime.viewing.run(call.principal, view, limit=limit_of(call.query), cursor=cursor_of(call.query))
    now, language = call.runtime.clock(), desk_language(call)
    items = tuple(listed(one, now=now, language=language) for one in page.items)
    return json_answer(complaint_shapes.ComplaintsShape(items=items, next=page.next))


def _shown(view: View) -> view_shapes.ViewShape:
    return view_shapes.ViewShape(
        id=view.id, title=view.title, shared=not view.owner, filter=view.filter.model_dump(mode="json")
    )
