"""Sentences and small texts of our own (``everyday_texts/``) to learn from: what people write first, in plain words.

The collections hold reviews; of a kettle that leaks nobody had told them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from chalicelib.understanding.language import detect
from tools.labelled import LABELS, Example

from .told import told

EVERYDAY: Final = Path(__file__).parent / "everyday_texts"
NONE: Final = "none"
_WEIGHT: Final = 1.0
_SEED: Final = 20_261_122


def everyday(folder: Path = EVERYDAY) -> Iterator[Example]:
    """Before `` | `` stand the labels, the primary one first, or ``-`` for none. Raises ``ValueError`` of others.

    A sentence that two lines say is one.
    """
    draw = random.Random(_SEED)
    lines = (line for path in sorted(folder.glob("*.txt")) for line in told(path, draw=draw))
    for sentence, said in {sentence: said for said, sentence in lines}.items():
        labels = labels_of(said)
        yield Example(
            text=sentence,
            primary=labels[0] if labels else NONE,
            labels=labels,
            language=detect(sentence),
            source="everyday",
            weight=_WEIGHT,
        )


def labels_of(said: str) -> tuple[str, ...]:
    labels = () if said == "-" else tuple(said.split(","))
    if unknown := set(labels) - set(LABELS):
        raise ValueError(f"{', '.join(sorted(unknown))} is none of {', '.join(LABELS)}")
    return labels
