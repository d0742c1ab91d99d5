"""An after-sale on its way: which step is whose turn, until when, and what has been done."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from .base import Instant, Word

AfterSaleKind = Literal["return", "refund_only", "exchange", "repair", "reship"]
AfterSaleStatus = Literal["opened", "agreed", "refused", "sent_back", "received", "refunded", "done", "closed"]


class AfterSale(Word):
    """What a platform says of an after-sale of its own. ``amount`` is what the buyer wants back, in yuan."""

    number: str | None = None
    kind: AfterSaleKind | None = None
    status: AfterSaleStatus = "opened"
    amount: Decimal | None = None


class Owner(StrEnum):
    """Whose turn it is."""

    CUSTOMER = "customer"
    AGENT = "agent"
    MERCHANT = "merchant"
    CARRIER = "carrier"


class FlowState(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class FlowStep(Word):
    """A step that was reached. ``due_by`` is the rule or law that sets ``due_at``; ``by`` did it, ``why`` in words."""

    step: str
    owner: Owner
    began_at: Instant
    due_at: Instant | None = None
    due_by: str | None = None
    done_at: Instant | None = None
    by: str | None = None
    why: str | None = None


class FlowRun(Word):
    """``flow`` and ``version`` name its definition; ``steps`` in the order in which they were reached."""

    id: str
    flow: str
    version: str
    state: FlowState
    started_at: Instant
    ended_at: Instant | None = None
    steps: tuple[FlowStep, ...]

    @property
    def is_running(self) -> bool:
        return self.state is FlowState.RUNNING

    @property
    def current(self) -> FlowStep | None:
        return self.steps[-1] if self.is_running else None
