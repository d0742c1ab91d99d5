"""After-sales that shop platforms push. They carry numbers and no words of the buyer, so the text is made of what was
pushed and of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from chalicelib.model.errors import MalformedPayload
from chalicelib.model.flow import AfterSale, AfterSaleKind
from chalicelib.model.message import Customer, Inbound, OrderReference

OPENED: Final = "售后申请"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """``number`` is the after-sale's own; ``amount`` is in yuan, as it is to be read."""

    title: str
    platform: str
    order: str | None
    number: str | None
    kind: str | None = None
    amount: str | None = None
    reason_code: str | None = None

    def as_message(self, *, external_id: str | None, sent_at: datetime | None, is_authentic: bool = True) -> Inbound:
        """One conversation per after-sale. Raises ``MalformedPayload`` when it names neither itself nor its order."""
        if not (conversation := self.number or self.order):
            raise MalformedPayload("an after-sale without a number", fields=["order", "number"])
        return Inbound(
            text="\n".join(self._told()),
            customer=Customer(),
            external_id=external_id,
            sent_at=sent_at,
            order=OrderReference(number=self.order, platform=self.platform) if self.order else None,
            conversation=conversation,
            is_authentic=is_authentic,
            aftersale=AfterSale(number=self.number, kind=_MEANT.get(self.kind or ""), amount=sum_of(self.amount)),
        )

    def _told(self) -> Iterator[str]:
        yield f"{self.title}：{self.kind}" if self.kind else self.title
        labelled = (
            ("退款金额", f"{self.amount} 元" if self.amount else None),
            ("原因代码", self.reason_code),
            ("订单号", self.order),
            ("售后单号", self.number),
        )
        for label, value in labelled:
            if value:
                yield f"{label}：{value}"


_MEANT: Final[dict[str, AfterSaleKind]] = {
    "退货退款": "return",
    "仅退款": "refund_only",
    "退款": "refund_only",
    "发货前退款": "refund_only",
    "换货": "exchange",
    "维修": "repair",
    "补寄": "reship",
    "缺货补寄": "reship",
}
"""What the platforms' own words stand for."""


def sum_of(amount: str | None) -> Decimal | None:
    """A sum nobody can read is shown in the text, and is no sum."""
    try:
        read = Decimal(amount or "")
    except InvalidOperation:
        return None
    return read if read.is_finite() and read >= 0 else None


def kind_of(code: int | None, known: dict[int, str]) -> str | None:
    """A kind nobody has told us about is shown by its code."""
    return None if code is None else known.get(code, f"类型 {code}")
