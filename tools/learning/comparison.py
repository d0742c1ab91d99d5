"""Whether a new model may take the place of the running one: judged on texts that neither has learnt from. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from chalicelib.model.assessment import Category

CATEGORIES: Final = tuple(category.value for category in Category)
LARGEST_LOSS: Final = 0.05
"""Of a category's F1."""
FEWEST_TEXTS: Final = 200
RESAMPLES: Final = 1_000
_SEED: Final = 20_261_122


@dataclass(frozen=True, slots=True)
class Answered:
    """One text of the frozen set: what it is, and what each model says."""

    truth: str
    running: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """``interval`` holds the difference of macro-F1, new less running, in 95 of 100 resamples of the texts."""

    texts: int
    running: float
    new: float
    interval: tuple[float, float]
    categories: dict[str, tuple[float, float]]
    objections: tuple[str, ...]

    @property
    def may_ship(self) -> bool:
        return not self.objections


def compare(answered: Sequence[Answered]) -> Comparison:
    """Objects to a macro-F1 that drops beyond chance, to a category that loses more than five points of F1, and to a
    set too small to tell.
    """
    running, new = _scores(answered, "running"), _scores(answered, "new")
    present = sorted({one.truth for one in answered}, key=CATEGORIES.index)
    interval = _interval(answered)
    categories = {category: (running[category], new[category]) for category in present}
    return Comparison(
        texts=len(answered),
        running=_mean(running, present),
        new=_mean(new, present),
        interval=interval,
        categories=categories,
        objections=tuple(_objections(len(answered), interval, categories)),
    )


def _objections(texts: int, interval: tuple[float, float], categories: dict[str, tuple[float, float]]) -> list[str]:
    found = []
    if texts < FEWEST_TEXTS:
        found.append(f"the frozen set has {texts} texts, {FEWEST_TEXTS} are needed to tell models apart")
    if interval[1] < 0:
        found.append(f"macro-F1 drops beyond chance: by {-interval[1]:.3f} to {-interval[0]:.3f}")
    for category, (before, after) in categories.items():
        if before - after > LARGEST_LOSS:
            found.append(f"{category} loses {100 * (before - after):.1f} points of F1 ({before:.3f} to {after:.3f})")
    return found


def _interval(answered: Sequence[Answered]) -> tuple[float, float]:
    """Percentile bootstrap of the paired difference (B. Efron, 1979); seeded, so that it is the same each time."""
    random = Random(_SEED)  # noqa: S311 - repeatable on purpose
    differences = []
    for _ in range(RESAMPLES if answered else 0):
        drawn = random.choices(answered, k=len(answered))
        present = sorted({one.truth for one in drawn})
        differences.append(_mean(_scores(drawn, "new"), present) - _mean(_scores(drawn, "running"), present))
    differences.sort()
    if not differences:
        return 0.0, 0.0
    return differences[int(0.025 * RESAMPLES)], differences[int(0.975 * RESAMPLES) - 1]


def _scores(answered: Sequence[Answered], whose: str) -> dict[str, float]:
    """F1 by category."""
    hits, truths, saids = (dict.fromkeys(CATEGORIES, 0) for _ in range(3))
    for one in answered:
        said = getattr(one, whose)
        truths[one.truth] += 1
        saids[said] += 1
        hits[one.truth] += said == one.truth
    return {category: 2 * hits[category] / max(1, truths[category] + saids[category]) for category in CATEGORIES}


def _mean(scores: dict[str, float], present: Sequence[str]) -> float:
    return sum(scores[category] for category in present) / len(present) if present else 0.0
