"""The envelope of a push, and reverse orders.

https://open.lazada.com/apps/doc/doc?nodeId=29526&docId=120168
"""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.fields import Fields, Line
from chalicelib.channels.marketplaces.reading import order_of, plain_facts, read_data, told, unix_moment
from chalicelib.model.message import Customer, Inbound

PLATFORM: Final = "lazada"
ORDERS: Final = 0

_NOTHING: Final = frozenset({None, "null", "0"})
_TOLD: Final = frozenset({"reverse_order_id", "trade_order_id", "status_update_time"})


class Push(Fields):
    """``timestamp`` is in seconds or milliseconds, by kind; ``seller_id`` may be the word ``null`` and is not read."""

    message_type: int
    timestamp: int | None = None
    site: Line = None
    data: Any = None


class OrderChange(Fields):
    """A change of an order, or of its reverse order when it names one."""

    trade_order_id: Line = None
    trade_order_line_id: Line = None
    order_status: Line = None
    reverse_order_id: Line = None
    reverse_order_line_id: Line = None
    status_update_time: int | None = None

    def complains(self) -> bool:
        return self.reverse_order_id not in _NOTHING

    def name(self) -> str:
        """A line that takes a status at a moment: pushes have no id, and come at least once."""
        moment = None if self.status_update_time is None else str(self.status_update_time)
        parts = (self.reverse_order_id, self.reverse_order_line_id, self.order_status, moment)
        return ":".join(filter(None, parts))


def read_order(push: Push) -> Inbound | None:
    change = read_data(OrderChange, push.data)
    if not change.complains():
        return None
    order = None if change.trade_order_id in _NOTHING else change.trade_order_id
    headline = f"Reverse order {change.reverse_order_id}" + (f" of order {order}." if order else ".")
    return Inbound(
        text=told(headline, **plain_facts(push.data, without=_TOLD), marketplace=push.site),
        customer=Customer(),
        order=order_of(order, PLATFORM),
        external_id=change.name(),
        sent_at=unix_moment(change.status_update_time) or unix_moment(push.timestamp),
        conversation=f"order:{order}" if order else f"reverse:{change.reverse_order_id}",
    )
