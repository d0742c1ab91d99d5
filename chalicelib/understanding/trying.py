"""What the classifier would say of a text without some of its words.

Nothing is judged again that stays the same: sums of whole numbers are taken apart as exactly as they were put together,
so the answer is the one that a classifier gives who never saw the words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from .classifier import Classifier, Clause, Known, Reading, Scores
from .features import Span
from .hidden import standing


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause: its features, how far they reach, and what the hidden units answer to it where it stands."""

    known: Sequence[Known]
    start: int
    end: int
    clause: Clause
    lit: int
    stands: int


class Trial:
    """Of one text."""

    def __init__(self, classifier: Classifier, reading: Reading) -> None:
        self._classifier = classifier
        self._reading = reading
        self._size = sum(clause.size for clause in reading.clauses)
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

    def hints(self, spans: Sequence[Span]) -> list[Scores]:
        """About how much each of the spans, in order, adds to each score: what its features say without what stands
        beside. Quick.
        """
        starts, ends = [start for start, _ in spans], [end for _, end in spans]
        touching = [0] * len(spans)
        for part in self._parts:
            for place in range(bisect_right(ends, part.start), bisect_left(starts, part.end)):
                touching[place] += sum(_touching(part, spans[place]))
        return [self._classifier.said_alone(weights, size=self._size) for weights in touching]


def _part(known: Sequence[Known], clause: Clause, *, lit: int, stands: int) -> _Part:
    spans = [span for span, _ in known]
    return _Part(known, min(spans)[0], max(map(itemgetter(1), spans)), clause, lit, stands)


def _touching(part: _Part, span: Span) -> list[int]:
    start, end = span
    if end <= part.start or part.end <= start:
        return []
    return [weights for (first, last), weights in part.known if first < end and start < last]
