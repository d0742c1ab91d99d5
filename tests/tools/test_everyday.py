"""The everyday sentences that teach: whole, labelled, and not the ones that measure."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from tools.teaching.everyday import EVERYDAY, everyday, labels_of
from tools.teaching.told import told

MEASURES: Final = Path(__file__).parents[1] / "understanding" / "everyday_sentences.txt"


def test_every_line_has_known_labels_and_whole_slots() -> None:
    taught = list(everyday())
    assert len(taught) > 5_000
    assert all("{" not in one.text and "}" not in one.text and "|" not in one.text for one in taught)


def test_no_sentence_says_two_things() -> None:
    labels: dict[str, set[str]] = {}
    for path in EVERYDAY.glob("*.txt"):
        for said, sentence in told(path, draw=random.Random(1)):
            labels.setdefault(sentence, set()).add(said.split(",")[0])
    assert [sentence for sentence, primaries in labels.items() if len(primaries) > 1] == []


def test_every_category_and_language_is_taught() -> None:
    taught = Counter((one.primary, one.language) for one in everyday())
    wanted = {
        (primary, language)
        for primary in ("quality", "logistics", "policy", "attitude", "none")
        for language in ("zh-Hans", "zh-Hant", "en")
    }
    assert all(taught[pair] >= 50 for pair in wanted), taught


def test_what_measures_does_not_teach() -> None:
    measuring = {sentence for _, sentence in told(MEASURES, draw=random.Random(1))}
    assert measuring.isdisjoint(one.text for one in everyday())


def test_an_unknown_label_is_refused() -> None:
    with pytest.raises(ValueError, match="praise is none of policy"):
        labels_of("quality,praise")
