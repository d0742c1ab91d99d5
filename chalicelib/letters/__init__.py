"""What we write to customers, as plain text in their language. Pure; the wording lives in ``texts/``."""

from .language import Language
from .letter import Letter
from .outgoing import acknowledgement, survey_invitation, survey_reminder, visit

__all__ = ["Language", "Letter", "acknowledgement", "survey_invitation", "survey_reminder", "visit"]
