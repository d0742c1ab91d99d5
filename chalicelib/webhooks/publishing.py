"""From a commit to the deliveries it owes: one row for each endpoint that asked for it. Called by the table's stream,
so no commit waits for it; a record that comes twice is recorded once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.model.event import Event
from chalicelib.model.identity import Clock
from chalicelib.model.webhook import Endpoint, WebhookDelivery, WebhookState
from chalicelib.store import Endpoints, WebhookDeliveries

from .types import event_id, names


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    endpoints: Endpoints
    deliveries: WebhookDeliveries
    clock: Clock

    def publish(self, shop: str, events: Sequence[Event]) -> int:
        """How many endpoints will hear of this change."""
        told = names(events)
        wanting = [one for one in self.endpoints.of(shop) if _wants(one, told)]
        for endpoint in wanting:
            self.deliveries.record(self._delivery(endpoint, events[0], told[0]))
        return len(wanting)

    def _delivery(self, endpoint: Endpoint, event: Event, kind: str) -> WebhookDelivery:
        now = self.clock()
        return WebhookDelivery(
            id=event_id(event),
            shop=endpoint.shop,
            endpoint=endpoint.id,
            type=kind,
            complaint=event.complaint,
            version=event.version,
            occurred_at=event.at,
            state=WebhookState.PENDING if endpoint.is_enabled else WebhookState.HELD,
            owed_since=now,
            next_attempt_at=now,
        )


def _wants(endpoint: Endpoint, told: Sequence[str]) -> bool:
    """No choice is every type. Changes from before the endpoint was made may still come by, and are not left out."""
    return not endpoint.types or not set(endpoint.types).isdisjoint(told)
