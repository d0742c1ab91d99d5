"""Outbound webhooks: endpoints of the user's own systems, their secrets, the log, and replays."""

from __future__ import annotations

from typing import Any, Final

from chalice.app import Response

from chalicelib.desk.permissions import OVERSEERS
from chalicelib.model.errors import InvalidInput, NotFound
from chalicelib.model.identity import Role
from chalicelib.model.webhook import Endpoint, Scope, WebhookDelivery
from chalicelib.webhooks.administration import Wanted

from . import bodies
from .http import empty_answer, json_answer
from .lists import PAGING, cursor_of, limit_of
from .operations import Call, Operations
from .webhook_shapes import (
    NewSecretShape,
    ReplayBody,
    WebhookBody,
    WebhookDeliveriesShape,
    WebhookDeliveryFileShape,
    WebhookDeliveryShape,
    WebhookShape,
    WebhooksShape,
)

blueprint = Operations(__name__)
TAG: Final = "Webhooks"
ADMINS: Final = frozenset({Role.ADMIN})


@blueprint.operation(
    "GET",
    "/v1/webhooks",
    summary="Endpoints that are told of every change",
    tag=TAG,
    answers={200: WebhooksShape},
    roles=OVERSEERS,
)
def get_webhooks(call: Call[Any]) -> Response:
    found = call.runtime.endpoints.of(call.principal.shop)
    return json_answer(WebhooksShape(items=tuple(WebhookShape(**_endpoint(call, one)) for one in found)))


@blueprint.operation(
    "POST",
    "/v1/webhooks",
    summary="Add an endpoint",
    tag=TAG,
    body=WebhookBody,
    answers={201: NewSecretShape},
    roles=ADMINS,
)
def create_webhook(call: Call[WebhookBody]) -> Response:
    """The secret is in this answer and nowhere else: keep it."""
    endpoint, secret = call.runtime.webhooks.create(_wanted(call), by=call.principal)
    return json_answer(NewSecretShape(**_endpoint(call, endpoint), secret=secret), status=201)


@blueprint.operation(
    "GET",
    "/v1/webhooks/{endpoint}",
    summary="One endpoint, and how it fares",
    tag=TAG,
    answers={200: WebhookShape},
    roles=OVERSEERS,
)
def get_webhook(call: Call[Any], endpoint: str) -> Response:
    return _shown(call, call.runtime.endpoints.get(call.principal.shop, endpoint))


@blueprint.operation(
    "PUT",
    "/v1/webhooks/{endpoint}",
    summary="Change, disable or enable it",
    tag=TAG,
    body=WebhookBody,
    answers={200: WebhookShape},
    faults=(409,),
    roles=ADMINS,
)
def put_webhook(call: Call[WebhookBody], endpoint: str) -> Response:
    """Enabling forgets earlier failures; what was held meanwhile is sent by a replay."""
    return _shown(call, call.runtime.webhooks.change(endpoint, _wanted(call), by=call.principal))


@blueprint.operation(
    "DELETE",
    "/v1/webhooks/{endpoint}",
    summary="Remove it with its secrets",
    tag=TAG,
    answers={204: None},
    faults=(409,),
    roles=ADMINS,
)
def delete_webhook(call: Call[Any], endpoint: str) -> Response:
    call.runtime.webhooks.delete(endpoint, by=call.principal)
    return empty_answer()


@blueprint.operation(
    "POST",
    "/v1/webhooks/{endpoint}/rotate-secret",
    summary="A new secret",
    tag=TAG,
    body=bodies.EmptyBody,
    answers={200: NewSecretShape},
    roles=ADMINS,
)
def rotate_webhook_secret(call: Call[bodies.EmptyBody], endpoint: str) -> Response:
    """For a day every event carries a signature by the old one, too."""
    rotated, secret = call.runtime.webhooks.rotate_secret(endpoint, by=call.principal)
    return json_answer(NewSecretShape(**_endpoint(call, rotated), secret=secret))


@blueprint.operation(
    "POST",
    "/v1/webhooks/{endpoint}/test",
    summary="Send it an event that tells of nothing",
    tag=TAG,
    body=bodies.EmptyBody,
    answers={202: WebhookDeliveryShape},
    roles=ADMINS,
)
def test_webhook(call: Call[bodies.EmptyBody], endpoint: str) -> Response:
    """Goes out within a moment; its delivery says what the endpoint answered."""
    return _accepted(call.runtime.webhooks.test(endpoint, by=call.principal))


