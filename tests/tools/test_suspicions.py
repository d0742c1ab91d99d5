"""What the sentences that teach danger and law are made of, and that they can teach."""

from __future__ import annotations

import random
from typing import Final

from chalicelib.model.assessment import Signal
from chalicelib.understanding.suspicions import units
from tools.teaching.suspicions import KEPT, SENTENCES, TOLD, Lesson, Reading, learn
from tools.teaching.told import spellings

DANGERS: Final = ("the lid burned my hand", "it burned my leg badly", "my hand was burned")
PLAIN: Final = ("the lid is blue", "it came late", "my parcel is late", "the box is late")


def lesson(piece: str, *signals: str, is_own: bool = True) -> Lesson:
    return Lesson(piece, frozenset(signals), 1.0, is_own=is_own)


def test_every_choice_of_every_slot_is_said() -> None:
    said = " ".join(spellings("the {red/blue/old} lid {burst/fell}", draw=random.Random(1)))
    assert all(word in said for word in ("red", "blue", "old", "burst", "fell"))
    assert spellings("as it stands", draw=random.Random(1)) == {"as it stands"}


def test_every_line_has_a_signal_and_whole_slots() -> None:
    lines = [line for line in TOLD.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert len(lines) >= 300
    for line in lines:
        told, _, sentence = line.partition(" | ")
        assert told in {"safety", "legal", "-"}, line
        assert all("{" not in one and "}" not in one for one in spellings(sentence, draw=random.Random(1))), line


def test_what_measures_does_not_teach() -> None:
    assert "unseen_sentences.txt" not in KEPT
    assert (SENTENCES / "unseen_sentences.txt").exists()


def test_a_signal_is_learnt_from_few_sentences() -> None:
    told = [*(lesson(piece, "safety") for piece in DANGERS), *(lesson(piece, "-") for piece in PLAIN)] * 8
    readings = [Reading(piece, frozenset(), (lesson(piece, is_own=False),)) for piece in PLAIN]
    scale = learn(Signal.SAFETY, told, readings, wrongly=0.01)
    assert scale.weight(units("the pan burned her hand")) >= scale.least
    assert scale.weight(units("the pan is late")) < scale.least


def test_a_rare_word_of_a_text_is_not_kept() -> None:
    told = [*(lesson(piece, "safety") for piece in DANGERS), *(lesson(piece, "-") for piece in PLAIN)]
    texts = [Reading("", frozenset({"safety"}), (lesson("zanzibar burned", "safety", is_own=False),))]
    assert "zanzibar" not in learn(Signal.SAFETY, told, [*texts, Reading("", frozenset(), ())], wrongly=0.01).weights
