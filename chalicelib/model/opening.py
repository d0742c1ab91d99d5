"""How a complaint begins."""

from __future__ import annotations

from . import event as facts
from .assessment import Assessment
from .clock import Clock
from .complaint import Classification, Complaint, Status, digest
from .event import Event
from .routing import RoutingDecision


def opening(
    received: Event, *, shop: str, assessment: Assessment, routing: RoutingDecision, clocks: tuple[Clock, ...]
) -> Complaint:
    """The state after the first commit, whose events are always received, assessed, routed, clocks changed."""
    body = received.body
    if not isinstance(body, facts.Received):
        raise TypeError(f"a complaint opens with 'received', not '{body.type}'")
    return Complaint(
        id=received.complaint,
        shop=shop,
        version=received.version,
        status=Status.WAITING,
        channel=body.channel,
        account=body.account,
        customer=body.customer,
        order=body.order,
        complained_before=body.complained_before,
        language=body.language,
        subject=body.subject,
        assessment=assessment,
        classification=classified(assessment),
        routing=routing,
        severity=routing.severity,
        queue=routing.queue,
        clocks=clocks,
        messages=(digest(body.message),),
        message_count=1,
        reply_to=body.reply_to,
        is_trusted=body.is_trusted,
        last_agent=body.familiar,
        waiting_since=received.at,
        created_at=received.at,
        updated_at=received.at,
    )


def classified(assessment: Assessment) -> Classification:
    """As the model says, until a person says otherwise."""
    return Classification(primary=assessment.primary, labels=assessment.labels, confidence=assessment.confidence)