@blueprint.operation(
    "GET",
    "/v1/webhooks/{endpoint}/deliveries",
    summary="What was sent to it, newest first",
    tag=TAG,
    answers={200: WebhookDeliveriesShape},
    parameters=PAGING,
    roles=OVERSEERS,
)
def get_webhook_deliveries(call: Call[Any], endpoint: str) -> Response:
    shop = call.principal.shop
    page = call.runtime.webhook_deliveries.page(
        shop, endpoint, limit=limit_of(call.query), cursor=cursor_of(call.query)
    )
    if not page.items:
        call.runtime.endpoints.get(shop, endpoint)
    items = tuple(WebhookDeliveryShape(**_delivery(one)) for one in page.items)
    return json_answer(WebhookDeliveriesShape(items=items, next=page.next))


@blueprint.operation(
    "GET",
    "/v1/webhooks/{endpoint}/deliveries/{delivery}",
    summary="One delivery with its body, masked",
    tag=TAG,
    answers={200: WebhookDeliveryFileShape},
    roles=OVERSEERS,
)
def get_webhook_delivery(call: Call[Any], endpoint: str, delivery: str) -> Response:
    shop = call.principal.shop
    target = call.runtime.endpoints.get(shop, endpoint).model_copy(update={"scope": Scope.MASKED})
    found = call.runtime.webhook_deliveries.get(shop, endpoint, delivery)
    try:
        body = call.runtime.posting.body(found, target).decode()
    except NotFound:
        body = None
    return json_answer(WebhookDeliveryFileShape(**_delivery(found), body=body))


@blueprint.operation(
    "POST",
    "/v1/webhooks/{endpoint}/deliveries/{delivery}/replay",
    summary="Send one again",
    tag=TAG,
    body=bodies.EmptyBody,
    answers={202: WebhookDeliveryShape},
    roles=ADMINS,
)
def replay_webhook_delivery(call: Call[bodies.EmptyBody], endpoint: str, delivery: str) -> Response:
    """Under the same ``webhook-id``. What is still owed stays as it is."""
    return _accepted(call.runtime.webhooks.replay(endpoint, delivery, by=call.principal))


@blueprint.operation(
    "POST",
    "/v1/webhooks/{endpoint}/replay",
    summary="Send a time again",
    tag=TAG,
    body=ReplayBody,
    answers={202: WebhookDeliveriesShape},
    roles=ADMINS,
)
def replay_webhooks(call: Call[ReplayBody], endpoint: str) -> Response:
    """A hundred events at once, oldest first; call again with the answer's ``next`` as ``cursor`` until it is null."""
    sent = call.content
    if sent.since.tzinfo is None or sent.until.tzinfo is None:
        raise InvalidInput("a time has no offset", fields={"since": "for example 2026-11-30T18:00:00+08:00"})
    page = call.runtime.webhooks.replay_range(
        endpoint,
        first=sent.since,
        last=sent.until,
        only_missed=sent.only_missed,
        cursor=sent.cursor,
        by=call.principal,
    )
    items = tuple(WebhookDeliveryShape(**_delivery(one)) for one in page.items)
    return json_answer(WebhookDeliveriesShape(items=items, next=page.next), status=202)


def _wanted(call: Call[WebhookBody]) -> Wanted:
    return Wanted(**call.content.model_dump())


def _shown(call: Call[Any], endpoint: Endpoint) -> Response:
    return json_answer(WebhookShape(**_endpoint(call, endpoint)))


def _accepted(delivery: WebhookDelivery) -> Response:
    return json_answer(WebhookDeliveryShape(**_delivery(delivery)), status=202)


def _endpoint(call: Call[Any], endpoint: Endpoint) -> dict[str, Any]:
    shown = endpoint.model_dump(exclude={"shop", "secrets", "version"})
    now = call.runtime.clock()
    old = [one.valid_until for one in endpoint.secrets if one.valid_until and one.valid_until > now]
    return shown | {"old_secret_until": max(old, default=None)}


def _delivery(delivery: WebhookDelivery) -> dict[str, Any]:
    shown = delivery.model_dump(exclude={"shop", "endpoint", "owed_since", "turn"})
    return shown if delivery.is_owed else shown | {"next_attempt_at": None}
