"""A complaint as the API tells it: its details, and what was said afterwards.

https://pay.weixin.qq.com/doc/v3/merchant/4012533434
https://pay.weixin.qq.com/doc/v3/merchant/4012533439
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, TypeVar

from pydantic import BeforeValidator, Field

from chalicelib.channels.contact import normalise_phone
from chalicelib.channels.fields import ChinaTime, Fields, Line
from chalicelib.model.message import Customer, Inbound, OrderReference, ReplyAddress

MCHID: Final = "mchid"

_LABELS: Final = {
    "USER_RESPONSE": "",
    "USER_CONTINUE_COMPLAINT": "",
    "USER_REVOKE_COMPLAINT": "[用户撤诉]",
    "USER_COMFIRM_COMPLAINT": "[用户确认投诉解决]",  # spelled by the platform
    "USER_APPLY_PLATFORM_HELP": "[用户申请平台协助]",
    "USER_APPLY_PLATFORM_SERVICE": "[用户申请平台协助]",
    "USER_CANCEL_PLATFORM_SERVICE": "[用户取消平台协助]",
    "PLATFORM_RESPONSE": "[平台留言]",
    "PLATFORM_HELP_APPLICATION": "[平台催办]",
}
_NOTHING_NEW: Final = frozenset({"USER_CREATE_COMPLAINT", "USER_SUBMIT_SATISFACTION"})


_One = TypeVar("_One")
Many = Annotated[Sequence[_One], BeforeValidator(lambda value: () if value is None else value)]
"""A list that may be null."""


class Material(Fields):
    media_url: Many[str] = ()


class PaidOrder(Fields):
    transaction_id: Line = None
    out_trade_no: Line = None


class Detail(Fields):
    complaint_id: str = Field(min_length=1)
    complaint_time: ChinaTime = None
    complaint_detail: str | None = None
    problem_description: Line = None
    complainted_mchid: Line = None
    payer_openid: Line = None
    payer_phone: Line = Field(default=None, repr=False)
    complaint_order_info: Many[PaidOrder] = ()
    complaint_media_list: Many[Material] = ()
    apply_refund_amount: int | None = None
    need_immediate_service: bool | None = None
    user_tag_list: Many[str] = ()


class Entry(Fields):
    """One step of the negotiation."""

    log_id: str = Field(min_length=1)
    operate_type: str
    operate_time: ChinaTime = None
    operate_details: str | None = None
    image_list: Many[str] = ()

    @property
    def says_something(self) -> bool:
        """The customer or the platform did something; the merchant's own words and receipts are left out."""
        kind = self.operate_type
        return (
            kind.startswith(("USER_", "PLATFORM_"))
            and kind not in _NOTHING_NEW
            and not kind.endswith("_SYSTEM_MESSAGE")
        )


class History(Fields):
    data: Many[Entry] = ()


def first_message(detail: Detail, *, phone: str | None, channel: str, account: str) -> Inbound:
    """The complaint itself. Amounts are in fen."""
    return Inbound(
        text=(detail.complaint_detail or "").strip() or detail.problem_description or "[微信支付投诉]",
        subject=detail.problem_description,
        customer=Customer(id=detail.payer_openid, phone=normalise_phone(phone) if phone else None),
        external_id=detail.complaint_id,
        sent_at=detail.complaint_time,
        order=_order(detail.complaint_order_info),
        conversation=detail.complaint_id,
        reply_to=reply_address(detail.complaint_id, detail.complainted_mchid, channel=channel, account=account),
        notes=tuple(_notes(detail)),
    )


def later_message(entry: Entry, first: Inbound) -> Inbound:
    label = _LABELS.get(entry.operate_type, f"[{entry.operate_type}]")
    said = " ".join(filter(None, (label, (entry.operate_details or "").strip())))
    return first.model_copy(
        update={
            "text": said or f"[{entry.operate_type}]",
            "subject": None,
            "external_id": entry.log_id,
            "sent_at": entry.operate_time,
            "notes": tuple(_materials(entry.image_list)),
        }
    )


def reply_address(complaint: str, mchid: str | None, *, channel: str, account: str) -> ReplyAddress:
    thread = {MCHID: mchid} if mchid else {}
    return ReplyAddress(channel=channel, account=account, recipient=complaint, thread=thread)


def _order(orders: Sequence[PaidOrder]) -> OrderReference | None:
    numbers = (order.out_trade_no or order.transaction_id for order in orders)
    number = next(filter(None, numbers), None)
    return OrderReference(number=number, platform="wechatpay") if number else None


def _notes(detail: Detail) -> Iterator[str]:
    if (fen := detail.apply_refund_amount) is not None:
        yield f"refund asked for: ¥{fen // 100}.{fen % 100:02}"
    if detail.need_immediate_service:
        yield "WeChat Pay wants an answer at once"
    if detail.user_tag_list:
        yield f"WeChat Pay's tags: {', '.join(detail.user_tag_list)}"
    yield from _materials([url for material in detail.complaint_media_list for url in material.media_url])


def _materials(urls: Sequence[str]) -> Iterator[str]:
    """Their addresses change from call to call, so they are told and are no part of what was said."""
    return (f"picture at WeChat Pay: {url}" for url in urls)
