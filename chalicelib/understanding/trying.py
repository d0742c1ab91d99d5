"""What the classifier would say of a text without some of its words.

Nothing is judged again that stays the same: sums of whole numbers are taken apart as exactly as they were put together,
so the answer is the one that a classifier gives who never saw the words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from .classifier import Classifier, Clause, Known, Reading, Scores, Sums
from .features import Span
from .hidden import standing


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause: its features in order, and what the hidden units answer to it where it stands.

    ``starts`` are those of the features; ``reached`` is how far any of them up to there reaches.
    """

    known: Sequence[Known]
    starts: Sequence[int]
    reached: Sequence[int]
    clause: Clause
    lit: int
    stands: int


class Trial:
    """Of one text."""

    def __init__(self, classifier: Classifier, reading: Reading) -> None:
        self._classifier = classifier
        self._reading = reading
        number = len(reading.clauses)
        self._parts = [
            _part(known, clause, lit=lit, stands=standing(place, of=number))
            for place, (known, clause, lit) in enumerate(
                zip(reading.known, reading.clauses, reading.pool.lit, strict=False)
            )
        ]

    @property
    def whole(self) -> Scores:
        return self._reading.scores

    def scores_without(self, span: Span) -> Scores:
        """Without the features that touch it."""
        left: list[tuple[Clause, _Part | None]] = []
        is_changed = False
        for part in self._parts:
            if touching := _touching(part, span):
                is_changed = True
                clause = Clause(part.clause.size - len(touching), part.clause.weights - sum(touching))
                if clause.size:
                    left.append((clause, None))
            else:
                left.append((part.clause, part))
        if not is_changed:
            return self.whole
        clauses = [clause for clause, _ in left]
        same = [
            part.lit if part and part.stands == standing(place, of=len(left)) else None
            for place, (_, part) in enumerate(left)
        ]
        lit = self._classifier.lit(clauses, like=same)
        return self._classifier.scores_of(clauses, lit=lit, like=self._reading)

    def hints(self, spans: Sequence[Span]) -> list[Sums]:
        """What the features of each of the spans, in order, say without what stands beside. Quick."""
        starts, ends = [start for start, _ in spans], [end for _, end in spans]
        touching = [0] * len(spans)
        for part in self._parts:
            for place in range(bisect_right(ends, part.starts[0]), bisect_left(starts, part.reached[-1])):
                touching[place] += sum(_touching(part, spans[place]))
        return [self._classifier.said_alone(weights) for weights in touching]


def _part(known: Sequence[Known], clause: Clause, *, lit: int, stands: int) -> _Part:
    in_order = sorted(known, key=_place)
    starts = [start for (start, _), _ in in_order]
    reached = list(accumulate([end for (_, end), _ in in_order], max))
    return _Part(in_order, starts, reached, clause, lit, stands)


def _place(known: Known) -> int:
    return known[0][0]


def _touching(part: _Part, span: Span) -> list[int]:
    """The weights of the features there: found where they may be, because a word touches few of a clause."""
    start, end = span
    nearby = part.known[bisect_right(part.reached, start) : bisect_left(part.starts, end)]
    return [weights for (_, last), weights in nearby if start < last]
