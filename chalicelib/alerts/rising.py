"""A sudden rise in words, with masked examples: the alert of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chalicelib.letters.language import Language
from chalicelib.letters.subjects import named
from chalicelib.matters.comparing import said
from chalicelib.model.alert import Alert, AlertKind
from chalicelib.model.complaint import Complaint
from chalicelib.model.rise import Rise
from chalicelib.understanding.privacy import mask_in_place, withhold

from .wording import ALSO, COMMA, FROM_DAYS, QUOTE, RISE

LONGEST_EXAMPLE: Final = 60


def alert_of(rise: Rise, examples: Sequence[Complaint], *, now: datetime, public_url: str) -> Alert:
    """The same for the same rise, as often as it has been told before."""
    quoted = [f"{excerpt(one)} {public_url}/desk#/complaints/{one.id}" for one in examples]
    return Alert(
        id=f"surge-{rise.first_day.isoformat()}-{rise.id}-{rise.times_told}",
        shop=rise.shop,
        kind=AlertKind.SURGE,
        at=now,
        subject=str(rise.subject),
        detail=f"{rise.count} / {rise.expected}",
        lines={language: (told(rise, language), *quoted) for language in Language},
    )


def told(rise: Rise, language: Language) -> str:
    count = RISE[language].format(count=rise.count, expected=rise.expected)
    within = FROM_DAYS[language].format(days=rise.days) if rise.days > 1 else ""
    also = COMMA[language].join(named(one, language) for one in rise.also)
    return f"{named(rise.subject, language)}{count}{within}{ALSO[language].format(also=also) if also else ''}"


def excerpt(complaint: Complaint) -> str:
    """The beginning of what the customer wrote; of what tells who they are only the kind is left."""
    text = " ".join(mask_in_place(withhold(said(complaint)), person=complaint.customer).split())
    return QUOTE.format(text=text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…")
