"""A correction: what the classifier said of a complaint, and what a person says it is."""

from __future__ import annotations

from .assessment import Category
from .base import Instant, Word
from .complaint import Complaint

UNSURE = "unsure"
"""In place of a category where the model left the decision to a person."""


class Correction(Word):
    """``said`` is the model's primary category. The text stays with its complaint."""

    complaint: str
    at: Instant
    by: str
    channel: str
    language: str
    said: Category
    was_unsure: bool
    primary: Category
    labels: tuple[Category, ...]
    model: str
    lexicon: int = 0


def opinion(complaint: Complaint) -> tuple[str, str, str]:
    """(channel, what the model decided or ``UNSURE``, what counts now)."""
    assessment = complaint.assessment
    said = UNSURE if assessment.abstained else assessment.primary.value
    return complaint.channel, said, complaint.classification.primary.value
