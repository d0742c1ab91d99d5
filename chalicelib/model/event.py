"""Events: the append-only facts of a complaint's history. Everything else is computed from them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from .aftersale_events import (
    AfterSalePushed,
    CompensationDecided,
    CompensationOffered,
    CompensationProposed,
    FlowAdvanced,
    FlowCancelled,
    FlowStarted,
)
from .base import Instant, Word
from .desk_events import (
    Audited,
    Claimed,
    Closed,
    CollaboratorAdded,
    CollaboratorRemoved,
    Escalated,
    LeaseRenewed,
    Noted,
    Offered,
    OfferEnded,
    OriginalOpened,
    Reassigned,
    Reclassified,
    Released,
    Reopened,
    Replied,
    Rerouted,
    Resolved,
    SeveritySet,
    TaskDone,
    TaskSet,
    Transferred,
    Undelivered,
    WaitEnded,
    WaitStarted,
)
from .identity import Actor
from .matter_events import (
    Absorbed,
    ClusterChanged,
    Linked,
    Merged,
    Separated,
    SplitFrom,
    SplitOff,
    Suggested,
    SuggestionDismissed,
    Unlinked,
    Unmerged,
)
from .opening_events import (
    Assessed,
    ClocksChanged,
    EntitlementsChanged,
    MessageAdded,
    OrderKnown,
    Received,
    Routed,
)
from .survey_events import (
    SurveyAnswered,
    SurveyCancelled,
    SurveyDelivered,
    SurveyExpired,
    SurveyHeard,
    SurveyPostponed,
    SurveyReminded,
    SurveyReturned,
    SurveyScheduled,
    SurveySent,
    SurveySkipped,
    VisitCancelled,
    VisitDone,
    VisitDue,
    VisitMessaged,
    VisitPlanned,
    VisitTried,
)

__all__ = [
    "EVENT_BODY",
    "Absorbed",
    "AfterSalePushed",
    "Assessed",
    "Audited",
    "Body",
    "Claimed",
    "ClocksChanged",
    "Closed",
    "ClusterChanged",
    "CollaboratorAdded",
    "CollaboratorRemoved",
    "CompensationDecided",
    "CompensationOffered",
    "CompensationProposed",
    "EntitlementsChanged",
    "Escalated",
    "Event",
    "FlowAdvanced",
    "FlowCancelled",
    "FlowStarted",
    "LeaseRenewed",
    "Linked",
    "Merged",
    "MessageAdded",
    "Noted",
    "OfferEnded",
    "Offered",
    "OrderKnown",
    "OriginalOpened",
    "Reassigned",
    "Received",
    "Reclassified",
    "Released",
    "Reopened",
    "Replied",
    "Rerouted",
    "Resolved",
    "Routed",
    "Separated",
    "SeveritySet",
    "SplitFrom",
    "SplitOff",
    "Suggested",
    "SuggestionDismissed",
    "SurveyAnswered",
    "SurveyCancelled",
    "SurveyDelivered",
    "SurveyExpired",
    "SurveyHeard",
    "SurveyPostponed",
    "SurveyReminded",
    "SurveyReturned",
    "SurveyScheduled",
    "SurveySent",
    "SurveySkipped",
    "TaskDone",
    "TaskSet",
    "Transferred",
    "Undelivered",
    "Unlinked",
    "Unmerged",
    "VisitCancelled",
    "VisitDone",
    "VisitDue",
    "VisitMessaged",
    "VisitPlanned",
    "VisitTried",
    "WaitEnded",
    "WaitStarted",
]

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
    | SurveyReturned
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
