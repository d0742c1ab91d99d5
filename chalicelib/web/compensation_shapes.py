"""What is sent and answered about compensation."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from chalicelib.desk.compensating import Verdict
from chalicelib.model.compensation import Basis, CompensationState

from .bodies import Reason
from .shapes import Shape


def _above_zero(amount: str) -> str:
    if not Decimal(amount):
        raise ValueError("offer more than nothing")
    return amount


Money = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{1,9}(\.[0-9]{1,2})?$"),
    AfterValidator(_above_zero),
]
"""A decimal string above zero: "35.00"."""
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]


class CompensationBody(Shape):
    amount: Money
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    """ISO 4217; that of the order, else CNY, when absent."""
    basis: Basis = "goodwill"
    """``entitlement`` pays what a rule owes and needs nobody's approval."""
    owed_as: str | None = None
    """With ``entitlement``: the name of the amount in ``GET …/entitlements``, for example ``compensation``."""
    reason: Why

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.amount).quantize(Decimal("0.01"))

    @model_validator(mode="after")
    def _owed_is_named(self) -> Self:
        if (self.basis == "entitlement") != (self.owed_as is not None):
            raise ValueError("owed_as is given with the basis 'entitlement', and only with it")
        return self


class DecideCompensationBody(Shape):
    compensation: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    decision: Verdict
    """``withdraw`` is for who proposed it, the others are for another supervisor or admin."""
    reason: Reason = ""
    """Needed to reject."""


class CompensationShape(Shape):
    id: str
    amount: str
    currency: str
    basis: Literal["goodwill", "entitlement"]
    owed_as: str | None = None
    rules: tuple[str, ...] = ()
    """Those that owe it."""
    why: str
    state: CompensationState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    decided_why: str | None = None


class PendingCompensationShape(CompensationShape):
    complaint: str
    queue: str
    version: int
    """Of the complaint, for ``If-Match``."""
    may_decide: bool
    """Whether you may: not your own, and within your limit."""


class PendingCompensationsShape(Shape):
    items: tuple[PendingCompensationShape, ...]
    next: str | None = Field(default=None)
