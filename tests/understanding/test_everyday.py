"""What people begin with, in a few plain words: how much of it is understood. Written by others than what teaches."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from chalicelib.understanding.assess import assess

SENTENCES: Final = Path(__file__).parent / "everyday_sentences.txt"
LEAST: Final = {"zh-Hans": 0.88, "zh-Hant": 0.85, "en": 0.85}
"""Of each language, the share that gets the category which its writer meant; docs/classifier.md tells the true ones."""


def sentences() -> dict[str, list[tuple[str, str]]]:
    """By language, the primary category and the sentence."""
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in LEAST}
    language = ""
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        labels, _, sentence = line.partition(" | ")
        if sentence:
            found[language].append(("none" if labels == "-" else labels.split(",")[0], sentence))
        elif line.removeprefix("# ") in LEAST:
            language = line.removeprefix("# ")
    return found


@pytest.mark.parametrize("language", LEAST)
def test_everyday_complaints_are_understood(language: str) -> None:
    asked = sentences()[language]
    right = sum(assess(sentence).primary == primary for primary, sentence in asked)
    assert len(asked) >= 100
    assert right / len(asked) >= LEAST[language], right


def test_what_is_decided_is_right_more_often_than_the_whole() -> None:
    read = [(primary, assess(sentence)) for asked in sentences().values() for primary, sentence in asked]
    decided = [assessment.primary == primary for primary, assessment in read if not assessment.abstained]
    whole = [assessment.primary == primary for primary, assessment in read]
    assert sum(decided) / len(decided) > sum(whole) / len(whole)
