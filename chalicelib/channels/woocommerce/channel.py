"""WooCommerce webhooks.

https://woocommerce.com/document/webhooks/
https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php

Nothing is repeated, and more than five failures in a row switch the webhook off for good.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import ClassVar, Final

from chalicelib.channels.base import Answer, Channel, Features, Outlets, Request, Sent
from chalicelib.channels.contact import by_email
from chalicelib.channels.fields import Fields
from chalicelib.channels.marketplaces.reading import read_json
from chalicelib.channels.signing import hmac_base64, require_match
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.message import Inbound, ReplyAddress
from chalicelib.model.ports import ChannelAccount

from .orders import Order
from .sending import send_note
from .signature import decoded

SECRET: Final = "secret"  # noqa: S105 - the name of a secret
CONSUMER_KEY: Final = "consumer_key"
CONSUMER_SECRET: Final = "consumer_secret"  # noqa: S105 - the name of a secret
SITE_URL: Final = "site_url"
SIGNATURE: Final = "x-wc-webhook-signature"
TOPIC: Final = "x-wc-webhook-topic"
DELIVERY_ID: Final = "x-wc-webhook-delivery-id"

_PING: Final = re.compile(rb"webhook_id=[0-9]{1,20}")


class WooCommerceChannel(Channel):
    name: ClassVar[str] = "woocommerce"
    features: ClassVar[Features] = Features(
        title={"en": "WooCommerce", "zh": "WooCommerce 独立站"},
        secrets=(SECRET, CONSUMER_KEY, CONSUMER_SECRET),
        settings=(SITE_URL, "email_account"),
        replies=True,
        headers=(TOPIC, DELIVERY_ID),
    )

    def handshake(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer | None:
        """Saving a webhook posts its number, unsigned, and insists on 200. It says nothing, so it is not kept."""
        if SIGNATURE not in request.headers and _PING.fullmatch(request.body):
            return Answer()
        return super().handshake(request, account, now=now)

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        secrets = account.secret(SECRET)
        offered = request.headers.get(SIGNATURE, "")
        require_match(offered, [hmac_base64(decoded(secret), request.body) for secret in secrets])

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        if not delivery.headers.get(TOPIC, "").startswith("order."):
            read_json(Fields, delivery.body)
            return ()
        order = read_json(Order, delivery.body)
        if not order.complains():
            return ()
        message = order.as_inbound(delivery.headers.get(DELIVERY_ID, ""))
        return (message.model_copy(update={"reply_to": _way_back(order, message, account)}),)

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        (key, *_), (secret, *_) = account.secret(CONSUMER_KEY), account.secret(CONSUMER_SECRET)
        send_note(effect, outlets, site=account.setting(SITE_URL), key=key, secret=secret)
        return Sent()


def _way_back(order: Order, message: Inbound, account: ChannelAccount) -> ReplyAddress | None:
    """A note at the order when the account knows its shop, else the customer's mailbox."""
    if not account.settings.get(SITE_URL):
        return by_email(message.customer, account)
    return ReplyAddress(channel=WooCommerceChannel.name, account=account.account, recipient=order.id)
