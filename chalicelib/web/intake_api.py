"""Where complaints come in over HTTP: the public form as JSON, its receipts, and the platforms' hooks."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Response

from chalicelib.channels.base import HOOK_KEY, Answer, Request
from chalicelib.channels.form.payload import ComplaintForm
from chalicelib.channels.registry import channel
from chalicelib.intake.accept import accept
from chalicelib.intake.matching import RECEIPT
from chalicelib.intake.quarantine import QUARANTINED
from chalicelib.model.change import Once
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import (
    AlreadyRecorded,
    ConfigurationError,
    IdempotencyMismatch,
    InvalidInput,
    NotFound,
    SignatureInvalid,
)
from chalicelib.runtime import Runtime

from . import shapes
from .http import body_of, empty_answer, headers_of, json_answer, query_of, source_address
from .idempotency import LIFE, REQUEST, key_of
from .operations import Call, Operations, Parameter

blueprint = Operations(__name__)
FORM: Final = "form"
KEPT_HEADERS: Final = frozenset({"content-type", "user-agent", "webhook-id", "webhook-timestamp", "x-request-id"})
"""Headers that travel with every delivery, beside those a channel names; signatures have done their work by then."""
logger = logging.getLogger(__name__)


@blueprint.operation(
    "POST",
    "/v1/complaints",
    summary="Complain",
    tag="Intake",
    body=ComplaintForm,
    answers={202: shapes.AcceptedShape},
    parameters=(Parameter(name="Idempotency-Key", place="header", description="The same key is the same complaint."),),
)
def post_complaint(call: Call[ComplaintForm]) -> Response:
    """Safely kept when this answers; the receipt says what became of it."""
    accepted = accept_form(
        call.runtime,
        call.content,
        key=key_of(call),
        source=source_address(call.request),
    )
    return json_answer(accepted, status=202)


@blueprint.operation(
    "GET",
    "/v1/receipts/{receipt}",
    summary="What became of a complaint",
    tag="Intake",
    answers={200: shapes.ReceiptShape},
)
def get_receipt(call: Call[Any], receipt: str) -> Response:
    shop, delivery = call.runtime.signer.read("receipt", receipt)
    return json_answer(receipt_shape(call.runtime, shop, delivery))


def receipt_shape(runtime: Runtime, shop: str, delivery: str) -> shapes.ReceiptShape:
    found = runtime.store.recorded(shop, [(RECEIPT, delivery)]).get((RECEIPT, delivery))
    if found is None:
        return shapes.ReceiptShape(state="accepted")
    if found.startswith(QUARANTINED):
        return shapes.ReceiptShape(state="quarantined")
    return shapes.ReceiptShape(state="processed", complaint=found)


def accept_form(runtime: Runtime, form: ComplaintForm, *, key: str | None, source: str) -> shapes.AcceptedShape:
    """One durable write; with a key one more before it, which tells a repetition from another complaint."""
    account = _form_account(runtime, form.shop or runtime.settings.default_shop)
    shop, body = account.shop, form.model_dump_json(exclude_none=True).encode()
    name = _senders_name(key, form, source=source) if key else None
    delivery = Delivery(
        id=f"d{name[:19]}" if name else runtime.ids.new("d"),
        shop=shop,
        channel=FORM,
        account=account.account,
        received_at=runtime.clock(),
        headers={"idempotency-key": name} if name else {},
        body=body,
        source_address=source,
    )
    if name:
        _require_same_body(runtime, shop, name=name, body=body)
    accept(delivery, queue=runtime.intake_queue, objects=runtime.objects)
    return shapes.AcceptedShape(
        receipt=runtime.signer.sign("receipt", shop, delivery.id),
        status_url=runtime.status_url(shop, delivery.id),
    )


def _form_account(runtime: Runtime, shop: str) -> Any:
    try:
        return runtime.accounts.get(FORM, shop)
    except NotFound:
        raise InvalidInput("there is no such shop", fields={"shop": "the name of a connected shop"}) from None


def _senders_name(key: str, form: ComplaintForm, *, source: str) -> str:
    """A key belongs to whoever sent it: two people may well choose the same one."""
    sender = form.as_customer().contacts or (("address", source),)
    return hashlib.sha256(json.dumps([key, sender]).encode()).hexdigest()


def _require_same_body(runtime: Runtime, shop: str, *, name: str, body: bytes) -> None:
    digest = hashlib.sha256(body).hexdigest()
    once = Once(kind=REQUEST, key=f"form|{name}", value=digest, replaces=digest, expires_at=runtime.clock() + LIFE)
    try:
        runtime.store.record(shop, once)
    except AlreadyRecorded:
        raise IdempotencyMismatch("this Idempotency-Key was used for another complaint: make a new one") from None


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
