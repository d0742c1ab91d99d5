"""Lazada Open Platform push (LPM).

https://open.lazada.com/apps/doc/doc?nodeId=29526&docId=120168

The platform waits half a second, so the acknowledgement is as short as can be.
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

from .payload import ORDERS, Push, read_order


class LazadaChannel(Channel):
    name: ClassVar[str] = "lazada"
    features: ClassVar[Features] = Features(
        title={"en": "Lazada", "zh": "来赞达 Lazada"}, secrets=(app_push.APP_SECRET,), settings=(app_push.APP_KEY,)
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        app_push.verify(request, account)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        push = read_json(Push, delivery.body)
        message = read_order(push) if push.message_type == ORDERS else None
        return () if message is None else (message,)
