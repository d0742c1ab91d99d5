"""Sentences of our own, told in lines with slots: what they say, `` | ``, and the sentence.

``{a/b/c}`` stands for each of the three. Where several such slots stand in a line, sentences are drawn in which every
choice of every slot is said at least once. Lines that begin with ``#`` are remarks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Final

_ROUNDS: Final = 3
_SLOT: Final = re.compile(r"\{([^{}]*)\}")


def told(path: Path, *, draw: random.Random) -> Iterator[tuple[str, str]]:
    """What is said, and each sentence that says it; the same ``draw`` gives the same sentences."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            said, _, sentence = line.partition(" | ")
            yield from ((said, spoken) for spoken in sorted(spellings(sentence, draw=draw)))


def spellings(sentence: str, *, draw: random.Random) -> set[str]:
    """Sentences in which each choice of each slot is taken at least once a round."""
    slots = [slot.split("/") for slot in _SLOT.findall(sentence)]
    if not slots:
        return {sentence}
    frame = _SLOT.sub("{}", sentence)
    longest = max(map(len, slots))
    rounds = ([_shuffled(slot, longest, draw) for slot in slots] for _ in range(_ROUNDS))
    return {frame.format(*choices) for columns in rounds for choices in zip(*columns, strict=True)}


def _shuffled(choices: Sequence[str], number: int, draw: random.Random) -> list[str]:
    return list(islice(cycle(draw.sample(choices, len(choices))), number))
