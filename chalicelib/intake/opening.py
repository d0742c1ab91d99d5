"""A message that belongs to no complaint yet opens one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import reduce
from typing import Final

from chalicelib import letters
from chalicelib.model import event as facts
from chalicelib.model.assessment import Assessment
from chalicelib.model.clock import FIRST_RESPONSE
from chalicelib.model.complaint import Complaint, digest
from chalicelib.model.effect import Effect, EffectKind
from chalicelib.model.event import Event
from chalicelib.model.evolve import evolve, fold
from chalicelib.model.identity import CUSTOMER, SYSTEM
from chalicelib.model.message import Inbound, Message, OrderReference
from chalicelib.model.order import Order
from chalicelib.routing.case import Case
from chalicelib.routing.clocks import start_clocks
from chalicelib.routing.promises import Matter
from chalicelib.routing.rules import RuleBook

from .repeats import Lately, times_before

FORM: Final = "form"


def opened(
    inbound: Inbound,
    message: Message,
    *,
    complaint: str,
    shop: str,
    account: str,
    assessment: Assessment,
    rules: RuleBook,
    familiar: str | None = None,
    now: datetime,
    order: Order | None = None,
    contacts: Sequence[datetime] = (),
    lately: Lately | None = None,
) -> tuple[Complaint, tuple[Event, ...]]:
    """The complaint's first commit: received, assessed, routed, clocks started.

    ``rules`` are those of the shop, ``contacts`` the times at which the customer came lately, ``order`` what is known
    of theirs, ``lately`` of which orders they complained before; ``None`` where nobody came with it.
    """
    named = inbound.order or order_in(assessment)
    case = Case(
        assessment=assessment,
        at=now,
        shop=shop,
        channel=message.channel,
        account=account,
        tier=inbound.customer.tier,
        text=f"{inbound.subject or ''}\n\n{message.text}",
    )
    decision = rules.decide(case.with_order(order).with_contacts(contacts))
    matter = Matter(
        severity=decision.severity,
        shop=shop,
        queue=decision.queue,
        channel=message.channel,
        tier=inbound.customer.tier,
    )
    bodies: tuple[facts.Body, ...] = (
        facts.Received(
            channel=message.channel,
            account=account,
            customer=inbound.customer,
            order=named,
            language=inbound.language or assessment.language,
            subject=inbound.subject,
            reply_to=inbound.reply_to,
            is_trusted=inbound.is_authentic and not inbound.is_automatic,
            familiar=familiar,
            complained_before=times_before(lately, named) if named and lately is not None else None,
            message=digest(message),
        ),
        facts.Assessed(assessment=assessment),
        facts.Routed(decision=decision),
        facts.ClocksChanged(cause="received", clocks=start_clocks(matter, now=now)),
    )
    events = tuple(
        Event(
            complaint=complaint,
            version=1,
            index=index,
            at=now,
            actor=CUSTOMER if index == 0 else SYSTEM,
            body=body,
        )
        for index, body in enumerate(bodies)
    )
    return fold(events, shop=shop), events


def continued(
    complaint: Complaint, events: tuple[Event, ...], *bodies: facts.Body
) -> tuple[Complaint, tuple[Event, ...]]:
    """More facts in the same first commit."""
    more = tuple(
        Event(complaint=complaint.id, version=1, index=index, at=complaint.created_at, actor=SYSTEM, body=body)
        for index, body in enumerate(bodies, start=len(events))
    )
    return reduce(evolve, more, complaint), (*events, *more)


def order_in(assessment: Assessment) -> OrderReference | None:
    """The first order number the text names."""
    number = next((entity.value for entity in assessment.entities if entity.kind == "order"), None)
    return OrderReference(number=number) if number else None


def proves_address(channel: str) -> bool:
    """Anybody may write anybody's address into the form, so a letter there must not carry the writer's words."""
    return channel != FORM


def acknowledgement(
    complaint: Complaint, *, effect: str, now: datetime, status_url: Callable[[str], str]
) -> tuple[Effect, ...]:
    """Owed once, to whoever can be reached; never to an automatic message, nor to a sender who may be forged."""
    first = complaint.clock(FIRST_RESPONSE)
    if complaint.reply_to is None or first is None or not complaint.is_trusted:
        return ()
    if not complaint.reply_to.takes_links:
        return ()  # the letter lives by its link to the status page
    letter = letters.acknowledgement(
        complaint.language,
        complaint_id=complaint.id,
        subject=complaint.subject if proves_address(complaint.channel) else None,
        promise_due=first.due_at,
        status_url=status_url(complaint.id),
    )
    return (
        Effect(
            id=effect,
            complaint=complaint.id,
            shop=complaint.shop,
            kind=EffectKind.ACKNOWLEDGEMENT,
            to=complaint.reply_to,
            subject=letter.subject,
            text=letter.text,
            language=complaint.language,
            created_at=now,
            next_attempt_at=now,
        ),
    )
