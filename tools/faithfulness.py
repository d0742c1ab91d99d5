"""Whether the evidence is what decided: without its words the decision should fall, without others it should stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from chalicelib.understanding.classifier import Classifier, Verdict
from chalicelib.understanding.explaining import explain
from chalicelib.understanding.features import Span
from chalicelib.understanding.model_file import Model
from chalicelib.understanding.text import fold

from .labelled import Example

_SEED: Final = 20_261_122
_TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """Of the decided complaints: how many get another primary category without the words shown for it, and how many
    without as many others."""

    texts: int
    changed: float
    changed_by_others: float


def faithfulness(model: Model, examples: Sequence[Example]) -> Faithfulness:
    classifier = Classifier(model)
    chance = np.random.default_rng(_SEED)
    changed: list[tuple[bool, bool]] = []
    for example in examples:
        verdict = _verdict(classifier, example.text)
        if verdict.abstained or not verdict.labels:
            continue
        shown = _shown(classifier, verdict, example.text)
        if others := _others(shown, len(example.text), chance):
            primaries = [_verdict(classifier, _without(example.text, spans)).primary for spans in (shown, others)]
            changed.append((primaries[0] is not verdict.primary, primaries[1] is not verdict.primary))
    number = max(len(changed), 1)
    return Faithfulness(
        texts=len(changed),
        changed=sum(one for one, _ in changed) / number,
        changed_by_others=sum(other for _, other in changed) / number,
    )


def _verdict(classifier: Classifier, text: str) -> Verdict:
    return classifier.classify(fold(text).squeezed().text)


def _shown(classifier: Classifier, verdict: Verdict, text: str) -> list[Span]:
    evidence = explain(classifier, verdict, folded=fold(text).squeezed(), original=text)
    return [(one.start, one.end) for one in evidence if one.label == verdict.primary and one.weight > 0]


def _others(shown: Sequence[Span], length: int, chance: np.random.Generator) -> list[Span]:
    """As many and as long, anywhere else; nothing when there is no room."""
    found: list[Span] = []
    for start, end in shown:
        size = end - start
        for _ in range(_TRIES):
            place = int(chance.integers(max(length - size, 0) + 1))
            if all(place + size <= first or last <= place for first, last in (*shown, *found)):
                found.append((place, place + size))
                break
        else:
            return []
    return found


def _without(text: str, spans: Iterable[Span]) -> str:
    written = list(text)
    for start, end in spans:
        written[start:end] = " " * (end - start)
    return "".join(written)
