"""What an event says. The opening of an after-sale is a complaint; its later states and orders are not."""

from __future__ import annotations

from typing import Final

from chalicelib.channels.aftersales import OPENED, Pushed, kind_of
from chalicelib.model.message import Inbound

from .payload import Event, read_refund

_OPENING: Final = "kwaishop_aftersales_addRefund"
_KINDS: Final = {1: "退货退款", 3: "换货", 4: "补寄", 5: "维修", 10: "仅退款"}


def read_message(event: Event) -> Inbound | None:
    """Raises ``MalformedPayload``."""
    if event.event != _OPENING or event.is_test:
        return None
    refund = read_refund(event)
    pushed = Pushed(
        title=OPENED,
        platform="kuaishou_shop",
        order=refund.order_id,
        number=refund.refund_id,
        kind=kind_of(refund.handling_way, _KINDS),
    )
    return pushed.as_message(external_id=event.event_id, sent_at=refund.created_at or event.created_at)
