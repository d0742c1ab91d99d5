"""Outbound webhooks: an endpoint of the user's own system, and one delivery to it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from .base import Instant, Word

TEST: Final = "webhook.test"
"""The type of the event that an admin sends to try an endpoint; it tells of no complaint."""


class EndpointState(StrEnum):
    ENABLED = "enabled"
    DISABLED = "disabled"


class Scope(StrEnum):
    """``masked`` hides personal data; ``personal`` sends it whole."""

    MASKED = "masked"
    PERSONAL = "personal"


class WebhookSecret(Word):
    """A secret's name in the parameter store; ``valid_until`` is set once a newer one takes its place."""

    name: str
    valid_until: Instant | None = None


class Endpoint(Word):
    """Where events go. ``types`` empty means every type.

    ``failing_since`` and ``failures`` count from the first failure after the last success; until ``resting_until``
    nothing is sent. ``version`` counts the writes. Secrets are here by name only, the newest first.
    """

    id: str
    shop: str
    url: str
    description: str = ""
    types: tuple[str, ...] = ()
    scope: Scope = Scope.MASKED
    secrets: tuple[WebhookSecret, ...]
    state: EndpointState = EndpointState.ENABLED
    disabled_because: str | None = None
    failing_since: Instant | None = None
    failures: int = 0
    resting_until: Instant | None = None
    created_at: Instant
    created_by: str
    version: int = 0

    @property
    def is_enabled(self) -> bool:
        return self.state is EndpointState.ENABLED


class WebhookState(StrEnum):
    """``held`` was not sent because the endpoint was disabled; a replay sends it."""

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    HELD = "held"


class WebhookDelivery(Word):
    """One event on its way to one endpoint. ``id`` is the event's, the ``webhook-id`` of every attempt and replay.

    The body is made from ``complaint`` and ``version`` when it is sent, so that no copy of it is kept.
    ``owed_since`` is where the schedule of retries begins; ``turn`` counts the writes.
    """

    id: str
    shop: str
    endpoint: str
    type: str
    complaint: str | None = None
    version: int | None = None
    occurred_at: Instant
    state: WebhookState = WebhookState.PENDING
    attempts: int = 0
    owed_since: Instant
    next_attempt_at: Instant
    attempted_at: Instant | None = None
    delivered_at: Instant | None = None
    response_status: int | None = None
    last_error: str | None = None
    replays: int = 0
    turn: int = 0

    @property
    def is_owed(self) -> bool:
        return self.state in (WebhookState.PENDING, WebhookState.SENDING)
