"""What a notification names, and a complaint as the API tells it.

https://opendocs.alipay.com/open/035o4c
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final, TypeVar

from pydantic import BeforeValidator, Field, ValidationError

from chalicelib.channels.contact import normalise_phone
from chalicelib.channels.fields import ChinaTime, Fields, Line
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Customer, Inbound, OrderReference, ReplyAddress

CHANGED: Final = "alipay.merchant.tradecomplain.changed"

_BY_THE_MERCHANT: Final = "MERCHANT"
_BY_THE_CUSTOMER: Final = "USER"
_One = TypeVar("_One")
Many = Annotated[Sequence[_One], BeforeValidator(lambda value: () if value is None else value)]
"""A list that may be null."""


class _Subject(Fields):
    complain_event_id: str = Field(min_length=1)


class Reply(Fields):
    """One step between customer, merchant and platform. It has no id of its own."""

    content: str | None = None
    gmt_create: ChinaTime = None
    replier_role: Line = None
    replier_name: Line = None
    images: Many[str] = ()


class Detail(Fields):
    complain_event_id: str = Field(min_length=1)
    complain_reason: Line = None
    content: str | None = None
    gmt_create: ChinaTime = None
    images: Many[str] = ()
    leaf_category_name: Line = None
    merchant_order_no: Line = None
    phone_no: Line = None
    reply_detail_infos: Many[Reply] = ()
    status: Line = None
    trade_amount: Line = None
    trade_no: Line = None


def complaint_named_by(form: Mapping[str, str]) -> str | None:
    """The number of the complaint; ``None`` for other kinds of notification. Raises ``MalformedPayload``."""
    method = form.get("msg_method", "")
    if not method:
        raise MalformedPayload("the form names no msg_method", fields=["msg_method"])
    if method != CHANGED:
        return None
    try:
        return _Subject.model_validate_json(form.get("biz_content", "")).complain_event_id
    except ValidationError:
        raise MalformedPayload("the notification names no complaint", fields=["biz_content"]) from None


def by_number(form: Mapping[str, str], complaint: str, reply_to: ReplyAddress) -> Inbound:
    """All that the notification itself tells."""
    if not (notify_id := form.get("notify_id", "").strip()):
        raise MalformedPayload("the form has no notify_id", fields=["notify_id"])
    return Inbound(
        text=f"[支付宝交易投诉] {complaint}",
        customer=Customer(),
        external_id=notify_id,
        sent_at=_sent_at(form.get("utc_timestamp", "")),
        conversation=complaint,
        reply_to=reply_to,
        notes=("the words are at Alipay, and were not asked for",),
    )


def messages(detail: Detail, reply_to: ReplyAddress) -> Iterator[Inbound]:
    """The complaint, and what others than the merchant have said since, oldest first."""
    first = _first(detail, reply_to)
    yield first
    said = [reply for reply in detail.reply_detail_infos if reply.replier_role != _BY_THE_MERCHANT]
    for reply in sorted(said, key=lambda one: one.gmt_create or datetime.min.replace(tzinfo=UTC)):
        if text := _text(reply):
            yield first.model_copy(
                update={
                    "text": text,
                    "subject": None,
                    "external_id": f"{detail.complain_event_id}:{reply.gmt_create}:{reply.replier_role}",
                    "sent_at": reply.gmt_create,
                    "notes": tuple(_pictures(reply.images)),
                }
            )


def _first(detail: Detail, reply_to: ReplyAddress) -> Inbound:
    number = detail.merchant_order_no or detail.trade_no
    phone = normalise_phone(detail.phone_no) if detail.phone_no else None
    return Inbound(
        text=(detail.content or "").strip() or detail.complain_reason or "[支付宝交易投诉]",
        subject=detail.complain_reason,
        customer=Customer(phone=phone),
        external_id=detail.complain_event_id,
        sent_at=detail.gmt_create,
        order=OrderReference(number=number, platform="alipay") if number else None,
        conversation=detail.complain_event_id,
        reply_to=reply_to,
        notes=tuple(_notes(detail)),
    )


def _notes(detail: Detail) -> Iterator[str]:
    if detail.leaf_category_name:
        yield f"wants: {detail.leaf_category_name}"
    if detail.trade_amount:
        yield f"amount paid: ¥{detail.trade_amount}"
    if detail.phone_no and not normalise_phone(detail.phone_no):
        yield f"phone as told: {detail.phone_no}"
    yield from _pictures(detail.images)


def _pictures(urls: Sequence[str]) -> Iterator[str]:
    """Their addresses change from call to call, so they are told and are no part of what was said."""
    return (f"picture at Alipay: {url}" for url in urls)


def _text(reply: Reply) -> str:
    said = (reply.content or "").strip() or ("[图片]" if reply.images else "")
    if not said or reply.replier_role == _BY_THE_CUSTOMER:
        return said
    return f"[{reply.replier_name or reply.replier_role or '?'}] {said}"


def _sent_at(milliseconds: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(milliseconds) // 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
