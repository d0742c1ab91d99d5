"""What became of one rule for one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .entitlements import State
from .periods import End
from .rulebook import Outcome, Period, Rule

NOTHING: Final = Outcome()


@dataclass(frozen=True, slots=True)
class Ended:
    """A period with its end, and whether what it asks for was in time."""

    period: Period
    end: End
    holds: bool


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """``ended``: the rule's own period; ``deadlines``, ``steps``: what its outcome adds. ``yielded``: another rule went
    first.
    """

    rule: Rule
    state: State
    because: str = ""
    outcome: Outcome = NOTHING
    ended: Ended | None = None
    deadlines: tuple[Ended, ...] = ()
    steps: tuple[Ended, ...] = ()
    yielded: bool = False

    @property
    def speaks(self) -> bool:
        """Matched, or over with something to say about that."""
        return self.state == "matched" or (self.state == "over" and self.rule.over is not None)
