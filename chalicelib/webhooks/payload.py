"""What a webhook says. An allow-list: nothing leaves because somebody added a field. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pydantic_core import to_json

from chalicelib.model import event as facts
from chalicelib.model.complaint import Complaint
from chalicelib.model.event import Event
from chalicelib.model.fit import clipped
from chalicelib.model.message import Customer, Direction, Message
from chalicelib.model.webhook import TEST, Scope
from chalicelib.understanding.privacy import initial, mask, mask_customer

from .types import names

TEXT_CHARACTERS: Final = 2_000
TEXT_BYTES: Final = 8_000
"""Standard Webhooks asks for bodies below 20 kB."""
LINE: Final = 300


def body(kind: str, data: dict[str, Any], *, at: datetime) -> bytes:
    return to_json({"type": kind, "timestamp": at.isoformat(), "data": data})


def change_body(events: Sequence[Event], complaint: Complaint, *, kind: str, scope: Scope) -> bytes:
    """``change`` is what happened, ``complaint`` how it stands when this is sent."""
    first = events[0]
    data = {
        "change": {
            "version": first.version,
            "at": first.at.isoformat(),
            "actor": {"kind": first.actor.kind.value, "id": _shown_actor(first)},
            "facts": list(names(events)),
        },
        "message": _message(events, scope=scope),
        "complaint": _complaint(complaint, scope=scope),
    }
    return body(kind, data, at=first.at)


def test_body(*, at: datetime) -> bytes:
    return body(TEST, {"note": "sent by an admin to try this endpoint"}, at=at)


def _shown_actor(event: Event) -> str | None:
    return event.actor.id or None


def _message(events: Sequence[Event], *, scope: Scope) -> dict[str, Any] | None:
    for event in events:
        if isinstance(event.body, facts.Received | facts.MessageAdded | facts.Replied | facts.Noted):
            return _told(event.body.message, scope=scope)
    return None


def _told(message: Message, *, scope: Scope) -> dict[str, Any]:
    shown = _shown(message.text, scope)
    text = clipped(shown, characters=TEXT_CHARACTERS, size=TEXT_BYTES)
    is_customers = message.direction is Direction.INBOUND
    author = message.author
    if is_customers and author and scope is Scope.MASKED:
        author = initial(author)
    return {
        "id": message.id,
        "direction": message.direction.value,
        "at": message.at.isoformat(),
        "channel": message.channel,
        "author": author[:LINE],
        "text": text,
        "truncated": message.truncated or text != shown,
        "attachments": len(message.attachments),
        "is_automatic": message.is_automatic,
    }


def _complaint(complaint: Complaint, *, scope: Scope) -> dict[str, Any]:
    due = complaint.nearest_due
    return {
        "id": complaint.id,
        "shop": complaint.shop,
        "version": complaint.version,
        "status": complaint.status.value,
        "channel": complaint.channel,
        "queue": complaint.queue,
        "severity": complaint.severity.value,
        "category": complaint.classification.primary.value,
        "labels": [label.value for label in complaint.classification.labels],
        "signals": [signal.value for signal in complaint.signals],
        "language": complaint.language,
        "subject": _shown(complaint.subject, scope)[:LINE] if complaint.subject else None,
        "customer": _customer(complaint.customer, scope),
        "order": complaint.order.model_dump() if complaint.order else None,
        "assignee": complaint.assignee,
        "merged_into": complaint.merged_into,
        "outcome": complaint.resolution.outcome if complaint.resolution else None,
        "survey_score": complaint.survey.answer.score if complaint.survey and complaint.survey.answer else None,
        "message_count": complaint.message_count,
        "nearest_due_at": due.isoformat() if due else None,
        "created_at": complaint.created_at.isoformat(),
        "updated_at": complaint.updated_at.isoformat(),
    }


def _customer(customer: Customer, scope: Scope) -> dict[str, Any]:
    """The platform's own id of the customer is what the user's system knows them by; it stays in both scopes."""
    shown = customer if scope is Scope.PERSONAL else mask_customer(customer)
    return {name: value[:LINE] if value else None for name, value in shown.model_dump().items()}


def _shown(text: str, scope: Scope) -> str:
    return text if scope is Scope.PERSONAL else mask(text).text
