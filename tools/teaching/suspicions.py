"""Learns what danger and law sound like beyond the listed words, and writes it to what ships.

Three kinds of sentences teach: our own (``told.txt`` beside this, and those that the tests of signals keep), which
count most; those of the folder's texts in which the listed words hear the signal, or readers marked it; and against
them those of all other texts. A unit of the folder's texts counts only if it is in several, so no text can be read off
the weights.

Takes two minutes and needs ``requirements-dev.txt``; the same texts give the same file.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from chalicelib.model.assessment import Signal
from chalicelib.understanding.signals import heard, without
from chalicelib.understanding.suspicions import FILE, Scale, pieces, units
from chalicelib.understanding.text import fold
from tools.labelled import POOL

from .told import told

TOLD: Final = Path(__file__).parent / "told.txt"
SENTENCES: Final = Path(__file__).parents[2] / "tests" / "understanding"
KEPT: Final = ("danger_sentences.txt", "signal_sentences.txt", "odd_sentences.txt")
"""Files of sentences that tests keep. ``unseen_sentences.txt`` is not among them: it measures."""
READ: Final = ("dev.jsonl", "dev2.jsonl")

SUSPECTED: Final = {Signal.SAFETY: 0.012, Signal.LEGAL: 0.002}
"""Share of ordinary texts that may be suspected without reason."""
UNITS: Final = {Signal.SAFETY: 10_000, Signal.LEGAL: 5_000}
_FOR_MEASURING: Final = 3_000
_OWN: Final = 3.0
_WEAK: Final = 0.7
_OTHER: Final = 0.5
_SIGNALLING: Final = 3.0
"""How much more a sentence with the signal counts: there are few."""
_SMOOTHNESS: Final = 0.3
_LEAST_TEXTS: Final = 4
_HEAVIEST: Final = 127
_SEED: Final = 7


@dataclass(frozen=True, slots=True)
class Lesson:
    """A piece of a text as it is weighed. ``signals`` are those it gives, ``share`` is how much it counts."""

    piece: str
    signals: frozenset[str]
    share: float
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A text of the folder: ``signals`` are those listed words hear or readers marked; ``lessons`` its pieces."""

    text: str
    signals: frozenset[str]
    lessons: tuple[Lesson, ...]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.teaching.suspicions", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help=f"folder with {', '.join(READ)}, {POOL}")
    parser.add_argument("--file", type=Path, default=FILE)
    arguments = parser.parse_args()
    texts = list(_texts(arguments.data))
    random.Random(_SEED).shuffle(texts)
    readings = [_reading(text) for text in texts]
    ours = list(_own([TOLD], share=1.0)) + list(_own([SENTENCES / name for name in KEPT], share=_OWN))
    table = {}
    for signal, wrongly in SUSPECTED.items():
        scale = learn(signal, ours, readings, wrongly=wrongly)
        table[signal.value] = {"least": scale.least, "weights": dict(sorted(scale.weights.items()))}
    arguments.file.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def learn(signal: Signal, ours: Sequence[Lesson], readings: Sequence[Reading], *, wrongly: float) -> Scale:
    """``wrongly``: the share of texts without the signal, set aside for this, that may reach the least weight."""
    without_it = [reading for reading in readings if signal not in reading.signals]
    with_it = [reading for reading in readings if signal in reading.signals]
    lessons = [
        *ours,
        *(lesson for reading in with_it for lesson in reading.lessons if signal in lesson.signals),
        *(lesson for reading in without_it[_FOR_MEASURING:] for lesson in reading.lessons),
    ]
    weights = _weights(signal, lessons)
    scale = Scale(weights=weights, least=0)
    heaviest = [_heaviest(reading.text, scale) for reading in without_it[:_FOR_MEASURING]]
    return Scale(weights=weights, least=int(np.quantile(heaviest, 1 - wrongly)) + 1)


def _own(paths: Iterable[Path], *, share: float) -> Iterator[Lesson]:
    draw = random.Random(_SEED)
    for path in paths:
        for said, spoken in told(path, draw=draw):
            weighed = _weighed(spoken)
            for start, end in pieces(weighed):
                yield Lesson(weighed[start:end], frozenset(said.split()), share, is_own=True)


def _weighed(text: str) -> str:
    read = fold(text).squeezed().text
    return without(read, heard(read)[1])


def _texts(folder: Path) -> Iterator[dict[str, Any]]:
    for name in READ:
        yield from map(json.loads, (folder / name).read_text(encoding="utf-8").splitlines())
    with gzip.open(folder / POOL, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _reading(text: dict[str, Any]) -> Reading:
    """What listed words hear in a text that readers did not mark is not learnt from, neither way."""
    read = fold(text["text"]).squeezed().text
    counting, dismissed = heard(read)
    marked = frozenset(text.get("escalation") or ())
    is_read = "primary" in text
    weighed = without(read, dismissed)
    lessons = []
    for start, end in pieces(weighed):
        given = frozenset(hit.name for hit in counting if start <= hit.start < end)
        said = given & marked if is_read else given
        lessons.append(Lesson(weighed[start:end], said, _WEAK if said else _OTHER))
    return Reading(weighed, marked | {hit.name for hit in counting}, tuple(lessons))


def _weights(signal: Signal, lessons: Sequence[Lesson]) -> dict[str, int]:
    of_texts = Counter(unit for lesson in lessons if not lesson.is_own for unit in units(lesson.piece))
    of_ours = {unit for lesson in lessons if lesson.is_own for unit in units(lesson.piece)}
    known = sorted(of_ours | {unit for unit, number in of_texts.items() if number >= _LEAST_TEXTS})
    vectors = CountVectorizer(analyzer=units, vocabulary=known, binary=True).transform(one.piece for one in lessons)
    is_signal = np.array([signal in lesson.signals for lesson in lessons])
    share = np.array([lesson.share for lesson in lessons]) * np.where(is_signal, _SIGNALLING, 1.0)
    fitted = LogisticRegression(C=_SMOOTHNESS, solver="liblinear", max_iter=300, random_state=_SEED)
    fitted.fit(vectors, is_signal, sample_weight=share)
    learnt: NDArray[np.float64] = fitted.coef_[0]
    level = np.abs(learnt).max() / _HEAVIEST
    least = np.sort(np.abs(learnt))[-UNITS[signal] :][0]
    whole = {
        unit: round(float(weight / level)) for unit, weight in zip(known, learnt, strict=True) if abs(weight) >= least
    }
    return {unit: weight for unit, weight in whole.items() if weight}


def _heaviest(text: str, scale: Scale) -> int:
    return max((scale.weight(units(text[start:end])) for start, end in pieces(text)), default=0)


if __name__ == "__main__":
    main()
