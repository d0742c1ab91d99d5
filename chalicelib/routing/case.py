"""What routing rules may ask about a complaint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from chalicelib.model.assessment import Assessment, Category, Severity
from chalicelib.model.base import Instant, Word
from chalicelib.model.complaint import Complaint
from chalicelib.model.message import Direction
from chalicelib.model.order import Order
from chalicelib.model.routing import RoutingInputs


class Case(Word):
    """``contacts`` are the times at which the customer came lately, this one among them; ``text`` what they wrote."""

    assessment: Assessment
    at: Instant
    shop: str = ""
    channel: str = ""
    account: str = ""
    tier: str | None = None
    order_value: Decimal | None = None
    currency: str | None = None
    product: str | None = None
    contacts: tuple[Instant, ...] = ()
    text: str = ""

    @classmethod
    def of(cls, complaint: Complaint, *, at: datetime, assessment: Assessment | None = None) -> Case:
        """As the complaint is now. What only the decision knew (order, contacts) is taken from its inputs."""
        known = complaint.routing.inputs
        case = cls(
            assessment=assessment or complaint.assessment,
            at=at,
            shop=complaint.shop,
            channel=complaint.channel,
            account=complaint.account,
            tier=complaint.customer.tier,
            order_value=known.order_value if known else None,
            currency=known.currency if known else None,
            product=known.product if known else None,
            contacts=known.contacts if known else (),
            text=_said(complaint),
        )
        by_person = complaint.classification.decided_by != "model"
        return case.corrected(complaint.classification.labels) if by_person else case

    def corrected(self, labels: Sequence[Category]) -> Case:
        """By a person, the primary category first; a person is never unsure."""
        primary = labels[0] if labels else Category.NONE
        fresh = {"primary": primary, "labels": tuple(labels), "abstained": False}
        return self.model_copy(update={"assessment": self.assessment.model_copy(update=fresh)})

    def with_order(self, order: Order | None) -> Case:
        """An order that is not known leaves what was known before."""
        if order is None:
            return self
        known = self.model_copy(update={"product": order.goods.sku or self.product})
        if order.price_paid is None:
            return known
        return known.model_copy(update={"order_value": order.price_paid, "currency": order.currency})

    def with_contacts(self, contacts: Iterable[datetime]) -> Case:
        return self.model_copy(update={"contacts": tuple(contacts)})

    def came(self, *, within: timedelta) -> int:
        """How often the customer came in the time up to now."""
        return sum(self.at - within < one <= self.at for one in self.contacts)

    def inputs(self, *, words: tuple[str, ...], at_least: Severity) -> RoutingInputs:
        understood = self.assessment
        return RoutingInputs(
            at=self.at,
            shop=self.shop,
            channel=self.channel,
            account=self.account,
            language=understood.language,
            primary=understood.primary,
            labels=understood.labels,
            abstained=understood.abstained,
            signals=understood.signals,
            extreme_emotion=understood.extreme_emotion,
            tier=self.tier,
            order_value=self.order_value,
            currency=self.currency,
            product=self.product,
            contacts=self.contacts,
            words=words,
            at_least=at_least,
        )


def _said(complaint: Complaint) -> str:
    """As far as the complaint's row holds it; what machines sent is not theirs."""
    said = (one.text for one in complaint.messages if one.direction is Direction.INBOUND and not one.is_automatic)
    return "\n\n".join([complaint.subject or "", *said])
