"""The relay's JSON: ``{"type": "complaint.received", "timestamp": ..., "data": {...}}``.

Read leniently. The complaint was typed elsewhere, so a contact or a time that cannot be used is noted, not refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any, Final, get_args

from pydantic import ValidationError
from pydantic_core import to_json

from chalicelib.channels.aftersales import sum_of
from chalicelib.channels.contact import normalise_email, normalise_phone
from chalicelib.channels.fields import Fields, Line, SentFile, at_most
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.flow import AfterSale, AfterSaleKind, AfterSaleStatus
from chalicelib.model.message import Attachment, Customer, OrderReference

COMPLAINT_RECEIVED: Final = "complaint.received"

_CHINA: Final = timezone(timedelta(hours=8))


class RelayedCustomer(Fields):
    id: Line = None
    name: Line = None
    phone: Line = None
    email: Line = None
    tier: Line = None

    def as_customer(self) -> Customer:
        return Customer(
            id=self.id,
            name=self.name,
            phone=normalise_phone(self.phone) if self.phone else None,
            email=normalise_email(self.email) if self.email else None,
            tier=self.tier,
        )

    def unreadable(self) -> Iterator[str]:
        """A masked number such as 138****0000 identifies nobody: kept to be read, not to be matched."""
        read = self.as_customer()
        if self.phone and not read.phone:
            yield f"phone as relayed: {self.phone}"
        if self.email and not read.email:
            yield f"e-mail as relayed: {self.email}"


class RelayedAfterSale(Fields):
    """How far an after-sale is on a platform whose pushes a forwarder hands on. A status that is no word of ours is
    none.
    """

    number: Line = None
    kind: Line = None
    status: Line = None
    amount: Line = None

    def as_aftersale(self) -> AfterSale | None:
        if self.status is not None and self.status not in get_args(AfterSaleStatus):
            return None
        kind = next((one for one in get_args(AfterSaleKind) if one == self.kind), None)
        status = next((one for one in get_args(AfterSaleStatus) if one == self.status), "opened")
        return AfterSale(number=self.number, kind=kind, status=status, amount=sum_of(self.amount))


class RelayedFile(SentFile):
    """``url`` is where the relay keeps the file."""

    url: Line = None

    def as_attachment(self, position: int) -> Attachment:
        return super().as_attachment(position).model_copy(update={"media": self.url})


class Relayed(Fields):
    """What ``data`` holds. ``channel`` is where the complaint was made, for example ``12315``."""

    channel: Annotated[Line, at_most(64)] = None
    external_id: Annotated[Line, at_most(256)] = None
    conversation_id: Annotated[Line, at_most(256)] = None
    text: str | None = None
    subject: Line = None
    language: Line = None
    customer: RelayedCustomer | None = None
    order_id: Line = None
    platform: Line = None
    occurred_at: Line = None
    attachments: tuple[RelayedFile, ...] | None = None
    aftersale: RelayedAfterSale | None = None
    meta: Mapping[str, Any] | None = None

    def as_order(self) -> OrderReference | None:
        return OrderReference(number=self.order_id, platform=self.platform) if self.order_id else None

    def told_apart(self) -> Iterator[str]:
        """``meta`` in plain words."""
        for key, value in (self.meta or {}).items():
            yield f"{key}: {value if isinstance(value, str) else to_json(value).decode()}"


class RelayEvent(Fields):
    """``data`` stays unread until the type is known to be ours."""

    type: str
    timestamp: Line = None
    data: Mapping[str, Any] = {}


def read_event(body: bytes) -> RelayEvent:
    """Raises ``MalformedPayload``."""
    try:
        return RelayEvent.model_validate_json(body)
    except ValidationError as error:
        raise _malformed("a relay event", error) from None


def read_complaint(event: RelayEvent) -> Relayed:
    """Raises ``MalformedPayload``, also when nothing at all was said."""
    try:
        relayed = Relayed.model_validate(event.data)
    except ValidationError as error:
        raise _malformed("a relayed complaint", error) from None
    if not (relayed.text or "").strip() and not relayed.attachments:
        raise MalformedPayload("a relayed complaint has neither text nor attachments", fields=["data.text"])
    return relayed


def read_time(written: str | None) -> datetime | None:
    """ISO 8601; without an offset it is taken as China Standard Time, as the platforms there write it."""
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=_CHINA)).astimezone(UTC)


def _malformed(what: str, error: ValidationError) -> MalformedPayload:
    """Names the fields only: what they hold may be personal."""
    places = sorted({".".join(map(str, each["loc"])) or "body" for each in error.errors(include_input=False)})
    return MalformedPayload(f"not {what}: {', '.join(places)}", fields=places)
