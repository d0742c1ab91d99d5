"""Answers as order notes for the customer: the shop sends each of them by mail.

https://woocommerce.github.io/woocommerce-rest-api-docs/#create-an-order-note
https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication-over-https
"""

from __future__ import annotations

import base64
from typing import Final
from urllib.parse import quote

from pydantic_core import to_json

from chalicelib.channels.base import Outlets
from chalicelib.model.effect import Effect
from chalicelib.model.errors import ConfigurationError, Undeliverable, Upstream

_FOR_GOOD: Final = {400: "the shop does not take the note", 404: "the shop does not know the order"}


def send_note(effect: Effect, outlets: Outlets, *, site: str, key: str, secret: str) -> None:
    """Raises ``Upstream`` or ``Undeliverable``. The address is the account's, never one that a webhook named."""
    if not site.startswith("https://"):
        raise ConfigurationError("site_url of a WooCommerce account has to start with https://")
    url = f"{site.rstrip('/')}/wp-json/wc/v3/orders/{quote(effect.to.recipient, safe='')}/notes"
    login = base64.b64encode(f"{key}:{secret}".encode()).decode("ascii")
    headers = {"content-type": "application/json", "authorization": f"Basic {login}"}
    body = to_json({"note": effect.text, "customer_note": True})
    status = outlets.http.request("POST", url, headers=headers, body=body).status
    if 200 <= status < 300:
        return
    if status in _FOR_GOOD:
        raise Undeliverable(_FOR_GOOD[status], status=status)
    raise Upstream(f"the shop answered {status}", status=status)
