"""The pushed JSON: ``[{"msgTag": "…", "sellerId": "…", "data": "<JSON in a string>"}]``. The opening of an after-sale
is a complaint; nothing else is.

Shape and tags after https://github.com/zsmhub/xhs-sdk
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import AwareDatetime, Field

from chalicelib.channels.aftersales import OPENED, Pushed, kind_of
from chalicelib.channels.fields import Fields, Line
from chalicelib.channels.pushes import decoded, shaped
from chalicelib.model.message import Inbound

UNPROVEN: Final = "the platform's signature cannot be checked: look at the after-sale in 小红书 before acting"

_OPENING: Final = "msg_after_sale_create"
_KINDS: Final = {1: "退货退款", 2: "换货", 3: "仅退款", 4: "仅退款", 5: "发货前退款"}


class Push(Fields):
    """``data`` stays unread until the tag is known to be ours."""

    tag: str = Field(alias="msgTag")
    data: Any = None


class AfterSale(Fields):
    """``updateTime`` is in unix milliseconds. The platform gives a push no id; what changed when is one."""

    returns_id: Line = Field(None, alias="returnsId")
    order_id: Line = Field(None, alias="orderId")
    return_type: int | None = Field(None, alias="returnType")
    refund_fee: Line = Field(None, alias="refundFee")
    updated_at: AwareDatetime | None = Field(None, alias="updateTime")

    @property
    def identity(self) -> str | None:
        if not self.returns_id or self.updated_at is None:
            return None
        return f"{self.returns_id}:{round(self.updated_at.timestamp() * 1000)}"


def read_pushes(body: bytes) -> tuple[Push, ...]:
    """Raises ``MalformedPayload``."""
    document = decoded(body)
    return tuple(shaped(Push, each) for each in (document if isinstance(document, list) else [document]))


def read_message(push: Push) -> Inbound | None:
    """Raises ``MalformedPayload``."""
    if push.tag != _OPENING:
        return None
    sale = shaped(AfterSale, push.data)
    pushed = Pushed(
        title=OPENED,
        platform="xiaohongshu",
        order=sale.order_id,
        number=sale.returns_id,
        kind=kind_of(sale.return_type, _KINDS),
        amount=sale.refund_fee,
    )
    message = pushed.as_message(external_id=sale.identity, sent_at=sale.updated_at, is_authentic=False)
    return message.model_copy(update={"notes": (UNPROVEN,)})
