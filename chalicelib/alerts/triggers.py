"""What is worth an alert, read from what has become true. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.alert import MANAGEMENT, WHOLE_SHOP, Alert, AlertKind
from chalicelib.model.assessment import Signal
from chalicelib.model.clock import Clock
from chalicelib.model.complaint import Complaint, Level
from chalicelib.model.delivery import QuarantineEntry
from chalicelib.model.effect import EffectKind
from chalicelib.model.event import Event
from chalicelib.model.webhook import Endpoint
from chalicelib.understanding.privacy import withhold

SOON: Final = 80
TOP_RUNG: Final = 200
"""Per cent of the promised time, see ``marks`` in ``routing/promises.yaml``."""
_SIGNALS: Final = {
    Signal.SAFETY: AlertKind.SAFETY,
    Signal.LEGAL: AlertKind.LEGAL,
    Signal.REGULATOR: AlertKind.LEGAL,
}


def worth_a_look(events: Sequence[Event]) -> bool:
    """Whether ``of_change`` may find anything, so that most changes cost no read."""
    return any(map(_is_telling, events))


def of_change(events: Sequence[Event], complaint: Complaint) -> Iterator[Alert]:
    """``complaint`` says in which queue it is now."""
    for event in events:
        if isinstance(event.body, facts.Assessed):
            yield from _signals(event, event.body, complaint)
        elif isinstance(event.body, facts.ClocksChanged):
            yield from _clocks(event, event.body, complaint)
        elif isinstance(event.body, facts.CompensationProposed):
            yield _to_approve(event, event.body, complaint)
        elif isinstance(event.body, facts.Escalated):
            yield _escalated(event, event.body, complaint)
        elif isinstance(event.body, facts.Noted) and event.body.mentions:
            yield _mentioned(event, event.body, complaint)
        elif isinstance(event.body, facts.VisitDue) and event.body.is_reminder:
            yield _visit_overdue(event, complaint)
        elif isinstance(event.body, facts.Undelivered) and event.body.kind is EffectKind.REPLY:
            yield _undelivered(event, event.body, complaint)


def of_quarantine(entry: QuarantineEntry) -> Alert:
    return Alert(
        id=entry.id,
        shop=entry.shop,
        kind=AlertKind.QUARANTINED,
        at=entry.quarantined_at,
        subject=entry.id,
        detail=f"{entry.channel} {entry.code}",
    )


def of_endpoint(endpoint: Endpoint) -> Iterator[Alert]:
    """One that was disabled because it failed; what an admin did needs no alert."""
    if not endpoint.is_enabled and endpoint.failing_since:
        yield Alert(
            id=f"{endpoint.id}-{endpoint.version}",
            shop=endpoint.shop,
            kind=AlertKind.WEBHOOK_DISABLED,
            at=endpoint.failing_since,
            subject=endpoint.id,
            detail=withhold(endpoint.description),
        )


def _is_telling(event: Event) -> bool:
    body = event.body
    if isinstance(body, facts.Assessed):
        return not _SIGNALS.keys().isdisjoint(body.assessment.signals)
    if isinstance(body, facts.CompensationProposed | facts.Escalated):
        return True
    if isinstance(body, facts.Undelivered):
        return body.kind is EffectKind.REPLY
    if isinstance(body, facts.Noted):
        return bool(body.mentions)
    if isinstance(body, facts.VisitDue):
        return body.is_reminder
    return isinstance(body, facts.ClocksChanged) and any(
        event.at in (clock.escalated_at, clock.breached_at, clock.warned_at) for clock in body.clocks
    )


def _signals(event: Event, body: facts.Assessed, complaint: Complaint) -> Iterator[Alert]:
    """Each kind once a complaint, however often the text is assessed."""
    told = {_SIGNALS[signal]: signal for signal in body.assessment.signals if signal in _SIGNALS}
    for kind, signal in told.items():
        yield Alert(
            id=f"{complaint.id}-{kind}",
            shop=complaint.shop,
            queue=complaint.queue,
            kind=kind,
            at=event.at,
            subject=complaint.id,
            detail=signal.value,
        )


def _to_approve(event: Event, body: facts.CompensationProposed, complaint: Complaint) -> Alert:
    """The customer's matter rests until somebody decides."""
    return Alert(
        id=f"{complaint.id}-{body.compensation.id}",
        shop=complaint.shop,
        queue=complaint.queue,
        kind=AlertKind.APPROVAL,
        at=event.at,
        subject=complaint.id,
        detail=f"{body.compensation.amount} {body.compensation.currency}",
    )


def _escalated(event: Event, body: facts.Escalated, complaint: Complaint) -> Alert:
    """A supervisor is called where the queue's people are told, management where it is."""
    level = body.escalation.level
    return Alert(
        id=f"{complaint.id}-{event.version}-{event.index}",
        shop=complaint.shop,
        queue=MANAGEMENT if level is Level.MANAGEMENT else complaint.queue,
        kind=AlertKind.ESCALATED,
        at=event.at,
        subject=complaint.id,
        detail=level.value,
    )


def _mentioned(event: Event, body: facts.Noted, complaint: Complaint) -> Alert:
    """A colleague is called: told by those robots that ask for it."""
    return Alert(
        id=f"{complaint.id}-{event.version}-{event.index}",
        shop=complaint.shop,
        queue=complaint.queue,
        kind=AlertKind.MENTIONED,
        at=event.at,
        subject=complaint.id,
        detail=", ".join(body.mentions),
    )


def _visit_overdue(event: Event, complaint: Complaint) -> Alert:
    """Nobody has called a customer who was to be visited."""
    return Alert(
        id=f"{complaint.id}-{event.version}-{event.index}",
        shop=complaint.shop,
        queue=complaint.queue,
        kind=AlertKind.VISIT_OVERDUE,
        at=event.at,
        subject=complaint.id,
    )


def _undelivered(event: Event, body: facts.Undelivered, complaint: Complaint) -> Alert:
    """No way led to the customer, who waits for the reply."""
    return Alert(
        id=f"{complaint.id}-{body.effect}",
        shop=complaint.shop,
        queue=complaint.queue,
        kind=AlertKind.UNDELIVERABLE,
        at=event.at,
        subject=complaint.id,
        detail=body.tried.value,
    )


def _clocks(event: Event, body: facts.ClocksChanged, complaint: Complaint) -> Iterator[Alert]:
    for clock in body.clocks:
        for kind, queue in _news(event, clock, complaint.queue):
            yield Alert(
                id=f"{complaint.id}-{event.version}-{event.index}-{clock.kind}-{kind}",
                shop=complaint.shop,
                queue=queue,
                kind=kind,
                at=event.at,
                subject=complaint.id,
                detail=clock.kind,
                due_at=clock.due_at,
            )


def _news(event: Event, clock: Clock, queue: str) -> Iterator[tuple[AlertKind, str]]:
    """What is new of a clock, and who is told: the ladder goes from the queue to the whole shop, then to management."""
    if clock.escalated_at == event.at:
        yield AlertKind.CLOCK_ESCALATED, MANAGEMENT if clock.told >= TOP_RUNG else WHOLE_SHOP
    if clock.breached_at == event.at:
        yield AlertKind.CLOCK_BREACHED, queue
    elif clock.warned_at == event.at:
        yield AlertKind.CLOCK_HALFWAY if clock.told < SOON else AlertKind.CLOCK_WARNED, queue
