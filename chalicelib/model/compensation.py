"""Money offered to a customer: owed by a rule, or given for the sake of peace and then within somebody's authority."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from .base import Instant, Word

Basis = Literal["goodwill", "entitlement"]
"""Given freely, or owed by a rule."""


class CompensationState(StrEnum):
    PENDING = "pending"
    """Above the authority of who proposed it: another person decides."""
    OFFERED = "offered"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Compensation(Word):
    """``amount`` in ``currency`` (ISO 4217). ``owed_as`` names the amount of the entitlements that it pays, ``rules``
    those that set it. ``decided_by`` is ``None`` where nobody had to decide.
    """

    id: str
    amount: Decimal
    currency: str
    basis: Basis
    owed_as: str | None = None
    rules: tuple[str, ...] = ()
    why: str
    state: CompensationState
    proposed_by: str
    proposed_at: Instant
    decided_by: str | None = None
    decided_at: Instant | None = None
    decided_why: str | None = None
