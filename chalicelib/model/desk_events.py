"""What people at the desk did, and what became of their answers."""

from __future__ import annotations

from typing import Literal

from .assessment import Severity
from .audit import Audit
from .base import Instant, Word
from .complaint import Classification, Collaborator, Escalation, Lease, Resolution, SetSeverity, Task, Wait
from .effect import EffectKind, Way
from .message import Message
from .offer import Offer


class Claimed(Word):
    type: Literal["claimed"] = "claimed"
    lease: Lease


class Reassigned(Word):
    """A supervisor gave it to ``lease.agent``; ``previous`` held it until then."""

    type: Literal["reassigned"] = "reassigned"
    lease: Lease
    previous: str | None = None
    why: str


class Offered(Word):
    """One agent is asked to take it; it goes on waiting in its queue."""

    type: Literal["offered"] = "offered"
    offer: Offer


class OfferEnded(Word):
    """Not taken up. Somebody who takes it, or another queue, ends an offer without this."""

    type: Literal["offer_ended"] = "offer_ended"
    agent: str
    why: Literal["declined", "unanswered"]


class LeaseRenewed(Word):
    type: Literal["lease_renewed"] = "lease_renewed"
    lease: Lease


class Released(Word):
    """Back to the queue: by the agent, or by the system when the lease ended (``why``)."""

    type: Literal["released"] = "released"
    why: str


class Replied(Word):
    type: Literal["replied"] = "replied"
    message: Message


class Noted(Word):
    """``mentions``: colleagues it calls, by id."""

    type: Literal["noted"] = "noted"
    message: Message
    mentions: tuple[str, ...] = ()


class CollaboratorAdded(Word):
    type: Literal["collaborator_added"] = "collaborator_added"
    collaborator: Collaborator


class CollaboratorRemoved(Word):
    type: Literal["collaborator_removed"] = "collaborator_removed"
    agent: str


class Transferred(Word):
    type: Literal["transferred"] = "transferred"
    queue: str
    why: str


class Reclassified(Word):
    type: Literal["reclassified"] = "reclassified"
    classification: Classification
    previous: Classification
    why: str


class SeveritySet(Word):
    """By a person: ``severity_by`` says from what to what, and why."""

    type: Literal["severity_set"] = "severity_set"
    severity_by: SetSeverity


class Escalated(Word):
    """``severity`` is what it is now: one step graver, as far as that goes."""

    type: Literal["escalated"] = "escalated"
    escalation: Escalation
    severity: Severity


class WaitStarted(Word):
    type: Literal["wait_started"] = "wait_started"
    wait: Wait


class WaitEnded(Word):
    type: Literal["wait_ended"] = "wait_ended"
    why: str


class Resolved(Word):
    type: Literal["resolved"] = "resolved"
    resolution: Resolution
    close_at: Instant


class Reopened(Word):
    type: Literal["reopened"] = "reopened"
    why: str


class Closed(Word):
    type: Literal["closed"] = "closed"
    why: str


class Rerouted(Word):
    """What was owed to the customer could not go the way ``tried``, and goes another from now on."""

    type: Literal["rerouted"] = "rerouted"
    effect: str
    kind: EffectKind
    tried: Way
    why: str
    way: Way
    channel: str


class Undelivered(Word):
    """The last way failed as well: the customer does not get it from us."""

    type: Literal["undelivered"] = "undelivered"
    effect: str
    kind: EffectKind
    tried: Way
    why: str


class TaskSet(Word):
    """A person has to do what could not be done by itself."""

    type: Literal["task_set"] = "task_set"
    task: Task


class TaskDone(Word):
    type: Literal["task_done"] = "task_done"
    task: Task
    how: str


class OriginalOpened(Word):
    """Somebody was shown texts and contacts without masks."""

    type: Literal["original_opened"] = "original_opened"
    why: str


class Audited(Word):
    """A supervisor looked at how it was resolved."""

    type: Literal["audited"] = "audited"
    audit: Audit
