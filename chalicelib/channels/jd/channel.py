"""京东: after-sales of a shop, asked for by windows of time. Experimental: see ``docs/channels/jd.md``."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Final

from pydantic_core import to_json

from chalicelib.channels.aftersales import OPENED, Pushed
from chalicelib.channels.base import EXPERIMENTAL, Channel, Features, Fetched, Outlets
from chalicelib.channels.documents import Document, read_document
from chalicelib.channels.open_platforms import china_moment
from chalicelib.channels.windows import total_of, window_at
from chalicelib.model.delivery import Delivery
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .api import ACCESS_TOKEN, APP_KEY, APP_SECRET, PAGE, JdApi

LONGEST_WINDOW: Final = timedelta(minutes=30)


class JdChannel(Channel):
    name: ClassVar[str] = "jd"
    features: ClassVar[Features] = Features(
        title={"en": "JD.com", "zh": "京东"},
        secrets=(APP_SECRET, ACCESS_TOKEN),
        settings=(APP_KEY, EXPERIMENTAL),
        webhook=False,
        experimental=True,
        polled_every=timedelta(minutes=5),
    )

    def poll(self, cursor: str, account: ChannelAccount, outlets: Outlets) -> Fetched:
        self.require_asked_for(account)
        window = window_at(cursor, now=outlets.now, longest=LONGEST_WINDOW)
        listed = JdApi(account, outlets).waiting_after_sales(window)
        items = tuple(to_json(one.fields) for one in listed.children("result"))
        return window.fetched(items, total=total_of(listed, "totalCount"), page_size=PAGE, now=outlets.now)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        return (_read(read_document(delivery.body)),)


def _read(told: Document) -> Inbound:
    """Only the number and the time are known; whatever else comes is shown. Raises ``MalformedPayload``."""
    number, order = told.required("afsServiceId"), told.text("orderId") or None
    pushed = Pushed(title=OPENED, platform="jd", order=order, number=number)
    message = pushed.as_message(external_id=number, sent_at=china_moment(told.text("afsApplyTime")))
    more = told.told("afsServiceId", "afsApplyTime", "orderId")
    return message.model_copy(update={"text": "\n".join(filter(None, (message.text, more)))})
