"""The port of this room: what a text says, how sure we are, and which words decided.

Cost is bounded whatever arrives: of a long text the beginning and the end are read, for the category a smaller part.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from chalicelib.model.assessment import Alarm, Assessment, Category, Entity, Evidence, Signal
from chalicelib.model.lexicon import ShopLexicon

from . import shop_words
from .alarms import alarms_in, signals_of
from .classifier import Classifier, Verdict, classifier
from .dates import DatedFrom
from .emotion import is_shouted
from .entities import entities, find
from .explaining import explain
from .found import Found
from .language import ENGLISH, SIMPLIFIED, TRADITIONAL, UNDETERMINED, detect
from .signals import EXTREME_EMOTION
from .text import Folded, fold_ends

_READ_FIRST: Final = 12_000
_READ_LAST: Final = 4_000
_CLASSIFIED_FIRST: Final = 1_200
_CLASSIFIED_LAST: Final = 400
_LANGUAGE_FIRST: Final = 2_000
_LONGEST_SUBJECT: Final = 300

_CLASSIFIED_LANGUAGES: Final = frozenset({SIMPLIFIED, TRADITIONAL, ENGLISH, UNDETERMINED})
_GRAVE: Final = frozenset({Signal.SAFETY, Signal.REGULATOR, Signal.MEDIA, Signal.LEGAL, Signal.FRAUD})
Placed = TypeVar("Placed", Alarm, Entity)
_NO_LEXICON: Final = ShopLexicon()
_NOT_READ: Final = Verdict(primary=Category.NONE, labels=(), confidence=0.0, abstained=True)


def assess(
    text: str,
    *,
    subject: str | None = None,
    channel: str | None = None,
    written: Sequence[DatedFrom] = (),
    lexicon: ShopLexicon = _NO_LEXICON,
    model: Classifier | None = None,
) -> Assessment:
    """Never fails. Evidence and entities point into ``text``.

    The subject counts like a first line; an entity that only the subject names has an empty span. ``written`` says from
    which place of the text on which day of the shop's it was written; without it 昨天 stays 昨天. ``lexicon`` holds the
    shop's own words. ``model`` takes the place of the classifier that ships.
    """
    heading = f"{subject[:_LONGEST_SUBJECT]}\n" if subject else ""
    read = _read(heading + text)
    named = find(read.text)
    alarms = alarms_in(read.squeezed(), original=heading + text, lexicon=lexicon)
    signals = signals_of(alarms)
    classified = _classified_part(read, named)
    language = detect(text[:_LANGUAGE_FIRST])
    model = model or classifier()
    verdict = _NOT_READ
    if language in _CLASSIFIED_LANGUAGES:
        verdict = model.classify(classified.text, channel=channel, added=shop_words.added(classified.text, lexicon))
    evidence = _explained(model, verdict, classified, heading + text, lexicon=lexicon)
    return Assessment(
        language=language,
        primary=verdict.primary,
        labels=verdict.labels,
        confidence=round(verdict.confidence, 4),
        abstained=verdict.abstained or _contradicts(verdict.primary, signals),
        evidence=tuple(_in_text(evidence, heading=len(heading))),
        signals=signals,
        alarms=tuple(_placed(alarms, heading=len(heading))),
        entities=tuple(
            _placed(
                _named(named, read, heading + text, language=language, written=written, heading=len(heading)),
                heading=len(heading),
            )
        ),
        extreme_emotion=any(one.signal == EXTREME_EMOTION for one in alarms)
        or (verdict.primary is not Category.NONE and is_shouted(text[:_CLASSIFIED_FIRST])),
        model=model.id,
        lexicon=lexicon.version,
    )


def _read(whole: str) -> Folded:
    """Clipped before folding, because folding costs, and after it, because one character may become eighteen."""
    folded = fold_ends(whole, first=_READ_FIRST, last=_READ_LAST)
    return folded.clipped(first=_READ_FIRST, last=_READ_LAST)


def _classified_part(read: Folded, named: Iterable[Found]) -> Folded:
    """Numbers and addresses say nothing about the category, and personal data is no evidence."""
    worded = read.without((one.start, one.end) for one in named)
    return worded.squeezed().clipped(first=_CLASSIFIED_FIRST, last=_CLASSIFIED_LAST)


def _contradicts(primary: Category, signals: Iterable[Signal]) -> bool:
    """Who gives such a signal does complain of something, even if the words for it are unknown to the model."""
    return primary is Category.NONE and not _GRAVE.isdisjoint(signals)


def _explained(
    model: Classifier, verdict: Verdict, classified: Folded, original: str, *, lexicon: ShopLexicon
) -> tuple[Evidence, ...]:
    if not (verdict.reading and verdict.reading.known) and not verdict.added:
        return ()
    whole = shop_words.whole(classified.text, lexicon)
    return explain(model, verdict, folded=classified, original=original, whole=whole)


def _in_text(evidence: Iterable[Evidence], *, heading: int) -> Iterator[Evidence]:
    for one in evidence:
        if one.start >= heading:
            yield one.model_copy(update={"start": one.start - heading, "end": one.end - heading})


def _named(
    numbers: Sequence[Found],
    read: Folded,
    original: str,
    *,
    language: str,
    written: Sequence[DatedFrom],
    heading: int,
) -> Iterator[Entity]:
    """Places of ``written`` count characters of the original text; here they are those of the folded whole."""
    folded = tuple((bisect_left(read.starts, place + heading if place else 0), day) for place, day in written)
    return entities(numbers, read, original=original, language=language, written=folded)


def _placed(found: Iterable[Placed], *, heading: int) -> Iterator[Placed]:
    for one in found:
        start, end = max(one.start - heading, 0), max(one.end - heading, 0)
        yield one.model_copy(update={"start": start, "end": end})
