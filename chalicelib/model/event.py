"""Events: the append-only facts of a complaint's history. Everything else is computed from them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from .assessment import Assessment, Category, Severity
from .audit import Audit
from .base import Instant, Word
from .clock import Clock
from .compensation import Compensation
from .complaint import Classification, Collaborator, Escalation, Lease, Resolution, SetSeverity, Task, Wait
from .effect import EffectKind, Way
from .entitlement import EntitlementRecord
from .flow import AfterSale, FlowRun
from .identity import Actor
from .matter import Link, Suggestion
from .message import Customer, Message, OrderReference, ReplyAddress
from .offer import Offer
from .order import Goods
from .routing import RoutingDecision
from .standing import Standing
from .survey import USUAL, CancelReason, Question, SkipReason, Survey, SurveyAnswer
from .visit import Visit, VisitCancelReason, VisitOutcome


class Received(Word):
    """The first message made a complaint. ``is_trusted``: a person sent it, and the one it names. ``familiar`` is the
    agent who last had a complaint of this customer.
    """

    type: Literal["received"] = "received"
    channel: str
    account: str
    customer: Customer
    order: OrderReference | None = None
    language: str
    subject: str | None = None
    reply_to: ReplyAddress | None = None
    is_trusted: bool = True
    familiar: str | None = None
    message: Message


class Assessed(Word):
    type: Literal["assessed"] = "assessed"
    assessment: Assessment


class Routed(Word):
    type: Literal["routed"] = "routed"
    decision: RoutingDecision


class ClocksChanged(Word):
    """The clocks named here are now so; ``cause`` says what moved them."""

    type: Literal["clocks_changed"] = "clocks_changed"
    cause: str
    clocks: tuple[Clock, ...]


class EntitlementsChanged(Word):
    """What the rules say has changed, or what they were asked about; ``cause`` is why they were asked."""

    type: Literal["entitlements_changed"] = "entitlements_changed"
    cause: str
    record: EntitlementRecord


class MessageAdded(Word):
    """The customer wrote again. ``customer`` and ``order`` are what is now known of them."""

    type: Literal["message_added"] = "message_added"
    message: Message
    customer: Customer
    order: OrderReference | None = None
    reply_to: ReplyAddress | None = None


class OrderKnown(Word):
    """The order it is about came in, or says something else now."""

    type: Literal["order_known"] = "order_known"
    goods: Goods


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


class SurveyScheduled(Word):
    type: Literal["survey_scheduled"] = "survey_scheduled"
    survey: Survey


class SurveyCancelled(Word):
    type: Literal["survey_cancelled"] = "survey_cancelled"
    reason: CancelReason


class SurveySkipped(Word):
    """It was due and could not be asked, or was asked and reached nobody."""

    type: Literal["survey_skipped"] = "survey_skipped"
    reason: SkipReason


class SurveyPostponed(Word):
    """It was due at an hour, or at a time, in which nobody is asked."""

    type: Literal["survey_postponed"] = "survey_postponed"
    until: Instant
    why: str


class SurveySent(Word):
    """Handed to the outbox. The other fields are those of ``Survey``."""

    type: Literal["survey_sent"] = "survey_sent"
    channel: str
    invitation: str = ""
    asks: tuple[Question, ...] = USUAL
    expires_at: Instant | None = None
    remind_at: Instant | None = None
    cool_until: Instant | None = None


class SurveyDelivered(Word):
    """A channel has taken the invitation."""

    type: Literal["survey_delivered"] = "survey_delivered"
    channel: str


class SurveyReminded(Word):
    """Asked once more, or not (``why``) because it would come too late to be a reminder."""

    type: Literal["survey_reminded"] = "survey_reminded"
    channel: str | None = None
    why: str = ""


class SurveyExpired(Word):
    """Nobody answered in time."""

    type: Literal["survey_expired"] = "survey_expired"


class SurveyAnswered(Word):
    type: Literal["survey_answered"] = "survey_answered"
    answer: SurveyAnswer


class SurveyHeard(Word):
    """What was written in the answer has been understood."""

    type: Literal["survey_heard"] = "survey_heard"
    themes: tuple[Category, ...] = ()


class VisitPlanned(Word):
    """A person is to ask whether the solution holds; ``why`` where a person wanted it."""

    type: Literal["visit_planned"] = "visit_planned"
    visit: Visit
    why: str = ""


class VisitDue(Word):
    """Its hour has come; ``is_reminder``: and passed without anybody calling."""

    type: Literal["visit_due"] = "visit_due"
    is_reminder: bool = False
    remind_at: Instant | None = None


class VisitTried(Word):
    """Nobody answered. ``due_at`` is the next try; without one a message follows."""

    type: Literal["visit_tried"] = "visit_tried"
    due_at: Instant | None = None
    remind_at: Instant | None = None


class VisitMessaged(Word):
    """The message takes the place of the call."""

    type: Literal["visit_messaged"] = "visit_messaged"
    effect: str
    answer_until: Instant


class VisitDone(Word):
    """``by`` is the agent who talked to the customer; empty when the message was not answered."""

    type: Literal["visit_done"] = "visit_done"
    outcome: VisitOutcome
    note: str = ""
    by: str = ""


class VisitCancelled(Word):
    type: Literal["visit_cancelled"] = "visit_cancelled"
    reason: VisitCancelReason
    why: str = ""


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


class Linked(Word):
    """The same matter as another complaint, whose history says the same of this one."""

    type: Literal["linked"] = "linked"
    link: Link


class Unlinked(Word):
    type: Literal["unlinked"] = "unlinked"
    complaint: str
    why: str


class ClusterChanged(Word):
    """Who is about the same matter now, after links and merges, also between others."""

    type: Literal["cluster_changed"] = "cluster_changed"
    members: tuple[str, ...]


class Suggested(Word):
    """These may be the same matter."""

    type: Literal["suggested"] = "suggested"
    suggestions: tuple[Suggestion, ...]


class SuggestionDismissed(Word):
    type: Literal["suggestion_dismissed"] = "suggestion_dismissed"
    complaint: str
    why: str


class Merged(Word):
    """Another complaint goes on in the place of this one, which is closed as long as that is so."""

    type: Literal["merged"] = "merged"
    into: str
    why: str


class Absorbed(Word):
    """Goes on in the place of ``complaint``: with what it was still promised, its severity and its open tasks."""

    type: Literal["absorbed"] = "absorbed"
    complaint: str
    why: str
    severity: Severity
    clocks: tuple[Clock, ...]
    tasks: tuple[Task, ...] = ()


class Unmerged(Word):
    """On its own again, as it would stand had it never been merged."""

    type: Literal["unmerged"] = "unmerged"
    into: str
    why: str
    standing: Standing


class Separated(Word):
    """``complaint`` is on its own again; this one stands as it would without that merge."""

    type: Literal["separated"] = "separated"
    complaint: str
    why: str
    standing: Standing


class FlowStarted(Word):
    """An after-sale is under way."""

    type: Literal["flow_started"] = "flow_started"
    flow: FlowRun


class FlowAdvanced(Word):
    """A step was done, and the next one reached, or it was the last."""

    type: Literal["flow_advanced"] = "flow_advanced"
    flow: FlowRun


class FlowCancelled(Word):
    type: Literal["flow_cancelled"] = "flow_cancelled"
    flow: FlowRun


class AfterSalePushed(Word):
    """A platform tells how far an after-sale of its own is."""

    type: Literal["aftersale_pushed"] = "aftersale_pushed"
    sale: AfterSale


class CompensationProposed(Word):
    """More than its proposer may give: somebody else decides."""

    type: Literal["compensation_proposed"] = "compensation_proposed"
    compensation: Compensation


class CompensationOffered(Word):
    """Owed by a rule, or within the authority of who offers it."""

    type: Literal["compensation_offered"] = "compensation_offered"
    compensation: Compensation


class CompensationDecided(Word):
    """What was proposed is offered now, rejected, or withdrawn by its proposer: ``compensation`` as it is now."""

    type: Literal["compensation_decided"] = "compensation_decided"
    compensation: Compensation


class SplitOff(Word):
    """``messages`` are another matter and go on as ``complaint``; they are kept here, too."""

    type: Literal["split_off"] = "split_off"
    complaint: str
    messages: tuple[str, ...]
    why: str


class SplitFrom(Word):
    """``messages`` came in with ``complaint``."""

    type: Literal["split_from"] = "split_from"
    complaint: str
    messages: tuple[str, ...]
    why: str


class OriginalOpened(Word):
    """Somebody was shown texts and contacts without masks."""

    type: Literal["original_opened"] = "original_opened"
    why: str


class Audited(Word):
    """A supervisor looked at how it was resolved."""

    type: Literal["audited"] = "audited"
    audit: Audit


Body = Annotated[
    Received
    | Assessed
    | Routed
    | ClocksChanged
    | EntitlementsChanged
    | MessageAdded
    | OrderKnown
    | Claimed
    | Offered
    | OfferEnded
    | Reassigned
    | LeaseRenewed
    | Released
    | Replied
    | Noted
    | CollaboratorAdded
    | CollaboratorRemoved
    | Transferred
    | Reclassified
    | SeveritySet
    | Escalated
    | WaitStarted
    | WaitEnded
    | Resolved
    | Reopened
    | Closed
    | SurveyScheduled
    | SurveyCancelled
    | SurveySkipped
    | SurveyPostponed
    | SurveySent
    | SurveyDelivered
    | SurveyReminded
    | SurveyExpired
    | SurveyAnswered
    | SurveyHeard
    | VisitPlanned
    | VisitDue
    | VisitTried
    | VisitMessaged
    | VisitDone
    | VisitCancelled
    | Rerouted
    | Undelivered
    | TaskSet
    | TaskDone
    | Linked
    | Unlinked
    | ClusterChanged
    | Suggested
    | SuggestionDismissed
    | Merged
    | Absorbed
    | Unmerged
    | Separated
    | FlowStarted
    | FlowAdvanced
    | FlowCancelled
    | AfterSalePushed
    | SplitOff
    | SplitFrom
    | OriginalOpened
    | CompensationProposed
    | CompensationOffered
    | CompensationDecided
    | Audited,
    Field(discriminator="type"),
]


class Event(Word):
    """``version`` is the commit that added it, ``index`` its place within that commit."""

    complaint: str
    version: int
    index: int
    at: Instant
    actor: Actor
    body: Body


EVENT_BODY: TypeAdapter[Body] = TypeAdapter(Body)
