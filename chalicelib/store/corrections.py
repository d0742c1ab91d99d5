"""What a commit says of the classifier by a person who corrected it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chalicelib.model.change import Change
from chalicelib.model.complaint import Complaint
from chalicelib.model.correction import Correction
from chalicelib.model.event import Event, Reclassified

from . import keys, rows


def correction_rows(change: Change) -> Iterator[dict[str, Any]]:
    """One for each re-classification; a text is never in it."""
    for event in change.events:
        if isinstance(event.body, Reclassified):
            correction = _correction(change.after, event, event.body)
            place = keys.key(f"R#{change.after.shop}", f"{keys.stamp(event.at)}#{event.complaint}#{event.version}")
            yield {**place, "doc": rows.document(correction)}


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
