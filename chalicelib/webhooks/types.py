"""Names of events: one event for each change of a complaint, named after the fact that matters most in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.event import EVENT_BODY, Event

PREFIX: Final = "complaint."
CLOCK_BREACHED: Final = "clock_breached"
CLOCK_WARNED: Final = "clock_warned"

_BY_WEIGHT: Final = (
    "received", "reopened", "resolved", "closed", "message_added", "undelivered", "replied", "noted",
    "audited", "collaborator_added", "collaborator_removed", "claimed",
    "offered", "offer_ended", "reassigned", "released", "transferred",
    "escalated", "severity_set", "reclassified", "flow_started",
    "flow_advanced", "flow_cancelled", "aftersale_pushed", "compensation_offered", "compensation_proposed",
    "compensation_decided",
    "task_set", "task_done", "rerouted", "wait_started", "wait_ended",
    "merged", "unmerged", "absorbed", "separated", "split_off", "split_from", "linked", "unlinked",
    "survey_answered", "survey_heard", "survey_delivered",
    "survey_sent", "survey_skipped", "survey_cancelled", "survey_expired", "survey_scheduled", "survey_reminded",
    "survey_postponed", "survey_returned", "original_opened",
    "visit_done", "visit_due", "visit_planned", "visit_cancelled", "visit_tried", "visit_messaged",
    CLOCK_BREACHED, CLOCK_WARNED,
    "entitlements_changed", "order_known", "lease_renewed", "suggested", "suggestion_dismissed", "cluster_changed",
    "assessed", "routed", "clocks_changed",
)  # fmt: skip
"""A fact that is not listed is named after those that are."""


def names(events: Sequence[Event]) -> tuple[str, ...]:
    """What happened in one change, the most important first; the first one is the event's type."""
    told = dict.fromkeys(name for event in events for name in _names(event))
    return tuple(PREFIX + name for name in sorted(told, key=_weight))


def known_types() -> tuple[str, ...]:
    """Everything an endpoint may ask for."""
    kinds = EVENT_BODY.json_schema()["discriminator"]["mapping"]
    return tuple(PREFIX + name for name in sorted({*kinds, CLOCK_BREACHED, CLOCK_WARNED}, key=_weight))


def event_id(event: Event) -> str:
    """The same change always has the same id; ids sort by time. Standard Webhooks allows no dots in it."""
    return f"{id_prefix(event.at.timestamp())}_{event.complaint}_{event.version}"


def id_prefix(seconds: float) -> str:
    """Where the events of a moment (unix seconds) begin: milliseconds in twelve hexadecimal digits."""
    return f"evt_{max(int(seconds * 1000), 0):012x}"


def _names(event: Event) -> Iterator[str]:
    body = event.body
    if isinstance(body, facts.ClocksChanged):
        if any(clock.breached_at == event.at for clock in body.clocks):
            yield CLOCK_BREACHED
        elif any(clock.warned_at == event.at for clock in body.clocks):
            yield CLOCK_WARNED
    yield body.type


def _weight(name: str) -> tuple[int, str]:
    return (_BY_WEIGHT.index(name) if name in _BY_WEIGHT else len(_BY_WEIGHT), name)
