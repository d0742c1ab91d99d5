"""The port of this room: what a text says, how sure we are, and which words decided.

Cost is bounded whatever arrives: of a long text the beginning and the end are read, for the category a smaller part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from chalicelib.model.assessment import Assessment, Category, Entity, Evidence

from .classifier import Classifier, Verdict, classifier
from .entities import entities
from .explaining import explain
from .language import ENGLISH, SIMPLIFIED, TRADITIONAL, UNDETERMINED, detect
from .signals import signals
from .text import Folded, fold_ends

_READ_FIRST: Final = 12_000
_READ_LAST: Final = 4_000
_CLASSIFIED_FIRST: Final = 1_200
_CLASSIFIED_LAST: Final = 400
_LANGUAGE_FIRST: Final = 2_000
_LONGEST_SUBJECT: Final = 300

_CLASSIFIED_LANGUAGES: Final = frozenset({SIMPLIFIED, TRADITIONAL, ENGLISH, UNDETERMINED})
_NOT_READ: Final = Verdict(primary=Category.NONE, labels=(), confidence=0.0, abstained=True, known=())


def assess(text: str, *, subject: str | None = None, channel: str | None = None) -> Assessment:
    """Never fails. Evidence and entities point into ``text``.

    The subject counts like a first line; an entity that only the subject names has an empty span.
    """
    heading = f"{subject[:_LONGEST_SUBJECT]}\n" if subject else ""
    whole = heading + text
    read = fold_ends(whole, first=_READ_FIRST, last=_READ_LAST).clipped(first=_READ_FIRST, last=_READ_LAST)
    squeezed = read.squeezed()
    model = classifier()
    language = detect(text[:_LANGUAGE_FIRST])
    classified = squeezed.clipped(first=_CLASSIFIED_FIRST, last=_CLASSIFIED_LAST)
    verdict = _NOT_READ
    if language in _CLASSIFIED_LANGUAGES:
        verdict = model.classify(classified.text, channel=channel)
    return Assessment(
        language=language,
        primary=verdict.primary,
        labels=verdict.labels,
        confidence=round(verdict.confidence, 4),
        abstained=verdict.abstained,
        evidence=tuple(_in_text(_explained(model, verdict, classified, whole), heading=len(heading))),
        signals=signals(squeezed.text),
        entities=tuple(_placed(entities(read), heading=len(heading))),
        model=model.id,
    )


def _explained(model: Classifier, verdict: Verdict, classified: Folded, original: str) -> tuple[Evidence, ...]:
    if not verdict.known:
        return ()
    return explain(model, verdict, folded=classified, original=original)


def _in_text(evidence: Iterable[Evidence], *, heading: int) -> Iterator[Evidence]:
    for one in evidence:
        if one.start >= heading:
            yield one.model_copy(update={"start": one.start - heading, "end": one.end - heading})


def _placed(named: Iterable[Entity], *, heading: int) -> Iterator[Entity]:
    for one in named:
        start, end = max(one.start - heading, 0), max(one.end - heading, 0)
        yield one.model_copy(update={"start": start, "end": end})
