"""What we write to customers, as plain text in their language. Pure; the wording lives in ``texts/``."""

from .letter import Letter
from .outgoing import acknowledgement, survey_invitation

__all__ = ["Letter", "acknowledgement", "survey_invitation"]
