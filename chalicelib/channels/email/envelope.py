"""Headers of a delivery that carry what is not in the mail itself. Whoever takes mail in sets them."""

from typing import Final

ENVELOPE_FROM: Final = "x-envelope-from"
ENVELOPE_TO: Final = "x-envelope-to"
"""Comma-separated."""
DISTRUST: Final = "x-distrust"
"""What the mail service holds against a mail, comma-separated: ``sender`` (it may be forged), ``virus``."""
