"""What a push says. Only the opening of an after-sale and its escalations are complaints; its later states are not."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chalicelib.channels.aftersales import OPENED, Pushed, kind_of
from chalicelib.model.message import Inbound

from .payload import AfterSale, Push, read_after_sale

_OPENING: Final = "200"
_COMPLAINTS: Final = {
    _OPENING: OPENED,
    "212": "买家申请平台仲裁",
    "213": "平台要求商家举证",
    "217": "平台客服介入售后",
}
_KINDS: Final = {0: "退货退款", 1: "仅退款", 2: "发货前退款"}


def read_message(push: Push) -> Inbound | None:
    """Raises ``MalformedPayload``."""
    if push.tag not in _COMPLAINTS:
        return None
    sale = read_after_sale(push)
    pushed = Pushed(
        title=_COMPLAINTS[push.tag],
        platform="doudian",
        order=sale.p_id,
        number=sale.aftersale_id,
        kind=kind_of(sale.aftersale_type, _KINDS),
        amount=_yuan(sale.refund_amount),
        reason_code=sale.reason_code,
    )
    return pushed.as_message(external_id=push.msg_id, sent_at=_happened_at(push.tag, sale))


def _happened_at(tag: str, sale: AfterSale) -> datetime | None:
    """``apply_time`` is when the after-sale was opened, whatever happened to it since."""
    times = (sale.apply_time, sale.update_time) if tag == _OPENING else (sale.update_time, sale.apply_time)
    return times[0] or times[1]


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else f"{fen // 100}.{fen % 100:02}"
