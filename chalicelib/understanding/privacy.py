"""Personal numbers made unreadable for logs, lists and exports. The same value always gets the same mask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from chalicelib.model.message import Customer

from .entities import find
from .naming import BANK_CARD, EMAIL, NATIONAL_ID, PHONE
from .text import fold

_HIDDEN: Final = "****"
_HOME_PHONE: Final = 10
"""Numbers this long can show their ends; of a shorter or foreign one only the last three digits stay."""


@dataclass(frozen=True, slots=True)
class Personal:
    """Something personal in the original text."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """``found`` points into the text before masking."""

    text: str
    found: tuple[Personal, ...]


def mask(text: str) -> Masked:
    """Phones, mail addresses, mainland identity numbers and bank cards hidden; order and parcel numbers stay."""
    folded = fold(text)
    pieces: list[str] = []
    found: list[Personal] = []
    done = 0
    for one in find(folded.text):
        if not (hide := _HIDES.get(one.kind)):
            continue
        start, end = folded.span(one.start, one.end)
        pieces += (text[done:start], hide(one.value))
        found.append(Personal(kind=one.kind, start=start, end=end))
        done = end
    return Masked(text="".join((*pieces, text[done:])), found=tuple(found))


def mask_customer(customer: Customer) -> Customer:
    """The platform's own id stays: it names nobody outside of the platform."""
    return Customer(
        id=customer.id,
        name=initial(customer.name) if customer.name else None,
        phone=mask(customer.phone).text if customer.phone else None,
        email=mask(customer.email).text if customer.email else None,
        tier=customer.tier,
    )


def initial(name: str) -> str:
    """As long as the name, and only its first character."""
    return name[:1] + "*" * (len(name) - 1)


def _hide_phone(number: str) -> str:
    if number.startswith("+") or len(number) < _HOME_PHONE:
        return _HIDDEN + number[-3:]
    return number[:3] + _HIDDEN + number[-4:]


def _hide_email(address: str) -> str:
    local, _, domain = address.partition("@")
    return f"{local[0]}***@{domain}"


def _hide_id(number: str) -> str:
    return number[0] + "*" * (len(number) - 2) + number[-1]


def _hide_card(number: str) -> str:
    return "*" * (len(number) - 4) + number[-4:]


_HIDES: Final[dict[str, Callable[[str], str]]] = {
    PHONE: _hide_phone,
    EMAIL: _hide_email,
    NATIONAL_ID: _hide_id,
    BANK_CARD: _hide_card,
}
