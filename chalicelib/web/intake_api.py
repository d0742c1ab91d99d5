"""Where complaints come in over HTTP: the public form as JSON, its receipts, and the platforms' hooks."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Response

from chalicelib.channels.base import HOOK_KEY, Answer, Request
from chalicelib.channels.form.payload import ComplaintForm
from chalicelib.channels.registry import channel
from chalicelib.intake.accept import accept
from chalicelib.intake.guarding import Door
from chalicelib.intake.matching import RECEIPT
from chalicelib.intake.quarantine import QUARANTINED
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import ConfigurationError, NotFound, SignatureInvalid
from chalicelib.runtime import Runtime

from . import bodies, customer_shapes
from .form_intake import accept_form, form_account, set_up
from .http import body_of, empty_answer, headers_of, json_answer, query_of, source_address
from .idempotency import key_of
from .operations import Call, Operations, Parameter

blueprint = Operations(__name__)
KEPT_HEADERS: Final = frozenset({"content-type", "user-agent", "webhook-id", "webhook-timestamp", "x-request-id"})
"""Headers that travel with every delivery, beside those a channel names; signatures have done their work by then."""
logger = logging.getLogger(__name__)


@blueprint.operation(
    "POST",
    "/v1/complaints",
    summary="Complain",
    tag="Intake",
    body=ComplaintForm,
    answers={202: customer_shapes.AcceptedShape},
    parameters=(Parameter(name="Idempotency-Key", place="header", description="The same key is the same complaint."),),
    faults=(429,),
)
def post_complaint(call: Call[ComplaintForm]) -> Response:
    """Safely kept when this answers; the receipt says what became of it."""
    runtime, key, source = call.runtime, key_of(call), source_address(call.request)
    account = form_account(runtime, call.content.shop)
    with set_up(account):
        runtime.guard.count(account, Door.API, address=source)
        accepted = accept_form(runtime, call.content, account, key=key, source=source)
    return json_answer(accepted, status=202)


@blueprint.operation(
    "POST",
    "/v1/uploads",
    summary="Announce a file",
    tag="Intake",
    body=bodies.UploadBody,
    answers={200: customer_shapes.UploadShape},
    faults=(429,),
)
def post_upload(call: Call[bodies.UploadBody]) -> Response:
    """Post the file to ``url`` as multipart/form-data, after ``fields``, as the field ``file``. Then name it by
    ``upload`` in the ``attachments`` of a complaint. A file that no complaint names is deleted.
    """
    account = form_account(call.runtime, call.content.shop)
    with set_up(account):
        call.runtime.guard.count(account, Door.UPLOAD, address=source_address(call.request))
    announced = call.runtime.uploads.announce(account.shop, name=call.content.name, size=call.content.size)
    shown = customer_shapes.UploadShape(
        url=announced.form.url,
        fields=dict(announced.form.fields),
        upload=announced.token,
        expires_at=announced.expires_at,
    )
    return json_answer(shown)


@blueprint.operation(
    "GET",
    "/v1/receipts/{receipt}",
    summary="What became of a complaint",
    tag="Intake",
    answers={200: customer_shapes.ReceiptShape},
)
def get_receipt(call: Call[Any], receipt: str) -> Response:
    shop, delivery = call.runtime.signer.read("receipt", receipt)
    return json_answer(receipt_shape(call.runtime, shop, delivery))


def receipt_shape(runtime: Runtime, shop: str, delivery: str) -> customer_shapes.ReceiptShape:
    found = runtime.store.recorded(shop, [(RECEIPT, delivery)]).get((RECEIPT, delivery))
    if found is None:
        return customer_shapes.ReceiptShape(state="accepted")
    if found.startswith(QUARANTINED):
        return customer_shapes.ReceiptShape(state="quarantined")
    return customer_shapes.ReceiptShape(state="processed", complaint=found)


HOOK: Final = "/hooks/{channel_name}/{account}"
HOOK_ANSWERS: Final[Mapping[int, str | None]] = {200: "text/plain, application/json", 204: None, 401: None, 412: None}


@blueprint.operation("GET", HOOK, summary="A platform's probe", tag="Hooks", answers=HOOK_ANSWERS)
def get_hook(call: Call[Any], channel_name: str, account: str) -> Response:
    """By the platform's own protocol."""
    return _hook(call, channel_name, account)


@blueprint.operation("HEAD", HOOK, summary="Is anybody there?", tag="Hooks", answers=HOOK_ANSWERS)
def head_hook(call: Call[Any], channel_name: str, account: str) -> Response:
    return _hook(call, channel_name, account)


@blueprint.operation("POST", HOOK, summary="A platform delivers", tag="Hooks", answers=HOOK_ANSWERS)
def post_hook(call: Call[Any], channel_name: str, account: str) -> Response:
    """Verified, kept by one durable write, acknowledged as the platform wants it. By the platform's own protocol."""
    return _hook(call, channel_name, account)


def _hook(call: Call[Any], channel_name: str, account: str) -> Response:
    served, runtime = channel(channel_name), call.runtime
    if not served.features.webhook:
        raise NotFound(f"the channel '{channel_name}' has no hook")
    now = runtime.clock()
    request = Request(
        method=call.request.method,
        headers=headers_of(call.request),
        query=query_of(call.request),
        body=body_of(call.request),
        source_address=source_address(call.request),
    )
    try:
        connected = runtime.accounts.get(channel_name, account)
        if probe := served.handshake(request, connected, now=now):
            return _answer(probe)
        served.verify(request, connected, now=now)
    except (SignatureInvalid, NotFound):
        logger.warning("rejected: channel %s account %s", channel_name, account)
        return _answer(served.reject())
    except ConfigurationError as error:
        logger.critical("a channel is closed: %s", error)
        return _answer(served.reject())
    accept(_delivery(runtime, request, connected), queue=runtime.intake_queue, objects=runtime.objects)
    return _answer(served.acknowledge(request, connected, now=now))


def _delivery(runtime: Runtime, request: Request, connected: Any) -> Delivery:
    kept = KEPT_HEADERS | set(channel(connected.channel).features.headers)
    return Delivery(
        id=runtime.ids.new("d"),
        shop=connected.shop,
        channel=connected.channel,
        account=connected.account,
        received_at=runtime.clock(),
        headers={name: value for name, value in request.headers.items() if name in kept},
        query={name: value for name, value in request.query.items() if name != HOOK_KEY},
        body=request.body,
        source_address=request.source_address,
    )


def _answer(answer: Answer) -> Response:
    if answer.status == 204:
        return empty_answer()
    return Response(body=answer.body, status_code=answer.status, headers={"Content-Type": answer.content_type})
