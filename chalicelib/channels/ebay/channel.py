"""eBay's Notification API.

https://developer.ebay.com/api-docs/commerce/notification/overview.html
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from pydantic_core import to_json

from chalicelib.channels.base import Answer, Channel, Features, Request
from chalicelib.channels.marketplaces.reading import read_json
from chalicelib.model.delivery import Delivery
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .payload import Envelope, read_notification
from .signature import challenge_response, verify

VERIFICATION_TOKEN: Final = "verification_token"  # noqa: S105 - the name of a secret
PUBLIC_KEYS: Final = "public_keys"
ENDPOINT: Final = "endpoint"


class EbayChannel(Channel):
    name: ClassVar[str] = "ebay"
    features: ClassVar[Features] = Features(
        title={"en": "eBay", "zh": "eBay 易贝"}, secrets=(VERIFICATION_TOKEN, PUBLIC_KEYS), settings=(ENDPOINT,)
    )

    def handshake(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer | None:
        """Saving an endpoint sends a challenge, which only a holder of the verification token can answer."""
        code = request.query.get("challenge_code", "")
        if request.method != "GET" or not code:
            return super().handshake(request, account, now=now)
        token, *_ = account.secret(VERIFICATION_TOKEN)
        response = challenge_response(code, token=token, endpoint=account.setting(ENDPOINT))
        return Answer(body=to_json({"challengeResponse": response}).decode(), content_type="application/json")

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        verify(request.headers.get("x-ebay-signature", ""), request.body, keys=account.secret(PUBLIC_KEYS))

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        message = read_notification(read_json(Envelope, delivery.body))
        return () if message is None else (message,)

    def acknowledge(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer:
        return Answer(status=204)

    def reject(self) -> Answer:
        return Answer(status=412)
