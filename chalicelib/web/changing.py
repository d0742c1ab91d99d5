"""A request that changes a complaint: ``If-Match``, ``Idempotency-Key``, and the complaint as it is afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.desk import Action
from chalicelib.desk.permissions import DESK
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import InvalidInput
from chalicelib.model.identity import Role

from . import complaint_shapes
from .desk_language import desk_language
from .http import json_answer
from .idempotency import Remember, once_per_key
from .masking import masked_complaint, reads_masked
from .operations import Call, Operations, Parameter
from .showing import complaint_shape

TAG: Final = "Complaints"
LONGEST_VERSION: Final = 18
CHANGED: Final = {200: complaint_shapes.ComplaintShape}
WRITE: Final = (
    Parameter(name="If-Match", place="header", description="The version you read; 412 when it has changed since."),
    Parameter(
        name="Idempotency-Key", place="header", description="Makes a repetition harmless: the first answer again."
    ),
)


def writes(
    blueprint: Operations,
    action: str,
    *,
    summary: str,
    body: type,
    answers: Any = CHANGED,
    roles: frozenset[Role] = DESK,
) -> Callable[[Any], Any]:
    """Declares ``POST /v1/complaints/{complaint}/<action>`` for the desk."""
    return blueprint.operation(
        "POST",
        f"/v1/complaints/{{complaint}}/{action}",
        summary=summary,
        tag=TAG,
        body=body,
        answers=answers,
        parameters=WRITE,
        roles=roles,
    )


def changed(call: Call[Any], act: Callable[[Action], Complaint | None], *, status: int = 200) -> Response:
    """Runs an action under ``If-Match`` and ``Idempotency-Key`` and shows the complaint as it is now."""
    version = if_match(call)

    def run(remember: Remember) -> Complaint | None:
        return act(Action(by=call.principal, if_version=version, remember=remember))

    def render(complaint: Complaint) -> Response:
        shown = complaint_shape(complaint, now=call.runtime.clock(), language=desk_language(call))
        shown = masked_complaint(shown) if reads_masked(call) else shown
        return tagged(shown, version=complaint.version, status=status)

    return once_per_key(call, run, render)


def if_match(call: Call[Any]) -> int | None:
    """The version in ``If-Match``; ``*`` and none at all ask for nothing. Raises ``InvalidInput``."""
    sent = call.headers.get("if-match", "*").strip().removeprefix("W/").strip('"')
    if sent == "*":
        return None
    if not (sent.isascii() and sent.isdecimal() and len(sent) <= LONGEST_VERSION):
        raise InvalidInput("If-Match is not an ETag of ours", fields={"If-Match": 'for example "3"'})
    return int(sent)


def tagged(shown: complaint_shapes.ComplaintShape, *, version: int, status: int = 200) -> Response:
    return json_answer(shown, status=status, headers={"ETag": f'"{version}"'})
