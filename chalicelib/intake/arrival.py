"""A message on its way into a complaint, with the delivery it came in."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.model.delivery import Delivery
from chalicelib.model.message import Inbound

from .matching import Identity
from .media import Bringing


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """``raw_object`` is where the delivery is archived; ``is_first`` of its messages has the delivery's receipt."""

    delivery: Delivery
    inbound: Inbound
    identity: Identity
    raw_object: str
    bringing: Bringing
    is_first: bool

    @property
    def shop(self) -> str:
        return self.delivery.shop

    def brought_home(self) -> Inbound:
        """With the files that the platform keeps only for a while."""
        return self.bringing.home(self.inbound, self.delivery)
