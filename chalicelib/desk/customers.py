"""One customer over all channels, as their complaints show them. Nothing is kept of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from chalicelib.matters.comparing import is_verified
from chalicelib.model.complaint import Complaint
from chalicelib.model.message import Direction
from chalicelib.model.survey import Survey
from chalicelib.store import Store
from chalicelib.store.rows import normalised

FOUND: Final = 25
"""The newest under each name."""
NAMES_FOLLOWED: Final = 6
"""Further names of theirs, one query each."""
PEOPLE: Final = ("phone", "email", "customer")


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """A name of theirs. A platform's own id means something on ``channel`` only, which is empty for the others."""

    kind: str
    value: str
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """``complaints`` are the newest first; ``is_whole`` is false where there may be older ones."""

    names: tuple[Known, ...]
    complaints: tuple[Complaint, ...]
    is_whole: bool

    @property
    def tier(self) -> str | None:
        return next((one.customer.tier for one in self.complaints if one.customer.tier), None)

    @property
    def language(self) -> str | None:
        """In which they wrote last."""
        return next((one.language for one in self.complaints), None)

    @property
    def last_contact(self) -> datetime | None:
        said = (message for one in self.complaints for message in one.messages)
        return max((one.at for one in said if one.direction is Direction.INBOUND), default=None)

    @property
    def surveys(self) -> tuple[tuple[str, Survey], ...]:
        return tuple((one.id, one.survey) for one in self.complaints if one.survey)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    store: Store

    def profile(self, shop: str, *, kind: str, value: str) -> Profile:
        """One query for what is asked, and one for each further name that a channel vouches for: what anybody may have
        written into a form leads to nobody else. An order leads to whoever complained of it.
        """
        found, is_whole = self._found(shop, kind, value)
        if kind in PEOPLE:
            wanted = normalised(kind, value)
            found = [one for one in found if any((name.kind, name.value) == (kind, wanted) for name in names_of([one]))]
        asked = {Known(kind=kind, value=normalised(kind, value))} if kind in PEOPLE else set()
        further = sorted(names_of(one for one in found if is_verified(one)) - asked)
        for name in islice(further, NAMES_FOLLOWED):
            more, is_all = self._found(shop, name.kind, name.value)
            found += [one for one in more if is_verified(one) and name in names_of([one])]
            is_whole = is_whole and is_all
        complaints = tuple(sorted({one.id: one for one in found}.values(), key=lambda one: one.id, reverse=True))
        names = tuple(sorted(names_of(complaints)))
        return Profile(names=names, complaints=complaints, is_whole=is_whole and len(further) <= NAMES_FOLLOWED)

    def _found(self, shop: str, kind: str, value: str) -> tuple[list[Complaint], bool]:
        page = self.store.search(shop, kind=kind, value=value, limit=FOUND)
        return list(page.items), page.next is None


def names_of(complaints: Iterable[Complaint]) -> set[Known]:
    return {
        Known(kind=kind, value=normalised(kind, value), channel=one.channel if kind == "customer" else "")
        for one in complaints
        for kind, value in one.customer.contacts
    }
