"""A verified SNS message as something to read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from chalicelib.channels.email.posted import read_posted
from chalicelib.channels.email.threads import MAIL
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Customer, Inbound
from chalicelib.model.ports import ChannelAccount

from .envelope import NOTIFICATION, SUBSCRIPTION, UNSUBSCRIPTION, SnsMessage
from .ses_notices import RECEIVED, Bounce, SesNotice, SpamReport, read_notice

_EVENTS_SET_UP: Final = "Successfully validated SNS topic for Amazon SES event publishing."
_CONFIRMATIONS: Final = {
    SUBSCRIPTION: ("SNS wants a subscription confirmed", "A topic wants to deliver here. Confirm it if that is right."),
    UNSUBSCRIPTION: (
        "SNS has ended a subscription",
        "A topic does not deliver here any more. Undo it if that is wrong.",
    ),
}


def read_messages(message: SnsMessage, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
    """Raises ``MalformedPayload``."""
    if message.type in _CONFIRMATIONS:
        return (_confirmation(message),)
    if message.type != NOTIFICATION:
        raise MalformedPayload("a type of message that SNS does not document")
    notice = read_notice(message.message)
    if notice is not None:
        return _from_ses(notice, message, delivery, account)
    if message.message.strip() == _EVENTS_SET_UP:
        return ()
    if not message.message.strip():
        raise MalformedPayload("the notification says nothing at all")
    return (_inbound(message, text=message.message, subject=message.subject),)


def _from_ses(
    notice: SesNotice, message: SnsMessage, delivery: Delivery, account: ChannelAccount
) -> tuple[Inbound, ...]:
    if notice.says_nothing:
        return ()
    if notice.kind == RECEIVED:
        return read_posted(notice.as_posted(), delivery, account)
    if notice.trouble is not None:
        return (_trouble(notice.trouble, notice, message),)
    return (_inbound(message, text=message.message, subject=message.subject, is_automatic=True),)


def _trouble(trouble: Bounce | SpamReport, notice: SesNotice, message: SnsMessage) -> Inbound:
    """Belongs to the complaint our mail was about: it is found by the Message-ID that SES gave the mail."""
    address = next((one.address for one in trouble.recipients if one.address), None)
    found = _inbound(message, text="\n".join(trouble.told()), subject=message.subject, is_automatic=True)
    wire_id = f"{MAIL}{notice.mail.message_id}@{_mail_domain(message.topic)}"
    is_returned = isinstance(trouble, Bounce) and trouble.is_final
    return found.model_copy(
        update={"customer": Customer(email=address), "answers": (wire_id,), "is_returned": is_returned}
    )


def _mail_domain(topic: str) -> str:
    region = (topic.split(":") + [""] * 4)[3]
    return "email.amazonses.com" if region == "us-east-1" else f"{region}.amazonses.com"


def _confirmation(message: SnsMessage) -> Inbound:
    """A task for an administrator. Nothing here opens an address that came from outside."""
    subject, situation = _CONFIRMATIONS[message.type]
    command = f"aws sns confirm-subscription --topic-arn {message.topic} --token {message.token}"
    text = f"{situation}\n\nTopic: {message.topic}\nTo confirm: {command}"
    return _inbound(message, text=text, subject=subject, is_automatic=True)


def _inbound(message: SnsMessage, *, text: str, subject: str | None, is_automatic: bool = False) -> Inbound:
    return Inbound(
        text=text,
        subject=subject,
        customer=Customer(),
        external_id=message.message_id,
        sent_at=_time(message.timestamp),
        is_automatic=is_automatic,
    )


def _time(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
