"""Personal numbers made unreadable for logs, lists and exports. The same value always gets the same mask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.model.message import Customer

from .entities import find
from .found import Found
from .naming import (
    ACCOUNT,
    ADDRESS,
    BANK_CARD,
    DEVICE,
    EMAIL,
    IP_ADDRESS,
    NAME,
    NATIONAL_ID,
    PASSPORT,
    PHONE,
    PLATE,
    QQ,
    SECRET,
    VIN,
    WECHAT,
)
from .personal import COMPOUND_SURNAMES
from .text import Folded, fold

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
    """What tells who somebody is or opens an account is hidden; order and parcel numbers stay, staff work with them.

    A name or an account that its context gave away once is hidden wherever it stands.
    """
    return _replaced(text, lambda one, _: _HIDES[one.kind](one.value))


def mask_in_place(text: str, *, person: Customer | None = None) -> str:
    """As long as the text, so that what is known to stand at a place of it still does. What is known of the ``person``
    it is about is hidden wherever it is written the same.
    """
    hidden = _replaced(text, lambda one, length: _fitted(_HIDES[one.kind](one.value), length)).text
    for written, shown in _known_of(person) if person else ():
        hidden = hidden.replace(written, _fitted(shown, len(written)))
    return hidden


def mask_value(kind: str, value: str) -> str:
    """What was found as such in a text."""
    return _HIDES[kind](value) if kind in _HIDES and value else value


def withhold(text: str) -> str:
    """For logs and for why something failed: the kind stands in its place, and nothing of it is left."""
    return _replaced(text, lambda one, _: f"[{one.kind}]").text


def _replaced(text: str, hidden: Callable[[Found, int], str]) -> Masked:
    """``hidden`` also gets how many characters of the text it stands for."""
    folded = fold(text)
    pieces: list[str] = []
    personal: list[Personal] = []
    done = 0
    for one in _everywhere(find(folded.text), folded):
        start, end = folded.span(one.start, one.end)
        if start < done:
            continue
        pieces += (text[done:start], hidden(one, end - start))
        personal.append(Personal(kind=one.kind, start=start, end=end))
        done = end
    return Masked(text="".join((*pieces, text[done:])), found=tuple(personal))


def _everywhere(found: list[Found], folded: Folded) -> list[Found]:
    """The personal finds, and each place outside of other finds that repeats one of those known by context."""
    hidden = [one for one in found if one.kind in _HIDES]
    by_context = {folded.text[one.start : one.end]: one for one in hidden if one.kind in _KNOWN_BY_CONTEXT}
    if not by_context:
        return hidden
    taken = folded.without((one.start, one.end) for one in found).text
    for written, one in list(by_context.items())[:_MOST_REPEATED]:
        for match in re.finditer(rf"(?<![a-z0-9]){re.escape(written)}(?![a-z0-9])", taken):
            hidden.append(replace(one, start=match.start(), end=match.end()))
    return sorted(hidden, key=lambda one: (one.start, -one.end))


def mask_customer(customer: Customer) -> Customer:
    """The platform's own id stays, unless it is a phone number or the like: it names nobody outside of the platform."""
    return Customer(
        id=mask(customer.id).text if customer.id else None,
        name=initial(customer.name) if customer.name else None,
        phone=mask(customer.phone).text if customer.phone else None,
        email=mask(customer.email).text if customer.email else None,
        tier=customer.tier,
    )


def _known_of(person: Customer) -> Iterator[tuple[str, str]]:
    """(as it is written, as it is shown)"""
    masked = mask_customer(person)
    for written, shown in ((person.name, masked.name), (person.phone, masked.phone), (person.email, masked.email)):
        if written and shown and len(written) > 1:
            yield written, shown


def _fitted(hidden: str, length: int) -> str:
    """The same ends with as many stars between them as it takes; nothing but stars where there is no room."""
    head, tail = hidden[: hidden.find("*")], hidden[hidden.rfind("*") + 1 :]
    stars = length - len(head) - len(tail)
    return head + "*" * stars + tail if "*" in hidden and stars >= hidden.count("*") else "*" * length


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


def _hide_tail(value: str) -> str:
    """As long as it was, with its last three characters."""
    return "*" * max(len(value) - 3, 4) + value[-3:]


def _hide_account(value: str) -> str:
    return value[:2] + _HIDDEN


def _hide_address(address: str) -> str:
    """Town and district stay, because they say which carrier and which rules; street and door do not."""
    district = _DISTRICT.match(address)
    return (district[0] if district else address[:2] if not address[0].isdecimal() else "") + _HIDDEN


def _hide_name(name: str) -> str:
    kept = 2 if name[:2] in _COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:kept] + "*" * (len(name) - kept)


def _hide_plate(plate: str) -> str:
    return plate[:2] + "***" + plate[-2:]


def _hide_ip(address: str) -> str:
    return address.rsplit(".", 2)[0] + ".*.*" if "." in address else ":".join(address.split(":")[:2]) + ":*"


def _hide_all(_: str) -> str:
    return "******"


_DISTRICT: Final = re.compile(r"[\u4e00-\u9fff]{2,10}?(?:市[\u4e00-\u9fff]{1,5}?(?:区|县|市)|区|县|市)")
_COMPOUND_SURNAMES: Final = frozenset(COMPOUND_SURNAMES.split("|"))
_KNOWN_BY_CONTEXT: Final = frozenset(
    {ADDRESS, NAME, PASSPORT, QQ, SECRET, WECHAT, PHONE, BANK_CARD, IP_ADDRESS, NATIONAL_ID}
)
_MOST_REPEATED: Final = 50
_HIDES: Final[dict[str, Callable[[str], str]]] = {
    PHONE: _hide_phone,
    EMAIL: _hide_email,
    NATIONAL_ID: _hide_id,
    BANK_CARD: _hide_card,
    PASSPORT: _hide_tail,
    WECHAT: _hide_account,
    ACCOUNT: _hide_account,
    DEVICE: _hide_all,
    QQ: _hide_tail,
    ADDRESS: _hide_address,
    NAME: _hide_name,
    PLATE: _hide_plate,
    VIN: _hide_tail,
    IP_ADDRESS: _hide_ip,
    SECRET: _hide_all,
}
