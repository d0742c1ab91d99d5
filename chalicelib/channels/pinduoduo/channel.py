"""拼多多: after-sales of a shop, asked for by windows of time. https://open.pinduoduo.com"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Final

from pydantic_core import to_json

from chalicelib.channels.base import Channel, Features, Fetched, Outlets
from chalicelib.channels.documents import read_document
from chalicelib.channels.windows import total_of, window_at
from chalicelib.model.delivery import Delivery
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .api import ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, PAGE, PinduoduoApi
from .messages import read_message

LONGEST_WINDOW: Final = timedelta(minutes=30)


class PinduoduoChannel(Channel):
    name: ClassVar[str] = "pinduoduo"
    features: ClassVar[Features] = Features(
        title={"en": "Pinduoduo", "zh": "拼多多"},
        secrets=(CLIENT_SECRET, ACCESS_TOKEN),
        settings=(CLIENT_ID,),
        webhook=False,
        polled_every=timedelta(minutes=5),
    )

    def poll(self, cursor: str, account: ChannelAccount, outlets: Outlets) -> Fetched:
        window = window_at(cursor, now=outlets.now, longest=LONGEST_WINDOW)
        said = PinduoduoApi(account, outlets).refunds(window)
        items = tuple(to_json(one.fields) for one in said.children("refund_list"))
        return window.fetched(items, total=total_of(said, "total_count"), page_size=PAGE, now=outlets.now)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        message = read_message(read_document(delivery.body))
        return (message,) if message else ()
