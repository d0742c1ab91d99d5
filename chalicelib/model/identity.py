"""Who acts, and how new names are made. Time and randomness come from outside, so tests decide both."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from .base import Word

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u

Clock = Callable[[], datetime]
RandomBits = Callable[[int], int]


def utc_now() -> datetime:
    return datetime.now(UTC)


def _base32(value: int, *, length: int) -> str:
    digits = []
    for _ in range(length):
        value, digit = divmod(value, 32)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


class Ids:
    """Makes short ids that sort by time: nine characters of milliseconds, then 50 random bits."""

    def __init__(self, *, clock: Clock = utc_now, random_bits: RandomBits = secrets.randbits) -> None:
        self._clock = clock
        self._random_bits = random_bits

    def new(self, prefix: str) -> str:
        """``prefix`` is one letter for the kind: c complaint, m message, d delivery, x effect, q quarantine."""
        milliseconds = int(self._clock().timestamp() * 1000)
        return f"{prefix}{_base32(milliseconds, length=9)}{_base32(self._random_bits(50), length=10)}"


def first_id(prefix: str, moment: datetime) -> str:
    """Sorts before every id that is made at ``moment`` or later."""
    return f"{prefix}{_base32(max(int(moment.timestamp() * 1000), 0), length=9)}"


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"
    SERVICE = "service"
    """A program of the shop: brings orders, and sees no complaint."""


class Principal(Word):
    """A person at the desk, as their verified token describes them."""

    id: str
    shop: str
    name: str = ""
    roles: frozenset[Role] = frozenset()


class ActorKind(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"


class Actor(Word):
    """Who caused an event."""

    kind: ActorKind
    id: str = ""

    @classmethod
    def agent(cls, principal: Principal) -> Actor:
        return cls(kind=ActorKind.AGENT, id=principal.id)


SYSTEM: Final = Actor(kind=ActorKind.SYSTEM)
CUSTOMER: Final = Actor(kind=ActorKind.CUSTOMER)
