"""An inbound message in the words of the conversation. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chalicelib.model.assessment import SEARCHED, Assessment
from chalicelib.model.delivery import Delivery
from chalicelib.model.fit import clipped, first_within
from chalicelib.model.message import Attachment, Customer, Direction, Inbound, Message, OrderReference

TEXT_KEPT: Final = 80_000
"""Characters of a message kept in its row. An item holds 400 kB, so all limits together stay below that; the archived
delivery holds everything.
"""
TEXT_SIZE: Final = 240_000
QUOTED_KEPT: Final = 20_000
QUOTED_SIZE: Final = 60_000
LIST_SIZE: Final = 40_000
LINE_KEPT: Final = 1_000
NAME_KEPT: Final = 200
CONTACT_KEPT: Final = 320
ENTITIES_KEPT: Final = 50
SHORTENED: Final = "some fields were too long to show whole; the archived delivery holds them"


def fitted(inbound: Inbound) -> Inbound:
    """What rows can hold of it, texts aside. What is cut says so; a contact is whole or absent, never half."""
    fits = inbound.model_copy(
        update={
            "subject": _cut(inbound.subject, LINE_KEPT),
            "external_id": _cut(inbound.external_id, LINE_KEPT),
            "language": _cut(inbound.language, NAME_KEPT),
            "customer": _fitted_customer(inbound.customer),
            "order": _fitted_order(inbound.order) if inbound.order else None,
            "attachments": tuple(first_within(map(_fitted_file, inbound.attachments), size=LIST_SIZE)),
            "notes": tuple(first_within((note[:LINE_KEPT] for note in inbound.notes), size=LIST_SIZE)),
        }
    )
    return fits if fits == inbound else fits.model_copy(update={"notes": (*fits.notes, SHORTENED)})


def fitted_assessment(assessment: Assessment) -> Assessment:
    """A list of orders pasted into a mail names more of them than a row should carry; what it is found by goes last."""
    kept = sorted(assessment.entities, key=lambda one: one.kind not in SEARCHED)[:ENTITIES_KEPT]
    return assessment.model_copy(update={"entities": tuple(sorted(kept, key=lambda one: one.start))})


def _fitted_customer(customer: Customer) -> Customer:
    return Customer(
        name=_cut(customer.name, NAME_KEPT),
        id=_whole(customer.id, CONTACT_KEPT),
        phone=_whole(customer.phone, CONTACT_KEPT),
        email=_whole(customer.email, CONTACT_KEPT),
        tier=_whole(customer.tier, NAME_KEPT),
    )


def _fitted_order(order: OrderReference) -> OrderReference:
    return OrderReference(number=order.number[:NAME_KEPT], platform=_cut(order.platform, NAME_KEPT))


def _fitted_file(file: Attachment) -> Attachment:
    return file.model_copy(
        update={
            "name": file.name[:NAME_KEPT],
            "content_type": file.content_type[:NAME_KEPT],
            "media": _whole(file.media, LINE_KEPT),
        }
    )


def _cut(text: str | None, length: int) -> str | None:
    return text[:length] if text else text


def _whole(text: str | None, length: int) -> str | None:
    return text if text is None or len(text) <= length else None


def message_of(
    inbound: Inbound,
    *,
    id: str,  # noqa: A002 - the word is right here
    delivery: Delivery,
    raw_object: str,
    at: datetime,
    revision_of: str | None = None,
) -> Message:
    """``at`` is when we got it; what the customer's clock said is in the archived delivery."""
    text = clipped(inbound.text, characters=TEXT_KEPT, size=TEXT_SIZE)
    return Message(
        id=id,
        direction=Direction.INBOUND,
        text=text,
        at=at,
        author=inbound.customer.name or "",
        channel=inbound.channel or delivery.channel,
        subject=inbound.subject,
        quoted=clipped(inbound.quoted, characters=QUOTED_KEPT, size=QUOTED_SIZE) if inbound.quoted else None,
        external_id=inbound.external_id,
        revision_of=revision_of,
        attachments=inbound.attachments,
        raw_object=raw_object,
        is_automatic=inbound.is_automatic,
        truncated=len(text) < len(inbound.text),
        notes=inbound.notes,
    )
