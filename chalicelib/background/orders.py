"""An order has come in or changed: the complaints about it are looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chalicelib.aftersales.entitling import entitled
from chalicelib.model.change import Draft
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import LostRace, Upstream
from chalicelib.model.identity import SYSTEM, Clock
from chalicelib.model.order import Order, named
from chalicelib.store import Store

PAGE: Final = 25
ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconsidering:
    store: Store
    clock: Clock

    def order_changed(self, shop: str, order: Order) -> int:
        """How many complaints it changed something for. Doing it twice changes nothing more. Raises ``Upstream``."""
        changed, cursor = 0, None
        while True:
            page = self.store.search(shop, kind="order", value=order.number, limit=PAGE, cursor=cursor)
            changed += sum(self._again(complaint, order) for complaint in page.items)
            if (cursor := page.next) is None:
                return changed

    def _again(self, complaint: Complaint, order: Order) -> bool:
        for _ in range(ATTEMPTS):
            if complaint.merged_into or not _is_about(complaint, order):
                return False
            draft = Draft(before=complaint, actor=SYSTEM, at=self.clock())
            draft.say(*entitled(complaint, cause="the order changed", now=draft.at, order=order))
            if draft.now == complaint:
                return False
            try:
                self.store.commit(draft.change())
            except LostRace:
                complaint = self.store.complaint(complaint.shop, complaint.id)
                continue
            return True
        raise Upstream("too many others are writing to the same complaint")


def _is_about(complaint: Complaint, order: Order) -> bool:
    """A text may name other orders beside its own."""
    reference = complaint.order
    if reference is None or "".join(reference.number.split()).casefold() != "".join(order.number.split()).casefold():
        return False
    return named((order,), platform=reference.platform) is not None
