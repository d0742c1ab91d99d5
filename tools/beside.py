"""The classifier beside what one would reach for first: jieba's words and a logistic regression of scikit-learn, taught
by the same readings, asked the same texts in the same run.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import Pipeline

from chalicelib.understanding import model_file, segmenter
from chalicelib.understanding.classifier import UNCLEAR, Classifier
from chalicelib.understanding.model_file import Model
from chalicelib.understanding.text import fold

from .labelled import Example

_FEWEST_TEXTS: Final = 2
_STARTS: Final = 3
_TIMED: Final = 3
_OURS: Final = """
from chalicelib.understanding import model_file; from chalicelib.understanding.classifier import Classifier
from pathlib import Path; model = Classifier(model_file.read(Path({path!r})))
"""
_THEIRS: Final = """
import pickle; from tools.beside import words; words("")
with open({path!r}, "rb") as file: model = pickle.load(file)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """``load`` is milliseconds of CPU in a new process, imports included; ``texts_a_second`` on one core."""

    name: str
    macro_f1: float
    texts_a_second: float
    load: float
    size: int


def beside(measured: Model, *, read: Sequence[Example], asked: Sequence[Example]) -> list[Beside]:
    asked = [one for one in asked if one.primary != UNCLEAR]
    classifier = Classifier(measured)
    plain = _taught([one for one in read if one.is_read])
    with TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "ours", Path(folder) / "theirs"
        model_file.write(ours, measured)
        theirs.write_bytes(pickle.dumps(plain))
        return [
            _row(
                "this classifier",
                asked,
                answer=lambda text: classifier.classify(fold(text).squeezed().text).primary.value,
                start=_OURS,
                file=ours,
            ),
            _row(
                "jieba words + logistic regression",
                asked,
                answer=lambda text: str(plain.predict([text])[0]),
                start=_THEIRS,
                file=theirs,
            ),
        ]


def words(text: str) -> list[str]:
    """As jieba cuts with our dictionary."""
    folded = fold(text).text
    return [word for start, end in segmenter.words(folded) if (word := folded[start:end].strip())]


def _taught(read: Sequence[Example]) -> Any:
    """Settings as in common use; each text counts as for our own."""
    plain = Pipeline(
        [
            ("words", TfidfVectorizer(analyzer=words, min_df=_FEWEST_TEXTS, sublinear_tf=True, dtype=np.float32)),
            ("choice", LogisticRegression(C=4.0, max_iter=200)),
        ]
    )
    weights = [one.weight for one in read]
    return plain.fit([one.text for one in read], [one.primary for one in read], choice__sample_weight=weights)


def _row(name: str, asked: Sequence[Example], *, answer: Callable[[str], str], start: str, file: Path) -> Beside:
    said, seconds = [], []
    for _ in range(_TIMED):
        began = time.process_time()
        said = [answer(one.text) for one in asked]
        seconds.append(time.process_time() - began)
    return Beside(
        name=name,
        macro_f1=float(
            f1_score(
                [one.primary for one in asked], said, average="macro", labels=sorted({one.primary for one in asked})
            )
        ),
        texts_a_second=len(asked) / min(seconds),
        load=min(_started(start.format(path=str(file))) for _ in range(_STARTS)),
        size=file.stat().st_size,
    )


def _started(program: str) -> float:
    timed = f"import time; began = time.process_time(){program}print((time.process_time() - began) * 1000)"
    return float(subprocess.run([sys.executable, "-c", timed], check=True, capture_output=True, text=True).stdout)
