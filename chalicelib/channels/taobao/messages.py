"""What a message says. The opening of a refund is a complaint; its later states, reviews and orders are not.

Topics: https://open.taobao.com (消息服务, 退款)
"""

from __future__ import annotations

from typing import Final

from chalicelib.channels.aftersales import OPENED, Pushed
from chalicelib.channels.documents import Document, read_document
from chalicelib.channels.open_platforms import china_moment
from chalicelib.model.message import Customer, Inbound

_OPENING: Final = "taobao_refund_RefundCreated"
_KINDS: Final = {"refund_bill": "退款", "return_bill": "退货退款", "replace_bill": "换货"}


def read_message(told: Document) -> Inbound | None:
    """Raises ``MalformedPayload``."""
    if told.required("topic") != _OPENING:
        return None
    refund = read_document(told.required("content").encode("utf-8", "replace"))
    bill = refund.text("bill_type")
    pushed = Pushed(
        title=OPENED,
        platform="taobao",
        order=refund.text("tid") or None,
        number=refund.text("refund_id") or None,
        kind=_KINDS.get(bill, bill) or None,
        amount=refund.text("refund_fee") or None,
    )
    sent_at = china_moment(refund.text("modified")) or china_moment(told.text("pub_time"))
    message = pushed.as_message(external_id=told.required("id"), sent_at=sent_at)
    buyer = Customer(id=refund.text("buyer_open_uid") or None, name=refund.text("buyer_nick") or None)
    return message.model_copy(update={"customer": buyer})


def with_words(message: Inbound, refund: Document) -> Inbound:
    """The buyer's own words before the numbers."""
    told = (
        ("", refund.text("desc")),
        ("退款原因：", refund.text("reason")),
        ("商品：", refund.text("title")),
    )
    words = [f"{label}{text}" for label, text in told if text]
    return message.model_copy(update={"text": "\n".join((*words, message.text))})
