"""What the classifier would say of a text without some of its words.

Nothing is judged again that stays the same: sums of whole numbers are taken apart as exactly as they were put together,
so the answer is the one that a classifier gives who never saw the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .classifier import Classifier, Clause, Known, Scores
from .features import Span


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause: its features, how far they reach, and the sum of their weights as one long number."""

    known: list[Known]
    start: int
    end: int
    weights: int
    clause: Clause


class Trial:
    """Of one text."""

    def __init__(self, classifier: Classifier, folded: str) -> None:
        self._classifier = classifier
        self._parts = [_part(classifier, known) for known in classifier.known(folded)]
        self._clauses = [part.clause for part in self._parts]
        self._size = sum(part.clause.size for part in self._parts)
        self._pool = classifier.pool(self._clauses)
        self.whole: Scores = classifier.scores_of(self._pool, self._clauses)

    def scores_without(self, span: Span) -> Scores:
        """Without the features that touch it."""
        changed = dict(self._changed(span))
        if not changed:
            return self.whole
        clauses = [changed.get(place, clause) for place, clause in enumerate(self._clauses)]
        if all(clause.size for clause in changed.values()):
            return self._classifier.scores_of(self._pool, clauses, changed=changed)
        return self._classifier.scores([clause for clause in clauses if clause.size])

    def hint(self, span: Span) -> Scores:
        """About how much the span adds to each score: what its features say without what stands beside. Quick."""
        touching = sum(sum(_touching(part, span)) for part in self._parts)
        return self._classifier.said_alone(touching, size=self._size)

    def _changed(self, span: Span) -> Iterator[tuple[int, Clause]]:
        """Clauses that lose features, by their places, and what is left of them; perhaps nothing."""
        for place, part in enumerate(self._parts):
            if touching := _touching(part, span):
                size = part.clause.size - len(touching)
                yield place, self._classifier.clause_of(part.weights - sum(touching), size=size)


def _part(classifier: Classifier, known: list[Known]) -> _Part:
    weights = sum(one for _, one in known)
    return _Part(
        known=known,
        start=min(span[0] for span, _ in known),
        end=max(span[1] for span, _ in known),
        weights=weights,
        clause=classifier.clause_of(weights, size=len(known)),
    )


def _touching(part: _Part, span: Span) -> list[int]:
    start, end = span
    if end <= part.start or part.end <= start:
        return []
    return [weights for (first, last), weights in part.known if first < end and start < last]
