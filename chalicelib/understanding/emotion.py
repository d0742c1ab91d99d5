"""Whether somebody is beside themselves: words of rage and despair, or a complaint shouted from beginning to end.

GB/T 47746-2026, 5.1.3: extreme emotion is a matter for a person.
"""

from __future__ import annotations

import re
from typing import Final

from .signals import raging

_FEWEST_LETTERS: Final = 20
_SHOUTED_SHARE: Final = 0.8
_LETTER: Final = re.compile(r"[A-Za-z]")
_CAPITAL: Final = re.compile(r"[A-Z]")
_SHOUT: Final = re.compile(r"!!")


def is_extreme(text: str, *, folded: str, is_complaint: bool) -> bool:
    """``folded`` is squeezed. Joy is shouted, too: capitals count in a complaint only."""
    return any(raging(folded)) or (is_complaint and is_shouted(text))


def is_shouted(text: str) -> bool:
    """From beginning to end, as far as ``text`` goes."""
    letters = len(_LETTER.findall(text))
    if letters < _FEWEST_LETTERS or not _SHOUT.search(text):
        return False
    return len(_CAPITAL.findall(text)) >= _SHOUTED_SHARE * letters
