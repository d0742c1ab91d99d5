"""What a commit says of the classifier: corrections by person, and how often what it said still counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from chalicelib.model.change import Change, Tally
from chalicelib.model.complaint import Complaint
from chalicelib.model.correction import Correction, opinion
from chalicelib.model.event import Event, Reclassified

from . import keys, rows

ACCURACY: Final = "accuracy"
SEPARATOR: Final = "|"
_LONGEST_CHANNEL: Final = 64


def correction_rows(change: Change) -> Iterator[dict[str, Any]]:
    """One for each re-classification; a text is never in it."""
    for event in change.events:
        if isinstance(event.body, Reclassified):
            correction = _correction(change.after, event, event.body)
            place = keys.key(f"R#{change.after.shop}", f"{keys.stamp(event.at)}#{event.complaint}#{event.version}")
            yield {**place, "doc": rows.document(correction)}


def accuracy_tallies(change: Change, *, zone: str) -> Iterator[Tally]:
    """The difference between before and after, on the day the complaint came in: counting again gives the same."""
    before = opinion(change.before) if change.before else None
    after = opinion(change.after)
    if before == after:
        return
    day = change.after.created_at.astimezone(ZoneInfo(zone)).date().isoformat()
    for seen, by in ((before, -1), (after, 1)):
        if seen:
            yield Tally(report=ACCURACY, day=day, number=_number(seen), by=by)


def _number(seen: tuple[str, str, str]) -> str:
    channel, said, counts = seen
    return SEPARATOR.join((channel.replace(SEPARATOR, "_")[:_LONGEST_CHANNEL], said, counts))


def _correction(complaint: Complaint, event: Event, body: Reclassified) -> Correction:
    assessment = complaint.assessment
    return Correction(
        complaint=complaint.id,
        at=event.at,
        by=event.actor.id,
        channel=complaint.channel,
        language=assessment.language,
        said=assessment.primary,
        was_unsure=assessment.abstained,
        primary=body.classification.primary,
        labels=body.classification.labels,
        model=assessment.model,
        lexicon=assessment.lexicon,
    )
