"""Danger and law in words that are met together: classes of words joined in ``dangers.toml``."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from chalicelib.model.assessment import Signal
from chalicelib.understanding.lexicon import Term
from chalicelib.understanding.signals import heard as listed
from chalicelib.understanding.signals import signals
from chalicelib.understanding.text import DATA, fold

LINES = Path(__file__).with_name("danger_sentences.txt").read_text(encoding="utf-8").splitlines()
SENTENCES = [line.split(" | ", 1) for line in LINES if line and not line.startswith("#")]
DANGERS = tomllib.loads((DATA / "dangers.toml").read_text(encoding="utf-8"))
PAIRS = [pair for signal in Signal for pair in DANGERS.get(signal.value, ())]


def heard(text: str) -> set[str]:
    return {signal.value for signal in signals(fold(text).squeezed().text)}


def test_nearly_all_of_them_are_heard_and_nearly_no_look_alike() -> None:
    assert len(SENTENCES) >= 300
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for told, sentence in SENTENCES:
        found = heard(sentence) & {"safety", "legal"}
        wanted = {told} - {"-"}
        right.update(found & wanted)
        missed.update(wanted - found)
        wrong.update(found - wanted)
    for name in ("safety", "legal"):
        assert right[name] / (right[name] + missed[name]) >= 0.97, missed
        assert right[name] / (right[name] + wrong[name]) >= 0.95, wrong


@pytest.mark.parametrize(
    ("text", "is_danger"),
    [
        ("手指被夹得发紫", True),
        ("手指没有被夹到", False),
        ("手指饼干。夹到货架上", False),
        ("The socket is fine. My coffee table has gone black", False),
        ("there were black marks on the socket", True),
    ],
)
def test_two_words_alarm_only_near_each_other_in_one_sentence_and_undenied(text: str, is_danger: bool) -> None:
    counting, _ = listed(fold(text).squeezed().text)
    assert ("safety" in {hit.name for hit in counting}) is is_danger


def test_every_class_is_used_and_known() -> None:
    assert {name for pair in PAIRS for name in (pair["one"], pair["other"])} == set(DANGERS["classes"])


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['one']}+{pair['other']}")
def test_no_word_is_on_both_sides(pair: dict[str, str]) -> None:
    classes = DANGERS["classes"]
    assert not set(classes[pair["one"]]) & set(classes[pair["other"]])


@pytest.mark.parametrize("part", ["手指", "充电冒烟，", "burnt my hand ", "吃了吐了", "脸肿"])
def test_work_grows_no_faster_than_the_text(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = Counter[int]()
    plain = Term.end_in

    def counted(self: Term, text: str, start: int) -> int | None:
        tried[len(text)] += 1
        return plain(self, text, start)

    monkeypatch.setattr(Term, "end_in", counted)
    once, twice = part * 200, part * 400
    for text in (once, twice):
        signals(text)
    assert 0 < tried[len(twice)] <= 2 * tried[len(once)] + 200
