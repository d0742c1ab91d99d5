"""A complaint: messages of one customer about one matter, one owner queue, one history."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from .assessment import Assessment, Category, Severity, Signal
from .audit import Audit
from .base import Instant, Word
from .clock import Clock
from .compensation import Compensation, CompensationState
from .entitlement import EntitlementRecord
from .fit import first_within
from .flow import AfterSale, FlowRun
from .matter import Link, Suggestion
from .message import Customer, Direction, Message, OrderReference, ReplyAddress
from .offer import Offer
from .order import Goods
from .routing import RoutingDecision
from .survey import Survey
from .visit import Visit

TRIAGE: Final = "triage"
DIGEST_LENGTH: Final = 2_000
DIGEST_LINE: Final = 300
DIGEST_LIST_SIZE: Final = 6_000
"""Bytes of attachments, and of notes, in a digest."""
DIGESTS_KEPT: Final = 10
AUDITS_KEPT: Final = 5


class Status(StrEnum):
    WAITING = "waiting"
    ASSIGNED = "assigned"
    WAITING_CUSTOMER = "waiting_customer"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        return self not in (Status.RESOLVED, Status.CLOSED)


class Lease(Word):
    """An agent's time-limited hold."""

    agent: str
    agent_name: str = ""
    taken_at: Instant
    until: Instant
    weight: int = 0
    """Of the agent's capacity, as it was when the complaint was taken."""


class Classification(Word):
    """The category in force: the model's, or a person's who corrected it."""

    primary: Category
    labels: tuple[Category, ...]
    confidence: float
    decided_by: str = "model"


class SetSeverity(Word):
    """A person said how urgent it is, and why. What they lowered does not rise again by the same signs."""

    severity: Severity
    previous: Severity
    why: str
    by: str
    at: Instant


class Level(StrEnum):
    """Whom an escalation calls."""

    SUPERVISOR = "supervisor"
    MANAGEMENT = "management"


class Escalation(Word):
    """Somebody at the desk needs ``level``. It comes sooner in its queue, and is at least urgent from then on."""

    level: Level
    why: str
    by: str
    at: Instant

    def reaches(self, level: Level) -> bool:
        order = list(Level)
        return order.index(self.level) >= order.index(level)


class Wait(Word):
    """Why nothing happens on our side, and until when at the latest."""

    why: str
    since: Instant
    until: Instant


class Resolution(Word):
    """``done_at`` is when it was carried out, where that is not when it was said: money sent, goods handed back."""

    outcome: str
    note: str = ""
    agent: str
    at: Instant
    done_at: Instant | None = None


class Task(Word):
    """Something only a person can do. ``id`` is that of the effect that failed, ``message`` what it carried."""

    id: str
    kind: Literal["reach_customer"] = "reach_customer"
    why: str
    message: str | None = None
    since: Instant


class Collaborator(Word):
    """Somebody who works on it beside its holder."""

    agent: str
    agent_name: str = ""
    since: Instant
    by: str


class Complaint(Word):
    """The present state: the fold of its events (``evolve``). ``version`` counts the commits.

    ``messages`` are digests, newest last: the last ``DIGESTS_KEPT`` with at most ``DIGEST_LENGTH`` characters each,
    so that the row stays small; the whole texts are rows of their own.
    """

    id: str
    shop: str
    version: int
    status: Status
    channel: str
    account: str
    customer: Customer
    order: OrderReference | None = None
    complained_before: int | None = None
    """How often the same customer had complained of the same order in the 30 days before."""
    goods: Goods | None = None
    """What its order says was bought, once the order is known."""
    language: str
    subject: str | None = None
    assessment: Assessment
    classification: Classification
    routing: RoutingDecision
    severity: Severity
    severity_by: SetSeverity | None = None
    escalation: Escalation | None = None
    queue: str
    lease: Lease | None = None
    last_agent: str | None = None
    """Who knows the case, or its customer: the first to be asked when it comes back."""
    collaborators: tuple[Collaborator, ...] = ()
    offer: Offer | None = None
    passed: tuple[str, ...] = ()
    """Agents to whom it was offered in vain since it began to wait in its queue; nobody is asked twice."""
    clocks: tuple[Clock, ...] = ()
    entitlements: EntitlementRecord | None = None
    messages: tuple[Message, ...] = ()
    message_count: int = 0
    reply_to: ReplyAddress | None = None
    is_trusted: bool = True
    """False when a machine wrote it, or the sender may be forged: nothing automatic is sent to them."""
    wait: Wait | None = None
    resolution: Resolution | None = None
    close_at: Instant | None = None
    survey: Survey | None = None
    earlier_surveys: tuple[Survey, ...] = ()
    """The last few before it, oldest first, without what was written in them."""
    visits: tuple[Visit, ...] = ()
    """The last few, the present one last."""
    tasks: tuple[Task, ...] = ()
    links: tuple[Link, ...] = ()
    cluster: tuple[str, ...] = ()
    """Every complaint of the same matter, this one among them, the oldest first; empty when it is alone."""
    suggestions: tuple[Suggestion, ...] = ()
    merged_into: str | None = None
    """The complaint that goes on in its place; it is closed as long as that is so."""
    absorbed: tuple[str, ...] = ()
    """Those that are merged into this one."""
    flows: tuple[FlowRun, ...] = ()
    aftersale: AfterSale | None = None
    """What a platform says of its own after-sale."""
    compensations: tuple[Compensation, ...] = ()
    answered_at: Instant | None = None
    """When a person first answered, in words or by resolving it."""
    audits: tuple[Audit, ...] = ()
    resolutions: int = 0
    reopened: int = 0
    waiting_since: Instant
    created_at: Instant
    updated_at: Instant

    @property
    def signals(self) -> tuple[Signal, ...]:
        return self.assessment.signals

    @property
    def assignee(self) -> str | None:
        return self.lease.agent if self.lease else None

    @property
    def visit(self) -> Visit | None:
        """The present one, or the last that was."""
        return self.visits[-1] if self.visits else None

    @property
    def awaits_approval(self) -> bool:
        return any(one.state is CompensationState.PENDING for one in self.compensations)

    def clock(self, kind: str) -> Clock | None:
        return next((clock for clock in self.clocks if clock.kind == kind), None)

    @property
    def nearest_due(self) -> datetime | None:
        """Due time of the most urgent promise that is ticking, overdue ones included; ``None`` when all rest."""
        return min((clock.due_at for clock in self.clocks if clock.is_ticking), default=None)


def digest(message: Message) -> Message:
    """The part of a message that the complaint's own row carries: ten of them fit, whatever was sent."""
    part = message.model_copy(
        update={
            "text": message.text[:DIGEST_LENGTH],
            "subject": message.subject[:DIGEST_LINE] if message.subject else None,
            "external_id": message.external_id[:DIGEST_LINE] if message.external_id else None,
            "attachments": tuple(first_within(message.attachments, size=DIGEST_LIST_SIZE)),
            "notes": tuple(first_within(message.notes, size=DIGEST_LIST_SIZE)),
        }
    )
    return part.model_copy(update={"quoted": None, "truncated": message.truncated or part != message})


def is_for_customer(message: Message) -> bool:
    """Internal notes never leave the house."""
    return message.direction is not Direction.INTERNAL
