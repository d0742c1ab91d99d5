"""A buyer as the order directory knows them: when they paid, and whether they complained of it. Names nobody."""

from __future__ import annotations

from typing import Final

from .base import Instant, Word

MOST_PURCHASES: Final = 200
"""Of one buyer. Who buys more is a shop's own number or a dealer, and counts as nobody."""


class Purchase(Word):
    """``order`` is a digest of its place; ``is_complained``: a complaint was about it."""

    order: str
    paid_at: Instant
    is_complained: bool = False


class Buyer(Word):
    """``purchases`` by when they were paid. ``is_many``: there were too many to keep."""

    purchases: tuple[Purchase, ...] = ()
    is_many: bool = False

    def having(self, order: str, *, paid_at: Instant | None, is_complained: bool) -> Buyer:
        """With that order as it is now. A complaint that was once about it stays."""
        if self.is_many:
            return self
        known = next((one for one in self.purchases if one.order == order), None)
        others = tuple(one for one in self.purchases if one.order != order)
        if paid_at is None:
            return Buyer(purchases=others)
        was_complained = known is not None and known.is_complained
        bought = Purchase(order=order, paid_at=paid_at, is_complained=is_complained or was_complained)
        purchases = tuple(sorted((*others, bought), key=lambda one: (one.paid_at, one.order)))
        return Buyer(is_many=True) if len(purchases) > MOST_PURCHASES else Buyer(purchases=purchases)
