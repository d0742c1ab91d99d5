"""What a Shopify webhook says in its headers.

https://shopify.dev/docs/apps/build/webhooks/subscribe/https

Deliveries of "events" use names without the ``x-`` in front; the older ones are read where those are absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TOPIC: Final = "topic"
HMAC: Final = "hmac-sha256"
WEBHOOK_ID: Final = "webhook-id"
TRIGGERED_AT: Final = "triggered-at"

KEPT: Final = tuple(f"{mark}shopify-{name}" for name in (TOPIC, WEBHOOK_ID, TRIGGERED_AT) for mark in ("", "x-"))


def said(headers: Mapping[str, str], name: str) -> str:
    return headers.get(f"shopify-{name}") or headers.get(f"x-shopify-{name}", "")
