"""Shopee Open Platform push.

https://open.shopee.com/developer-guide/18

Signed over the callback URL as it is registered and the raw body. Anything in the body of the acknowledgement counts as
a failure there.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from chalicelib.channels.base import Channel, Features, Request
from chalicelib.channels.marketplaces.reading import read_json
from chalicelib.channels.signing import hmac_hex, require_match
from chalicelib.model.delivery import Delivery
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .payload import RETURN_UPDATE, WEBCHAT, Push, read_chat, read_return

PARTNER_KEY: Final = "partner_key"
CALLBACK_URL: Final = "callback_url"


class ShopeeChannel(Channel):
    name: ClassVar[str] = "shopee"
    features: ClassVar[Features] = Features(
        title={"en": "Shopee", "zh": "虾皮 Shopee"}, secrets=(PARTNER_KEY,), settings=(CALLBACK_URL,)
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        content = f"{account.setting(CALLBACK_URL)}|".encode() + request.body
        keys = account.secret(PARTNER_KEY)
        require_match(request.headers.get("authorization", ""), [hmac_hex(key, content) for key in keys])

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        push = read_json(Push, delivery.body)
        if push.code == RETURN_UPDATE:
            return (read_return(push),)
        message = read_chat(push) if push.code == WEBCHAT else None
        return () if message is None else (message,)
