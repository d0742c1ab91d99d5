"""Measures a classifier the way it will run, and sets its temperature and thresholds by what it got wrong.

Every score comes from a model that has not seen the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import Final

from sklearn.model_selection import StratifiedKFold

from chalicelib.understanding.classifier import UNCLEAR, Classifier, Scores, Verdict
from chalicelib.understanding.model_file import Model
from chalicelib.understanding.text import fold

from .labelled import LABELS, Example
from .training import Corpus, fit

FOLDS: Final = 5
_SEED: Final = 20_261_121
_SURE_ENOUGH: Final = 0.8
"""Share of the decided texts that must be right."""
_CAUSELESS_LEFT: Final = 0.75
"""Share of the causeless texts that must go to a person for being causeless."""
_PRIMARIES: Final = (*LABELS, "none")


@dataclass(frozen=True, slots=True)
class Judged:
    """One text, what it is, and what a model that never saw it says."""

    example: Example
    scores: Scores


def out_of_fold(examples: Sequence[Example], of: Corpus, *, progress: Callable[[str], None]) -> list[Judged]:
    """The carefully read ones, each by a model of the other folds."""
    strata = [f"{example.primary} {example.language} {example.source}" for example in examples]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=_SEED).split(strata, strata)
    judged: list[Judged] = []
    for number, (learn, test) in enumerate(folds, start=1):
        progress(f"fold {number} of {FOLDS}")
        careful = [examples[place] for place in test if examples[place].source == "dev"]
        judged += judge(fit([examples[place] for place in learn], of), careful)
    return judged


def judge(model: Model, examples: Sequence[Example]) -> list[Judged]:
    classifier = Classifier(model)
    return [Judged(example, classifier.read(fold(example.text).squeezed().text).scores) for example in examples]


def calibrated(model: Model, judged: Sequence[Judged]) -> Model:
    """The same weights with honest confidences and the thresholds that did best on unseen texts."""
    temperature = min((step / 20 for step in range(10, 41)), key=lambda value: _surprise(judged, value))
    labels = tuple(
        replace(head, threshold=max((step / 50 for step in range(10, 41)), key=_label_f1(judged, head.label)))
        for head in model.labels
    )
    model = replace(model, temperature=temperature, labels=labels, sure=0.0, unclear=1.0)
    model = replace(model, unclear=_unclear(model, judged))
    return replace(model, sure=_sure(model, judged))


def _unclear(model: Model, judged: Sequence[Judged]) -> float:
    """The highest threshold that leaves enough of the causeless texts to a person."""
    steps = (step / 100 for step in range(50, 2, -1))
    return next((step for step in steps if abstention(replace(model, unclear=step), judged) >= _CAUSELESS_LEFT), 0.02)


def _surprise(judged: Sequence[Judged], temperature: float) -> float:
    """Negative log likelihood of the truth."""
    total = 0.0
    for one in judged:
        scores = {label: score / temperature for label, score in one.scores.choices.items()}
        highest = max(scores.values())
        whole = sum(exp(score - highest) for score in scores.values())
        total -= scores[one.example.primary] - highest - log(whole)
    return total


def _label_f1(judged: Sequence[Judged], label: str) -> Callable[[float], float]:
    pairs = [(label in one.example.labels, 1 / (1 + exp(-one.scores.labels[label]))) for one in judged]

    def f1(threshold: float) -> float:
        return _f1([(is_so, odds >= threshold) for is_so, odds in pairs])

    return f1


def _sure(model: Model, judged: Sequence[Judged]) -> float:
    """The lowest confidence above which enough of the decided texts are right, causeless ones included."""
    verdicts = list(verdicts_of(model, judged))
    for step in range(30, 90):
        decided = [
            (one.example.primary, verdict.primary)
            for one, verdict in zip(judged, verdicts, strict=True)
            if not verdict.abstained and verdict.confidence >= step / 100
        ]
        if decided and sum(truth == said for truth, said in decided) >= _SURE_ENOUGH * len(decided):
            return step / 100
    return 0.9


def verdicts_of(model: Model, judged: Sequence[Judged]) -> Iterator[Verdict]:
    classifier = Classifier(model)
    return (classifier.decide(one.scores) for one in judged)


def _f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    both = sum(is_so and said for is_so, said in pairs)
    either = sum(is_so for is_so, _ in pairs) + sum(said for _, said in pairs)
    return 2 * both / either if either else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table. ``decided`` is the share not left to a person, ``right_if_decided`` their accuracy."""

    name: str
    texts: int
    accuracy: float
    macro_f1: float
    labels_f1: float
    decided: float
    right_if_decided: float


def row(name: str, model: Model, judged: Sequence[Judged]) -> Row:
    pairs = [
        (one.example, verdict)
        for one, verdict in zip(judged, verdicts_of(model, judged), strict=True)
        if one.example.primary != UNCLEAR
    ]
    primaries = [(example.primary, verdict.primary.value) for example, verdict in pairs]
    decided = [example.primary == verdict.primary for example, verdict in pairs if not verdict.abstained]
    present = [label for label in _PRIMARIES if any(truth == label for truth, _ in primaries)]
    return Row(
        name=name,
        texts=len(pairs),
        accuracy=sum(truth == said for truth, said in primaries) / len(pairs),
        macro_f1=sum(_f1([(truth == label, said == label) for truth, said in primaries]) for label in present)
        / len(present),
        labels_f1=_f1(
            [(label in example.labels, label in verdict.labels) for example, verdict in pairs for label in LABELS]
        ),
        decided=len(decided) / len(pairs),
        right_if_decided=sum(decided) / len(decided) if decided else 0.0,
    )


def abstention(model: Model, judged: Sequence[Judged]) -> float:
    """Share of the causeless texts left to a person."""
    causeless = [one for one in judged if one.example.primary == UNCLEAR]
    return sum(verdict.abstained for verdict in verdicts_of(model, causeless)) / len(causeless)


def confidences(model: Model, judged: Sequence[Judged]) -> list[tuple[float, bool]]:
    """Confidence and whether it was right, surest first. Causeless texts are left out: no answer would be right."""
    told = [one for one in judged if one.example.primary != UNCLEAR]
    pairs = [
        (verdict.confidence, verdict.primary.value == one.example.primary)
        for one, verdict in zip(told, verdicts_of(model, told), strict=True)
    ]
    return sorted(pairs, reverse=True)


def calibration(model: Model, judged: Sequence[Judged], *, steps: int = 10) -> list[tuple[float, float, int]]:
    """Mean confidence, share right and number of texts, for each step of confidence that has any."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in confidences(model, judged):
        groups.setdefault(min(int(confidence * steps), steps - 1), []).append((confidence, right))
    return [
        (sum(sure for sure, _ in group) / len(group), sum(right for _, right in group) / len(group), len(group))
        for _, group in sorted(groups.items())
    ]


def calibration_error(model: Model, judged: Sequence[Judged]) -> float:
    """Expected calibration error: how far confidence and truth lie apart, on average over the texts."""
    groups = calibration(model, judged)
    return sum(abs(sure - right) * number for sure, right, number in groups) / sum(number for *_, number in groups)


def right_when_deciding(model: Model, judged: Sequence[Judged], *, share: float) -> float:
    """Accuracy on the surest texts."""
    pairs = confidences(model, judged)
    surest = pairs[: max(1, round(len(pairs) * share))]
    return sum(right for _, right in surest) / len(surest)
