"""Notifications and the topics that need an answer.

https://developer.ebay.com/api-docs/commerce/notification/overview.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from chalicelib.channels.fields import Fields, Line
from chalicelib.channels.marketplaces.reading import iso_moment, plain_facts, read_data, told
from chalicelib.model.message import Customer, Inbound


class Metadata(Fields):
    topic: str


class Notification(Fields):
    """``notificationId`` stays when it is published again, ``publishDate`` and ``publishAttemptCount`` do not."""

    notificationId: str  # noqa: N815 - eBay's spelling
    eventDate: Line = None  # noqa: N815
    data: Mapping[str, Any] = {}


class Envelope(Fields):
    metadata: Metadata
    notification: Notification


class DeletedUser(Fields):
    username: Line = None
    userId: Line = None  # noqa: N815


def read_notification(envelope: Envelope) -> Inbound | None:
    """``None`` for topics that say nothing to answer."""
    if (tell := _TOPICS.get(envelope.metadata.topic)) is None:
        return None
    notification = envelope.notification
    text, customer = tell(notification.data)
    return Inbound(
        text=text,
        customer=customer,
        external_id=notification.notificationId,
        sent_at=iso_moment(notification.eventDate),
    )


def _deletion(data: Mapping[str, Any]) -> tuple[str, Customer]:
    user = read_data(DeletedUser, data)
    text = told("Privacy task: erase the data kept about this eBay user.", **plain_facts(data))
    return text, Customer(id=user.userId, name=user.username)


def _with_its_facts(headline: str) -> Callable[[Mapping[str, Any]], tuple[str, Customer]]:
    """Everything the notification holds; who is who in it has no source we would rely on."""
    return lambda data: (told(headline, **plain_facts(data)), Customer())


_TOPICS: Final[Mapping[str, Callable[[Mapping[str, Any]], tuple[str, Customer]]]] = {
    "MARKETPLACE_ACCOUNT_DELETION": _deletion,
    "BUYER_QUESTION": _with_its_facts("A buyer asks a question."),
    "FEEDBACK_RECEIVED": _with_its_facts("Feedback was received."),
}
