"""Hard hand-overs: what only a person may answer, whatever the rules say (GB/T 47746-2026, 5.1.3 and 5.2.2.6).

That they are grave enough is up to ``severity``, that people work on them to the rule book.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from chalicelib.model.assessment import Signal
from chalicelib.model.routing import HandOver

from .case import Case

OFTEN: Final = 3
LATELY: Final = timedelta(hours=24)
_BY_SIGNAL: Final = {
    Signal.SAFETY: HandOver.SAFETY,
    Signal.VULNERABLE: HandOver.VULNERABLE,
    Signal.HUMAN: HandOver.HUMAN,
}


def hand_overs(case: Case) -> tuple[HandOver, ...]:
    """The gravest first."""
    found = set(_found(case))
    return tuple(one for one in HandOver if one in found)


def _found(case: Case) -> Iterator[HandOver]:
    for signal, hand_over in _BY_SIGNAL.items():
        if signal in case.assessment.signals:
            yield hand_over
    if case.assessment.extreme_emotion:
        yield HandOver.EMOTION
    if case.came(within=LATELY) >= OFTEN:
        yield HandOver.REPEATED
