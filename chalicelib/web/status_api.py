"""How far a complaint is, for whoever has its link: a page, or JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from chalice.app import Response

from chalicelib.model.complaint import Complaint
from chalicelib.model.event import Merged
from chalicelib.model.message import Direction, Message
from chalicelib.store import Dossier

from . import customer_shapes, pages
from .form_intake import has_form
from .http import json_answer, wants_json
from .intake_api import receipt_shape
from .masking import masked
from .operations import Call, Operations
from .page_answers import LANGUAGE, answered, html, language_of
from .pages import PendingState

blueprint = Operations(__name__)


@blueprint.operation(
    "GET",
    "/status/{token}",
    summary="How far a complaint is",
    tag="Pages",
    answers={200: customer_shapes.CustomerStatusShape},
    parameters=LANGUAGE,
    is_page=True,
)
def get_status(call: Call[Any], token: str) -> Response:
    """A page, or JSON with ``Accept: application/json``. Whoever has the link may see what its customer may see."""
    return answered(call, lambda: _status(call, token))


def _status(call: Call[Any], token: str) -> Response:
    runtime = call.runtime
    shop, subject = runtime.signer.read("status", token)
    receipt = customer_shapes.ReceiptShape(state="processed", complaint=subject)
    if subject.startswith("d"):
        receipt = receipt_shape(runtime, shop, subject)
    if receipt.complaint is None:
        if wants_json(call.request):
            return json_answer(customer_shapes.CustomerStatusShape(state=receipt.state))
        view = pages.PendingView(
            shop_name=shop,
            receipt=subject,
            state=PendingState.QUARANTINED if receipt.state == "quarantined" else PendingState.PROCESSING,
        )
        return html(pages.pending_page(language=language_of(call), view=view))
    dossier = runtime.store.dossier(shop, receipt.complaint)
    if dossier.complaint.merged_into:
        dossier = continued(dossier, runtime.store.dossier(shop, runtime.store.primary(dossier.complaint).id))
    return _complaint_status(call, dossier, visible_to(dossier.messages, subject))


def continued(merged: Dossier, primary: Dossier) -> Dossier:
    """What the customer of a merged complaint sees: what they said, and from the one that goes on in its place how far
    it is and what we have answered since. Others may have written there, too: their words are not shown.
    """
    since = next(event.at for event in reversed(merged.events) if isinstance(event.body, Merged))
    answers = (one for one in primary.messages if one.direction is Direction.OUTBOUND and one.at >= since)
    own = merged.complaint
    theirs = {"id": own.id, "subject": own.subject, "created_at": own.created_at, "reply_to": own.reply_to}
    shown = primary.complaint.model_copy(update={**theirs, "survey": own.survey})
    return replace(merged, complaint=shown, messages=(*merged.messages, *answers))


def visible_to(messages: tuple[Message, ...], link: str) -> tuple[Message, ...] | None:
    """All that was said between us and the customer, or ``None`` for everything.

    The link of a complaint, and of the form that opened it (or repeated it word for word), shows everything. Whoever
    only added to it by form may be somebody else: their link shows what they said.
    """
    own = tuple(message for message in messages if (message.raw_object or "").endswith(f"/{link}"))
    return None if not own or own[0].id == messages[0].id else own


def _complaint_status(call: Call[Any], dossier: Dossier, visible: tuple[Message, ...] | None) -> Response:
    complaint = dossier.complaint
    view = pages.status_view(
        complaint,
        messages=dossier.messages if visible is None else visible,
        shop_name=complaint.shop,
        now=call.runtime.clock(),
        mask=masked,
        survey_url=_survey_url(call, complaint) if visible is None else None,
    )
    flows = pages.flow_views(complaint) if visible is None else ()
    if not wants_json(call.request):
        whole = replace(view, flows=flows, has_policies=has_form(call.runtime, complaint.shop))
        return html(pages.status_page(language=language_of(call, preferred=complaint.language), view=whole))
    return json_answer(
        customer_shapes.CustomerStatusShape(
            state="processed",
            complaint=complaint.id,
            status=complaint.status,
            received_at=view.received_at,
            promised_by=view.promised_by,
            messages=tuple(
                customer_shapes.StatusMessageShape(from_customer=one.from_customer, text=one.text, at=one.at)
                for one in view.messages
            ),
            survey_url=view.survey_url,
            flows=tuple(_flow_shape(one, language=language_of(call, preferred=complaint.language)) for one in flows),
        )
    )


def _flow_shape(flow: pages.FlowView, *, language: str) -> customer_shapes.StatusFlowShape:
    return customer_shapes.StatusFlowShape(
        title=flow.titles[language],
        state=flow.state,
        steps=tuple(
            customer_shapes.StatusStepShape(
                title=step.titles[language],
                state=step.state,
                owner=step.owner,
                done_at=step.done_at,
                due_at=step.due_at,
            )
            for step in flow.steps
        ),
    )


def _survey_url(call: Call[Any], complaint: Complaint) -> str | None:
    survey = complaint.survey
    return call.runtime.survey_url(complaint.shop, complaint.id, survey.id) if survey else None
