"""What an after-sale says: one that the shop has to do something about is a complaint, one that is over is not."""

from __future__ import annotations

from typing import Final

from chalicelib.channels.aftersales import OPENED, Pushed
from chalicelib.channels.documents import Document
from chalicelib.channels.open_platforms import china_moment
from chalicelib.model.message import Inbound

_OVER: Final = frozenset({"0", "5", "9", "10", "11", "12", "13", "16", "17", "24", "25"})
"""None, refunded by the platform, closed, refunded, withdrawn by the buyer, lapsed, exchanged, repaired."""
_KINDS: Final = {"2": "仅退款", "3": "退货退款", "4": "换货", "5": "缺货补寄", "6": "维修"}


def read_message(told: Document) -> Inbound | None:
    """Nothing that changes with its state is told, so that a later state is the same message. Raises
    ``MalformedPayload``.
    """
    number = told.required("id")
    if told.text("after_sales_status") in _OVER:
        return None
    kind = told.text("after_sales_type")
    pushed = Pushed(
        title=OPENED,
        platform="pinduoduo",
        order=told.text("order_sn") or None,
        number=number,
        kind=_KINDS.get(kind, f"类型 {kind}") if kind else None,
        amount=told.text("refund_amount") or None,
    )
    message = pushed.as_message(external_id=number, sent_at=china_moment(told.text("created_time")))
    labelled = (("售后原因", told.text("after_sale_reason")), ("商品", told.text("goods_name")))
    words = [f"{label}：{text}" for label, text in labelled if text]
    return message.model_copy(update={"text": "\n".join((*words, message.text))})
