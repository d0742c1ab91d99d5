"""What we answer about complaints."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from chalicelib.model.assessment import Category, Severity, Signal
from chalicelib.model.complaint import Level, Status

from .assignment_shapes import CollaboratorShape, LeaseShape, OfferShape
from .clock_shapes import ClockShape
from .compensation_shapes import CompensationShape
from .conversation_shapes import DeliveryShape, MessageShape, OpenedFileShape, ReplyWindowShape
from .flow_shapes import AfterSaleShape, FlowShape
from .matter_shapes import ClusterShape
from .routing_shapes import RoutingShape
from .shapes import Shape
from .survey_shapes import SurveyShape
from .visit_shapes import VisitShape


class CustomerShape(Shape):
    id: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    tier: str | None = None
    """Membership, as the shop's system calls it; promises may be shorter for it."""


class OrderReferenceShape(Shape):
    number: str
    platform: str | None = None


class EvidenceShape(Shape):
    label: str
    text: str
    start: int
    end: int
    weight: float


class ClassificationShape(Shape):
    primary: Category
    labels: tuple[Category, ...]
    confidence: float
    evidence: tuple[EvidenceShape, ...]
    decided_by: str
    """``model``, or the id of the person who corrected it."""
    model: str
    """The exact classifier that assessed the text."""
    lexicon: int
    """The version of the shop's own words that were added; 0 for none."""


class SetSeverityShape(Shape):
    """A person said how urgent it is."""

    severity: Severity
    previous: Severity
    why: str
    by: str
    at: datetime


class EscalationShape(Shape):
    level: Level
    why: str
    by: str
    at: datetime


class WaitShape(Shape):
    why: str
    since: datetime
    until: datetime


class ResolutionShape(Shape):
    outcome: str
    note: str
    agent: str
    at: datetime
    done_at: datetime | None = None
    """When the remedy was carried out, where that is not when it was said."""


class TaskShape(Shape):
    """Something only a person can do: reach a customer whom no way of ours leads to."""

    id: str
    kind: Literal["reach_customer"]
    why: str
    message: str | None = None
    """The message that they did not get."""
    since: datetime


class EventShape(Shape):
    at: datetime
    type: str
    actor: str
    actor_id: str
    facts: dict[str, Any]


class EntitlementDeadlineShape(Shape):
    what: str
    by: str
    nominal: str
    effective: str
    rule: str


class EntitlementShape(Shape):
    """A remedy owed. Deadlines, payer and evidence are those of the matter (a fault, a delay) that gives it."""

    remedy: str
    conditional: bool
    """It rests on what is only asserted: ``evidence`` has to come in first."""
    payer: str
    deadlines: tuple[EntitlementDeadlineShape, ...]
    evidence: tuple[str, ...]
    amounts: dict[str, str]
    rules: tuple[str, ...]


class ComplaintShape(Shape):
    """In lists personal data is masked, and ``messages`` holds only the newest."""

    id: str
    version: int
    shop: str
    status: Status
    channel: str
    account: str
    customer: CustomerShape
    order: OrderReferenceShape | None
    language: str
    subject: str | None
    category: ClassificationShape
    severity: Severity
    severity_by: SetSeverityShape | None
    """Null where it follows from rules alone."""
    escalation: EscalationShape | None
    signals: tuple[Signal, ...]
    queue: str
    routing: RoutingShape
    assignee: str | None
    lease: LeaseShape | None
    collaborators: tuple[CollaboratorShape, ...]
    """Who works on it beside its holder."""
    offer: OfferShape | None
    """Whose answer is awaited; anybody may still claim it."""
    reply_channel: str | None
    """Where a reply goes; null when the customer left no address and finds it on the status page only."""
    wait: WaitShape | None
    resolution: ResolutionShape | None
    clocks: tuple[ClockShape, ...]
    entitlements: tuple[EntitlementShape, ...]
    """One for each remedy owed; ``GET …/entitlements`` has all of it in words."""
    cluster: ClusterShape
    merged_into: str | None
    """The complaint that goes on in its place; null when it stands for itself."""
    flows: tuple[FlowShape, ...] = ()
    """After-sales under way and ended ones, the oldest first."""
    aftersale: AfterSaleShape | None = None
    compensations: tuple[CompensationShape, ...] = ()
    """Money offered, or waiting for somebody to decide."""
    messages: tuple[MessageShape, ...]
    message_count: int
    masked: bool = False
    """Personal data in texts and contacts is hidden, each text as long as it was."""
    survey: SurveyShape | None
    visit: VisitShape | None
    tasks: tuple[TaskShape, ...]
    """What a person has to do; open ones only."""
    waiting_since: datetime
    created_at: datetime
    updated_at: datetime


class ComplaintFileShape(ComplaintShape):
    """One complaint with everything: whole messages, deliveries, history."""

    reply_window: ReplyWindowShape | None
    """Null when the channel has no way back."""
    deliveries: tuple[DeliveryShape, ...]
    history: tuple[EventShape, ...]


class OriginalShape(ComplaintFileShape):
    """As it was written, with a link to each file we keep."""

    files: tuple[OpenedFileShape, ...]


class ComplaintsShape(Shape):
    items: tuple[ComplaintShape, ...]
    next: str | None


class EventsShape(Shape):
    items: tuple[EventShape, ...]
    next: str | None = None
