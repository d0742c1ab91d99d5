"""The stream handed to ``publish_changes``, and an endpoint that hears of it."""

from __future__ import annotations

import json
from typing import Any

from chalicelib import runtime
from chalicelib.model.complaint import Complaint
from chalicelib.model.ports import HttpAnswer
from chalicelib.model.webhook import Endpoint, WebhookDelivery
from chalicelib.webhooks.administration import Wanted
from chalicelib.workers.changes import publish_changes
from tests.support.world import ADMIN, SHOP, World
from tests.workers.events import failed, rows_event

URL = "https://hooks.merchant.example/huiyin"


def endpoint(world: World, **wanted: Any) -> Endpoint:
    made, _ = world.runtime.webhooks.create(Wanted(url=URL, **wanted), by=ADMIN)
    return made


def publish(world: World, complaint: Complaint) -> None:
    stream(world, f"C#{SHOP}#{complaint.id}")


def stream(world: World, partition: str, *, event_name: str = "INSERT") -> None:
    runtime.install(world.runtime)
    assert failed(publish_changes(rows_event(world, partition, event_name=event_name))) == []


def deliveries(world: World, to: Endpoint) -> list[WebhookDelivery]:
    """Oldest first."""
    page = world.runtime.webhook_deliveries.page(SHOP, to.id, limit=100, descending=False)
    return list(page.items)


def answering(world: World, status: int, **headers: str) -> None:
    world.public_http.answer = lambda _method, _url: HttpAnswer(status, b"", headers)


def heard(world: World) -> list[dict[str, Any]]:
    return [json.loads(body) for _, _, body in world.public_http.calls]


def present(world: World, to: Endpoint) -> Endpoint:
    return world.runtime.endpoints.get(SHOP, to.id)
