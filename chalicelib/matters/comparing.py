"""How likely two complaints are one matter, and why. Pure.

Each reason is weighed once; together they leave as much doubt as the product of what each leaves. What proves that it
is not one matter wins over everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from chalicelib.model.complaint import Complaint
from chalicelib.model.message import Direction
from chalicelib.store.rows import normalised

from .likeness import resemblance

AUTOMATIC: Final = 0.8
SUGGESTED: Final = 0.5
FORM: Final = "form"
GOODS_WINDOW: Final = timedelta(days=30)
"""An order or a parcel stays the same matter for a return's whole time."""
PERSON_WINDOW: Final = timedelta(days=7)
TEXT_WINDOW: Final = timedelta(hours=72)
_GOODS: Final = {"order": 0.7, "tracking": 0.7}
_PERSON: Final = 0.5
_PERSON_TWICE: Final = 0.6
_MENTIONED: Final = 0.3
_TEXT: Final = ((0.8, 0.65), (0.6, 0.4))
"""From this resemblance on, this weight."""
_PEOPLE: Final = ("customer", "phone", "email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """``conflicts`` say why it cannot be one matter, ``doubts`` why a person has to decide."""

    score: float
    reasons: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def is_automatic(self) -> bool:
        return self.score >= AUTOMATIC and not self.conflicts and not self.doubts

    @property
    def is_worth_suggesting(self) -> bool:
        return self.score >= SUGGESTED and not self.conflicts


def compare(one: Complaint, other: Complaint) -> Likeness:
    """``one`` is the later of the two; it does not matter otherwise."""
    weighed = dict(_reasons(one, other))
    doubt = 1.0
    for weight in weighed.values():
        doubt *= 1 - weight
    return Likeness(
        score=round(1 - doubt, 3),
        reasons=tuple(weighed),
        conflicts=tuple(conflicts(one, other)),
        doubts=tuple(_doubts(one, other)),
    )


def conflicts(one: Complaint, other: Complaint) -> Iterator[str]:
    """Strong ids that name different things."""
    if one.order and other.order and not _same_orders(one, other):
        yield "different orders"
    if is_verified(one) and is_verified(other):
        ours, theirs = one.customer, other.customer
        if ours.phone and theirs.phone and normalised("phone", ours.phone) != normalised("phone", theirs.phone):
            yield "different phones"
        if _same_place(one, other) and ours.id and theirs.id and ours.id != theirs.id:
            yield "different accounts on one platform"


def is_verified(complaint: Complaint) -> bool:
    """Whether the channel vouches for the sender: anybody may write any name and number into a form."""
    return complaint.is_trusted and complaint.channel != FORM


def said(complaint: Complaint) -> str:
    """The customer's first words, as far as the complaint's row holds them."""
    return next((one.text for one in complaint.messages if one.direction is Direction.INBOUND), "")


def _doubts(one: Complaint, other: Complaint) -> Iterator[str]:
    if not (is_verified(one) and is_verified(other)):
        yield "a sender is not verified"
    ours, theirs = one.customer.email, other.customer.email
    if ours and theirs and normalised("email", ours) != normalised("email", theirs):
        yield "different e-mail addresses"


def _reasons(one: Complaint, other: Complaint) -> Iterator[tuple[str, float]]:
    apart = abs(one.created_at - other.updated_at) if one.created_at > other.updated_at else timedelta(0)
    ours, theirs = known(one), known(other)
    if apart <= GOODS_WINDOW:
        for kind, weight in _GOODS.items():
            if ours[kind] & theirs[kind]:
                yield f"same {kind}", weight
    if apart <= PERSON_WINDOW:
        yield from _person(one, other)
    if apart <= TEXT_WINDOW:
        near = resemblance(said(one), said(other))
        weight = next((weight for least, weight in _TEXT if near >= least), 0.0)
        if weight:
            yield "nearly the same text", weight


def _person(one: Complaint, other: Complaint) -> Iterator[tuple[str, float]]:
    """The same person says little about the matter, however many of their addresses agree."""
    same = [kind for kind in _PEOPLE if _contact(one, kind) and _contact(one, kind) == _contact(other, kind)]
    if "customer" in same and one.channel != other.channel:
        same.remove("customer")  # each platform counts its customers for itself
    if same:
        yield f"same {' and '.join(same)}", _PERSON if len(same) == 1 else _PERSON_TWICE
        return
    ours, theirs = known(one), known(other)
    for kind in ("phone", "email"):
        if ours[kind] & theirs[kind]:
            yield f"same {kind} named", _MENTIONED
            return


def known(complaint: Complaint) -> dict[str, set[str]]:
    """Kind → what the customer is known by and what they named, normalised."""
    found: dict[str, set[str]] = {kind: set() for kind in ("order", "tracking", "phone", "email", "customer")}
    if complaint.order:
        found["order"].add(normalised("order", complaint.order.number))
    for kind, value in complaint.customer.contacts:
        found[kind].add(normalised(kind, value))
    for entity in complaint.assessment.entities:
        if entity.kind in ("order", "tracking", "phone", "email"):
            found[entity.kind].add(normalised(entity.kind, entity.value))
    return found


def _contact(complaint: Complaint, kind: str) -> str | None:
    return next((normalised(kind, value) for name, value in complaint.customer.contacts if name == kind), None)


def _same_orders(one: Complaint, other: Complaint) -> bool:
    """A text may name another order beside its own. Two platforms count for themselves."""
    platforms = {each.order.platform.casefold() for each in (one, other) if each.order and each.order.platform}
    return len(platforms) < 2 and bool(known(one)["order"] & known(other)["order"])


def _same_place(one: Complaint, other: Complaint) -> bool:
    return (one.channel, one.account) == (other.channel, other.account)
