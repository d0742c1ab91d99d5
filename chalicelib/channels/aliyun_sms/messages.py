"""What the platform pushes, both as arrays: reports of delivery (SmsReport) and answers of customers (SmsUp).

https://help.aliyun.com/zh/sms/developer-reference/smsreport
https://help.aliyun.com/zh/sms/developer-reference/smsup
"""

from __future__ import annotations

from typing import NamedTuple

from chalicelib.channels.contact import normalise_phone
from chalicelib.channels.fields import ChinaTime, Fields, Line
from chalicelib.channels.pushes import decoded, shaped
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Customer, Inbound


class Report(NamedTuple):
    """``out_id`` is the effect's id, ``biz_id`` the platform's."""

    out_id: str
    biz_id: str
    delivered: bool


class Push(Fields):
    """A report has ``success``, an answer ``content``. Times are China's."""

    phone_number: Line = None
    send_time: ChinaTime = None
    success: bool | None = None
    out_id: Line = None
    biz_id: Line = None
    content: str | None = None
    sequence_id: Line = None


def read_pushes(body: bytes) -> tuple[Push, ...]:
    """Raises ``MalformedPayload``."""
    document = decoded(body)
    if not isinstance(document, list):
        raise MalformedPayload("the body is not a list")
    return tuple(shaped(Push, each) for each in document)


def read_reports(body: bytes) -> tuple[Report, ...]:
    """Raises ``MalformedPayload``."""
    reports = (push for push in read_pushes(body) if push.success is not None)
    return tuple(Report(each.out_id or "", each.biz_id or "", each.success is True) for each in reports)


def read_messages(body: bytes, *, name_of: str) -> tuple[Inbound, ...]:
    """What customers answered; ``name_of`` is put before a number to name what was sent to it.

    Raises ``MalformedPayload``.
    """
    return tuple(_message(push, name_of=name_of) for push in read_pushes(body) if push.content is not None)


def _message(push: Push, *, name_of: str) -> Inbound:
    if not push.phone_number or not push.sequence_id:
        raise MalformedPayload("an answer without its number or id", fields=["phone_number", "sequence_id"])
    phone = normalise_phone(push.phone_number)
    return Inbound(
        text=(push.content or "").strip() or "[SMS]",
        customer=Customer(id=push.phone_number, phone=phone),
        external_id=push.sequence_id,
        sent_at=push.send_time,
        answers=(f"{name_of}{phone}",) if phone else (),
        conversation=push.phone_number,
    )
