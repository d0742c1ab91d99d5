"""Outbound webhooks as they are sent to us and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from chalicelib.model.webhook import EndpointState, Scope, WebhookState

from .shapes import Shape


class WebhookBody(Shape):
    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
    """``https``, port 443, on the public internet."""
    description: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    types: Annotated[tuple[str, ...], Field(max_length=50)] = ()
    """The event types wanted; all of them when empty."""
    scope: Scope = Scope.MASKED
    """``masked`` hides personal data, ``personal`` sends it whole."""
    enabled: bool = True


class ReplayBody(Shape):
    since: datetime
    """The first moment, with offset; the log goes back 30 days."""
    until: datetime
    only_missed: bool = True
    """Leaves out what the endpoint has taken."""
    cursor: str | None = None
    """The ``next`` of the answer before."""


class WebhookShape(Shape):
    """An endpoint; its secret is shown only when it is made."""

    id: str
    url: str
    description: str
    types: tuple[str, ...]
    scope: Scope
    state: EndpointState
    disabled_because: str | None
    failing_since: datetime | None
    failures: int
    resting_until: datetime | None
    created_at: datetime
    created_by: str
    old_secret_until: datetime | None
    """Until then the secret before signs as well."""


class NewSecretShape(WebhookShape):
    """An endpoint with its new secret, which is never shown again."""

    secret: str


class WebhooksShape(Shape):
    items: tuple[WebhookShape, ...]
    next: str | None = None


class WebhookDeliveryShape(Shape):
    id: str
    """The ``webhook-id``, the same at every attempt and replay."""
    type: str
    complaint: str | None
    version: int | None
    occurred_at: datetime
    state: WebhookState
    attempts: int
    replays: int
    next_attempt_at: datetime | None
    attempted_at: datetime | None
    delivered_at: datetime | None
    response_status: int | None
    last_error: str | None


class WebhookDeliveriesShape(Shape):
    items: tuple[WebhookDeliveryShape, ...]
    next: str | None


class WebhookDeliveryFileShape(WebhookDeliveryShape):
    """A delivery with its body as it would be sent now, personal data always masked; null when that is gone."""

    body: str | None
