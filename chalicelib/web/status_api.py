"""How far a complaint is, for whoever has its link: a page, or JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from chalice.app import Response

from chalicelib.channels.form.payload import ComplaintForm
from chalicelib.intake.guarding import Door
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import Conflict, InvalidInput, NotFound
from chalicelib.model.event import Merged
from chalicelib.model.message import Direction, Message
from chalicelib.store import Dossier

from . import bodies, customer_shapes, pages
from .form_intake import accept_form, form_account, has_form, set_up
from .http import json_answer, source_address, wants_json
from .intake_api import receipt_shape
from .masking import masked
from .operations import Call, Operations
from .page_answers import FORM, LANGUAGE, answered, form_values, html, language_of
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


@blueprint.operation(
    "POST",
    "/status/{token}",
    summary="Add to a complaint",
    tag="Pages",
    answers={200: customer_shapes.CustomerStatusShape},
    parameters=LANGUAGE,
    reads={FORM: bodies.AdditionBody},
    faults=(409, 429),
    is_page=True,
)
def post_status(call: Call[Any], token: str) -> Response:
    """As the page sends it. The same words within a day are one message, which is read as any other is."""
    return answered(call, lambda: _add(call, token))


@dataclass(frozen=True, slots=True)
class _Seen:
    """``visible`` as ``visible_to`` says."""

    dossier: Dossier
    visible: tuple[Message, ...] | None


def _status(call: Call[Any], token: str) -> Response:
    shop, subject = call.runtime.signer.read("status", token)
    seen = _seen(call, shop, subject)
    if isinstance(seen, _Seen):
        return _complaint_status(call, seen, adding=pages.Adding())
    if wants_json(call.request):
        return json_answer(customer_shapes.CustomerStatusShape(state=seen))
    state = PendingState.QUARANTINED if seen == "quarantined" else PendingState.PROCESSING
    view = pages.PendingView(shop_name=shop, receipt=subject, state=state)
    return html(pages.pending_page(language=language_of(call), view=view))


def _add(call: Call[Any], token: str) -> Response:
    runtime, source, values = call.runtime, source_address(call.request), form_values(call)
    shop, subject = runtime.signer.read("status", token)
    account = form_account(runtime, shop)
    with set_up(account):
        runtime.guard.count(account, Door.PAGE, address=source)
    seen = _seen(call, shop, subject)
    if not isinstance(seen, _Seen):
        raise Conflict("this complaint is still being read: add to it in a moment")
    if seen.visible is not None:
        raise NotFound("nothing can be added by this link")
    typed = values.get("text", "")
    if errors := pages.form_errors({"text": typed}):
        if wants_json(call.request):
            raise InvalidInput("nothing was added", fields={"text": "what you want to add, at most 20,000 characters"})
        return _complaint_status(call, seen, adding=pages.Adding(text=typed, errors=errors))
    if not values.get(pages.HONEYPOT):
        form = ComplaintForm(text=typed)
        accept_form(runtime, form, account, key=None, source=source, continues=seen.dossier.complaint.id)
    return _complaint_status(call, seen, adding=pages.Adding(is_taken=True))


def _seen(call: Call[Any], shop: str, subject: str) -> _Seen | str:
    """Or the state of what has not become a complaint yet."""
    runtime, complaint = call.runtime, subject
    if subject.startswith("d"):
        receipt = receipt_shape(runtime, shop, subject)
        if receipt.complaint is None:
            return receipt.state
        complaint = receipt.complaint
    dossier = runtime.store.dossier(shop, complaint)
    if dossier.complaint.merged_into:
        dossier = continued(dossier, runtime.store.dossier(shop, runtime.store.primary(dossier.complaint).id))
    return _Seen(dossier, visible_to(dossier.messages, subject))


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


def _complaint_status(call: Call[Any], seen: _Seen, *, adding: pages.Adding) -> Response:
    dossier, visible = seen.dossier, seen.visible
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
        has_pages = has_form(call.runtime, complaint.shop)
        may_add = has_pages and visible is None
        whole = replace(view, flows=flows, has_policies=has_pages, adding=adding if may_add else None)
        page = pages.status_page(language=language_of(call, preferred=complaint.language), view=whole)
        return html(page, status=422 if adding.errors else 200)
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
