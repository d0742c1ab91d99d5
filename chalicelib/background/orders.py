"""An order has come in or changed: the complaints about it are looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.aftersales import repairs
from chalicelib.aftersales.entitling import entitled, order_known
from chalicelib.model import event as facts
from chalicelib.model.change import Draft
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import LostRace, Upstream
from chalicelib.model.event import Event
from chalicelib.model.identity import SYSTEM, Clock
from chalicelib.model.message import OrderReference
from chalicelib.model.order import Order, named
from chalicelib.routing.again import look_again
from chalicelib.routing.rules import RuleBook
from chalicelib.store import Buyers, InForce, Orders, Store

PAGE: Final = 25
ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconsidering:
    store: Store
    orders: Orders
    buyers: Buyers
    in_force: InForce
    clock: Clock

    def order_changed(self, shop: str, order: Order, *, formerly: Iterable[str] = ()) -> int:
        """How many complaints it changed something for, and what its buyer bought; ``formerly`` are the partitions of
        buyers whose it was. Doing it twice changes nothing more. Raises ``Upstream``.
        """
        changed, is_complained, cursor = 0, False, None
        while True:
            page = self.store.search(shop, kind="order", value=order.number, limit=PAGE, cursor=cursor)
            changed += sum(self._again(complaint, order) for complaint in page.items)
            is_complained |= any(one.is_trusted and _is_about(one, order) for one in page.items)
            if (cursor := page.next) is None:
                break
        self.buyers.bought(shop, order, is_complained=is_complained)
        for partition in formerly:
            self.buyers.lost(shop, order, partition=partition)
        return changed

    def complaint_came(self, shop: str, events: Sequence[Event]) -> bool:
        """Its order's buyer complains. An order that came in while its complaint was being written is looked at, since
        neither had known of the other: whether that changed anything.
        """
        named_first, unmet = _named(events), _unmet(events)
        reference = named_first or unmet
        order = self.orders.meant(shop, reference) if reference else None
        if order is None:
            return False
        if named_first:
            self.buyers.bought(shop, order, is_complained=True)
        return unmet is not None and self._again(self.store.complaint(shop, events[0].complaint), order)

    def _again(self, complaint: Complaint, order: Order) -> bool:
        for _ in range(ATTEMPTS):
            if complaint.merged_into or not _is_about(complaint, order):
                return False
            draft = Draft(before=complaint, actor=SYSTEM, at=self.clock())
            _look_again(draft, order, rules=self.in_force.rules(complaint.shop))
            if draft.now == complaint:
                return False
            try:
                self.store.commit(draft.change())
            except LostRace:
                complaint = self.store.complaint(complaint.shop, complaint.id)
                continue
            return True
        raise Upstream("too many others are writing to the same complaint")


def _look_again(draft: Draft, order: Order, *, rules: RuleBook) -> None:
    """What the rules of law and of routing say now that the order is known. What is settled is not routed any more."""
    draft.say(*order_known(draft.now, order))
    draft.say(*entitled(draft.now, cause="the order changed", now=draft.at, order=order))
    if draft.now.status.is_open:
        draft.say(*repairs.confirmation(draft.now, is_asked=False, now=draft.at))
        look_again(draft, rules=rules, order=order)


def _named(events: Sequence[Event]) -> OrderReference | None:
    """The order that a person named, in the commit that first did."""
    bodies = [event.body for event in events]
    first = next((one for one in bodies if isinstance(one, facts.Received)), None)
    if first:
        return first.order if first.is_trusted else None
    if not any(isinstance(one, facts.OrderKnown) for one in bodies):
        return None
    return next((one.order for one in bodies if isinstance(one, facts.MessageAdded)), None)


def _unmet(events: Sequence[Event]) -> OrderReference | None:
    """The order a complaint named first, while nothing was known of it."""
    bodies = [event.body for event in events]
    answers = [body.record for body in bodies if isinstance(body, facts.EntitlementsChanged)]
    if any(fact.origin == "order" for record in answers for fact in record.facts.values()):
        return None
    return next((one.order for one in bodies if isinstance(one, facts.Received)), None)


def _is_about(complaint: Complaint, order: Order) -> bool:
    """A text may name other orders beside its own."""
    reference = complaint.order
    if reference is None or "".join(reference.number.split()).casefold() != "".join(order.number.split()).casefold():
        return False
    return named((order,), platform=reference.platform) is not None
