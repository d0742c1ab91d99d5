"""What a push says. Only the opening of an after-sale and its escalations are complaints; its later states are not.

The platform pushes no words of the buyer, so the text is made of what it does push and of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Customer, Inbound, OrderReference

from .payload import AfterSale, Push, read_after_sale

PLATFORM: Final = "doudian"
OPENED: Final = "200"

_COMPLAINTS: Final = {
    OPENED: "售后申请",
    "212": "买家申请平台仲裁",
    "213": "平台要求商家举证",
    "217": "平台客服介入售后",
}
_TYPES: Final = {0: "退货退款", 1: "仅退款", 2: "发货前退款"}


def read_message(push: Push) -> Inbound | None:
    """Raises ``MalformedPayload``, also for an after-sale that names neither itself nor its order."""
    if push.tag not in _COMPLAINTS:
        return None
    sale = read_after_sale(push)
    if not (conversation := sale.aftersale_id or sale.p_id):
        raise MalformedPayload("an after-sale without a number", fields=["aftersale_id", "p_id"])
    return Inbound(
        text="\n".join(_told(push.tag, sale)),
        customer=Customer(),
        external_id=push.msg_id,
        sent_at=_happened_at(push.tag, sale),
        order=OrderReference(number=sale.p_id, platform=PLATFORM) if sale.p_id else None,
        conversation=conversation,
    )


def _happened_at(tag: str, sale: AfterSale) -> datetime | None:
    """``apply_time`` is when the after-sale was opened, whatever happened to it since."""
    times = (sale.apply_time, sale.update_time) if tag == OPENED else (sale.update_time, sale.apply_time)
    return times[0] or times[1]


def _told(tag: str, sale: AfterSale) -> Iterator[str]:
    kind = "" if sale.aftersale_type is None else _TYPES.get(sale.aftersale_type, f"类型 {sale.aftersale_type}")
    yield f"{_COMPLAINTS[tag]}：{kind}" if kind else _COMPLAINTS[tag]
    if sale.refund_amount is not None:
        yield f"退款金额：{sale.refund_amount // 100}.{sale.refund_amount % 100:02} 元"
    if sale.reason_code:
        yield f"原因代码：{sale.reason_code}"
    if sale.p_id:
        yield f"订单号：{sale.p_id}"
    if sale.aftersale_id:
        yield f"售后单号：{sale.aftersale_id}"
