"""What we answer about complaints."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from chalicelib.model.assessment import Category, Severity, Signal
from chalicelib.model.clock import ClockState
from chalicelib.model.complaint import Level, Status
from chalicelib.model.effect import EffectKind, EffectState, Way
from chalicelib.model.message import Direction
from chalicelib.model.survey import SurveyState

from .compensation_shapes import CompensationShape
from .flow_shapes import AfterSaleShape, FlowShape
from .routing_shapes import RoutingShape
from .shapes import Shape
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


class ConsideredShape(Shape):
    """An agent who was thought of, and what kept them from being asked: ``away``, ``queue``, ``full``, ``has_offer``,
    ``passed``, ``skill …``, ``language …``.
    """

    agent: str
    name: str
    load: int
    capacity: int
    is_familiar: bool
    """They know the customer."""
    lacking: tuple[str, ...]


class OfferShape(Shape):
    agent: str
    agent_name: str
    since: datetime
    until: datetime
    ranking: tuple[ConsideredShape, ...]
    """The best first: why this agent, and why not the others."""


class LeaseShape(Shape):
    agent: str
    agent_name: str
    taken_at: datetime
    until: datetime
    weight: int
    """Of the agent's capacity."""


class CollaboratorShape(Shape):
    agent: str
    agent_name: str
    since: datetime
    by: str


class ClockShape(Shape):
    kind: str
    started_at: datetime
    due_at: datetime
    state: ClockState
    remaining_seconds: int | None
    """Working time left, negative once overdue, frozen while paused; null when nothing is owed any more."""
    reason: str
    policy: str
    provisional: bool = False
    """It counts days whose official arrangement is not published yet, and is computed again when it is."""
    stopped_at: datetime | None = None
    breached_at: datetime | None = None
    steps: tuple[str, ...] | None = None
    """How the due time came about, only in ``GET …/clocks``."""


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


class AttachmentShape(Shape):
    name: str
    content_type: str
    size: int | None = None
    stored: bool = False
    """Whether ``…/messages/{message}/attachments/{position}`` gives it out."""


class MessageShape(Shape):
    id: str
    direction: Direction
    text: str
    truncated: bool
    at: datetime
    author: str
    channel: str
    subject: str | None = None
    quoted: str | None = None
    revision_of: str | None = None
    is_automatic: bool = False
    complaint: str | None = None
    """Where it is kept, when that was merged into this one: files are asked for there."""
    split_into: str | None = None
    """The complaint as which it goes on."""
    attachments: tuple[AttachmentShape, ...] = ()
    notes: tuple[str, ...] = ()


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


class SurveyShape(Shape):
    id: str
    complaint: str
    state: SurveyState
    resolution: int
    """Which resolution of the complaint it is about, from 1."""
    round: int
    """A repair is asked about twice."""
    plan: str
    due_at: datetime
    expires_at: datetime
    agent: str
    """Who resolved; theirs is the credit."""
    channel: str
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    reminded_at: datetime | None = None
    score: int | None = None
    attitude: int | None = None
    efficiency: int | None = None
    result: int | None = None
    effort: int | None = None
    recommend: int | None = None
    solved: str | None = None
    text: str | None = None
    answered_at: datetime | None = None
    why: str | None = None
    """Why it was skipped or cancelled."""


class TaskShape(Shape):
    """Something only a person can do: reach a customer whom no way of ours leads to."""

    id: str
    kind: Literal["reach_customer"]
    why: str
    message: str | None = None
    """The message that they did not get."""
    since: datetime


class ReplyWindowShape(Shape):
    """What the customer's platform still takes. Afterwards a reply goes another way, or becomes a task."""

    is_open: bool
    open_until: datetime | None
    """Null where the platform sets no time."""
    takes: int | None
    """How many messages the platform takes until the customer writes again; null where it does not count."""
    remaining: int | None
    """How many of them are left."""


class TriedShape(Shape):
    """A way that did not lead to the customer."""

    way: Way
    channel: str
    attempts: int
    at: datetime
    why: str


class DeliveryShape(Shape):
    """Something we owe to the outside, and how far it is."""

    id: str
    kind: EffectKind
    state: EffectState
    channel: str
    way: Way
    """``channel``: where the customer wrote; else the way that was taken instead."""
    tried: tuple[TriedShape, ...] = ()
    """The ways before this one, with the reason why each did not lead to the customer."""
    message: str | None = None
    attempts: int
    created_at: datetime
    done_at: datetime | None = None
    next_attempt_at: datetime | None = None
    last_error: str | None = None


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


class LinkShape(Shape):
    complaint: str
    since: datetime
    by: str
    """Id of the agent; empty when it was linked by itself."""
    why: str
    score: float | None
    reasons: tuple[str, ...]


class SuggestionShape(Shape):
    """May be the same matter: ``POST …/link`` takes it up, ``POST …/unlink`` dismisses it."""

    complaint: str
    score: float
    """0 to 1."""
    reasons: tuple[str, ...]
    since: datetime


class ClusterShape(Shape):
    """Complaints about the same matter."""

    id: str | None
    """Of the oldest complaint of the matter; null when there is only this one."""
    members: tuple[str, ...]
    """All of them, this one among them, the oldest first."""
    links: tuple[LinkShape, ...]
    """Those that are linked with this one directly, and why."""
    merged: tuple[str, ...]
    """Those that were merged into this one."""
    suggestions: tuple[SuggestionShape, ...]


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


class DownloadShape(Shape):
    url: str
    """Works for a few minutes, without a token; the browser saves the file and does not show it."""
    expires_at: datetime
    name: str
    content_type: str
    size: int | None


class OpenedFileShape(DownloadShape):
    message: str
    position: int
    """Among the attachments of the message, from 0."""


class OriginalShape(ComplaintFileShape):
    """As it was written, with a link to each file we keep."""

    files: tuple[OpenedFileShape, ...]


class ComplaintsShape(Shape):
    items: tuple[ComplaintShape, ...]
    next: str | None


class ClocksShape(Shape):
    items: tuple[ClockShape, ...]
    next: str | None = None


class EventsShape(Shape):
    items: tuple[EventShape, ...]
    next: str | None = None
