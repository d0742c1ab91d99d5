"""Compensation: offered, proposed, decided, and what waits for a decision."""

from __future__ import annotations

from typing import Any, Final

from chalice.app import Response

from chalicelib.aftersales.authority import given_freely, may_give
from chalicelib.desk import compensating
from chalicelib.desk.permissions import DESK, SENIOR
from chalicelib.model.compensation import Compensation, CompensationState
from chalicelib.model.complaint import Complaint
from chalicelib.model.identity import Principal

from . import compensation_shapes as shapes
from .changing import CHANGED, WRITE, changed
from .http import json_answer
from .lists import PAGING, cursor_of, limit_of
from .operations import Call, Operations
from .showing import compensation_shape

blueprint = Operations(__name__)
TAG: Final = "Compensation"


@blueprint.operation(
    "POST",
    "/v1/complaints/{complaint}/compensation",
    summary="Offer the customer money",
    tag=TAG,
    body=shapes.CompensationBody,
    answers=CHANGED,
    parameters=WRITE,
    roles=DESK,
)
def compensate(call: Call[shapes.CompensationBody], complaint: str) -> Response:
    """Within your authority, or owed by a rule, it is offered at once. Above it, it is ``pending``: another supervisor
    decides, and supervisors are told. All goodwill of the complaint counts together. Nothing is paid by this.
    """
    sent = call.content
    proposal = compensating.Proposal(
        amount=sent.decimal, currency=sent.currency, basis=sent.basis, owed_as=sent.owed_as, why=sent.reason
    )
    return changed(call, lambda action: compensating.compensate(call.runtime.desk, complaint, action, proposal))


@blueprint.operation(
    "POST",
    "/v1/complaints/{complaint}/decide-compensation",
    summary="Approve, reject or withdraw a compensation",
    tag=TAG,
    body=shapes.DecideCompensationBody,
    answers=CHANGED,
    parameters=WRITE,
    roles=DESK,
)
def decide_compensation(call: Call[shapes.DecideCompensationBody], complaint: str) -> Response:
    """Four eyes: never one's own. 403 when it is above your limit, 409 when it has been decided."""
    sent = call.content
    return changed(
        call,
        lambda action: compensating.decide(
            call.runtime.desk,
            complaint,
            action,
            compensation=sent.compensation,
            verdict=sent.decision,
            why=sent.reason,
        ),
    )


@blueprint.operation(
    "GET",
    "/v1/compensations",
    summary="Compensation that waits for a decision",
    tag=TAG,
    answers={200: shapes.PendingCompensationsShape},
    parameters=PAGING,
    roles=SENIOR,
)
def get_pending_compensations(call: Call[Any]) -> Response:
    """The newest complaints first."""
    page = call.runtime.store.awaiting_approval(
        call.principal.shop, limit=limit_of(call.query), cursor=cursor_of(call.query)
    )
    items = tuple(
        _pending(complaint, one, by=call.principal)
        for complaint in page.items
        for one in complaint.compensations
        if one.state is CompensationState.PENDING
    )
    return json_answer(shapes.PendingCompensationsShape(items=items, next=page.next))


def _pending(complaint: Complaint, one: Compensation, *, by: Principal) -> shapes.PendingCompensationShape:
    total = given_freely(complaint.compensations, one.currency) + one.amount
    return shapes.PendingCompensationShape(
        **compensation_shape(one).model_dump(),
        complaint=complaint.id,
        queue=complaint.queue,
        version=complaint.version,
        may_decide=one.proposed_by != by.id and may_give(by, total, one.currency),
    )
