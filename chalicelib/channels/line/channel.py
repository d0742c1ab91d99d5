"""LINE Official Account, by the Messaging API.

https://developers.line.biz/en/docs/messaging-api/receiving-messages/
https://developers.line.biz/en/reference/messaging-api/#signature-validation
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from chalicelib.channels.base import Channel, Features, Outlets, Request, Sent
from chalicelib.channels.signing import any_is, hmac_base64
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.errors import SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .messages import read_messages
from .sending import push_text

CHANNEL_SECRET: Final = "channel_secret"  # noqa: S105 - the name of a secret
ACCESS_TOKEN: Final = "access_token"  # noqa: S105 - the name of a secret
SIGNATURE: Final = "x-line-signature"


class LineChannel(Channel):
    name: ClassVar[str] = "line"
    features: ClassVar[Features] = Features(
        title={"en": "LINE", "zh": "LINE"}, secrets=(CHANNEL_SECRET, ACCESS_TOKEN), replies=True, choices=True
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        """The signature has no clock; a replayed event is known by its id."""
        expected = [hmac_base64(secret, request.body) for secret in account.secret(CHANNEL_SECRET)]
        if not any_is(request.headers.get(SIGNATURE, ""), expected):
            raise SignatureInvalid("the signature does not fit the channel secret")

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        return read_messages(delivery.body, channel=self.name, account=account.account)

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        access_token, *_ = account.secret(ACCESS_TOKEN)
        return Sent(reference=push_text(effect, outlets, access_token=access_token))
