"""What we write to customers, as plain text in their language. Pure; the wording lives in ``texts/``."""

from .choices import satisfaction
from .language import Language
from .letter import Letter
from .outgoing import (
    acknowledgement,
    survey_invitation,
    survey_over,
    survey_reminder,
    survey_thanks,
    unnamed_matter,
    visit,
)

__all__ = [
    "Language",
    "Letter",
    "acknowledgement",
    "satisfaction",
    "survey_invitation",
    "survey_over",
    "survey_reminder",
    "survey_thanks",
    "unnamed_matter",
    "visit",
]
