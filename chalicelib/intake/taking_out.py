"""Messages of a complaint that are another matter: assessed, routed and promised as of when they came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.aftersales import repairs
from chalicelib.aftersales.entitling import entitled
from chalicelib.model import event as facts
from chalicelib.model.complaint import Complaint, digest
from chalicelib.model.event import Event
from chalicelib.model.identity import Ids
from chalicelib.model.message import Inbound, Message
from chalicelib.model.ports import Assess
from chalicelib.store import InForce, Orders

from . import opening
from .following import SEPARATOR
from .messages import fitted_assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingOut:
    """``assess`` is the understanding port."""

    orders: Orders
    in_force: InForce
    assess: Assess
    ids: Ids

    def opened(self, source: Complaint, messages: Sequence[Message]) -> tuple[Complaint, tuple[Event, ...]]:
        """A complaint of the same customer with these messages, oldest first. No letter says that it was received."""
        first, *more = messages
        assessment = fitted_assessment(
            self.assess(
                SEPARATOR.join(one.text for one in messages),
                subject=first.subject,
                channel=source.channel,
                lexicon=self.in_force.lexicon(source.shop),
            )
        )
        reference = opening.order_in(assessment) or source.order
        order = self.orders.meant(source.shop, reference) if reference else None
        inbound = Inbound(
            text=first.text,
            customer=source.customer,
            subject=first.subject,
            order=reference,
            reply_to=source.reply_to,
            is_authentic=source.is_trusted,
        )
        complaint, events = opening.opened(
            inbound,
            first.model_copy(update={"channel": first.channel or source.channel}),
            complaint=self.ids.new("c"),
            shop=source.shop,
            account=source.account,
            assessment=assessment,
            rules=self.in_force.rules(source.shop),
            now=first.at,
            order=order,
        )
        added = (
            facts.MessageAdded(
                message=digest(one), customer=complaint.customer, order=complaint.order, reply_to=complaint.reply_to
            )
            for one in more
        )
        owed = entitled(complaint, cause="received", now=first.at, order=order)
        complaint, events = opening.continued(complaint, events, *added, *owed)
        is_asked = repairs.asked(complaint, None)
        promised = repairs.confirmation(complaint, is_asked=is_asked, now=messages[-1].at)
        return opening.continued(complaint, events, *promised)
