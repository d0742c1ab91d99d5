"""Shopify webhooks over HTTPS.

https://shopify.dev/docs/apps/build/webhooks/subscribe/https

The signature covers the body and no header, so the topic is trusted only as far as the connection is. Shopify has no
API that writes to a buyer: an answer goes by e-mail where the body tells the address.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from chalicelib.channels.base import Channel, Features, Request
from chalicelib.channels.contact import by_email
from chalicelib.channels.fields import Fields
from chalicelib.channels.marketplaces.reading import iso_moment, read_json
from chalicelib.channels.signing import hmac_base64, require_match
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .headers import HMAC, KEPT, TOPIC, TRIGGERED_AT, WEBHOOK_ID, said
from .telling import PRIVACY, TOPICS

CLIENT_SECRET: Final = "client_secret"  # noqa: S105 - the name of a secret


class ShopifyChannel(Channel):
    name: ClassVar[str] = "shopify"
    features: ClassVar[Features] = Features(
        title={"en": "Shopify", "zh": "Shopify 独立站"},
        secrets=(CLIENT_SECRET,),
        settings=("email_account",),
        headers=KEPT,
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        """After a rotation the platform signs with the old secret for up to an hour: both belong in the list."""
        secrets = account.secret(CLIENT_SECRET)
        if not request.body:
            raise SignatureInvalid("a webhook has a body")
        require_match(said(request.headers, HMAC), [hmac_base64(secret, request.body) for secret in secrets])

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        """The webhook's id is the same when it is repeated, whereas a return or dispute keeps its own when it moves."""
        topic = said(delivery.headers, TOPIC).lower()
        if topic not in TOPICS:
            read_json(Fields, delivery.body)
            return ()
        message = TOPICS[topic](delivery.body).as_inbound()
        return (
            message.model_copy(
                update={
                    "external_id": said(delivery.headers, WEBHOOK_ID) or None,
                    "sent_at": message.sent_at or iso_moment(said(delivery.headers, TRIGGERED_AT)),
                    "reply_to": None if topic in PRIVACY else by_email(message.customer, account),
                }
            ),
        )
