"""TikTok Shop webhooks.

https://partner.tiktokshop.com/docv2/page/tts-webhooks-overview
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from chalicelib.channels.base import Channel, Features, Request
from chalicelib.channels.marketplaces import app_push
from chalicelib.channels.marketplaces.reading import read_json
from chalicelib.model.delivery import Delivery
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .payload import CANCELLATION, MESSAGES, RETURN, Push, read_claim, read_message


class TikTokShopChannel(Channel):
    name: ClassVar[str] = "tiktok_shop"
    features: ClassVar[Features] = Features(
        title={"en": "TikTok Shop", "zh": "TikTok Shop 跨境店"},
        secrets=(app_push.APP_SECRET,),
        settings=(app_push.APP_KEY,),
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        app_push.verify(request, account)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        push = read_json(Push, delivery.body)
        if push.type in (CANCELLATION, RETURN):
            return (read_claim(push),)
        message = read_message(push) if push.type in MESSAGES else None
        return () if message is None else (message,)
