"""A model is fitted on a few texts, and what runs says what was learnt."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from chalicelib.understanding.classifier import Classifier, Scores
from chalicelib.understanding.model_file import row_size
from tools import beside as beside_module
from tools.faithfulness import faithfulness
from tools.labelled import CHOICES, Example, examples
from tools.measuring import Judged, calibration_error, right_when_deciding
from tools.network import INPUTS, MIXED, UNITS
from tools.teaching import splices
from tools.teaching.splices import Piece, Splice
from tools.training import corpus, fit

TEXTS = {
    "quality": ("杯子坏了", "鞋子开胶,坏了", "屏幕坏了,还掉色", "the zip is broken", "it broke, poor quality"),
    "logistics": (
        "快递太慢",
        "还没发货,快递慢",
        "包裹没收到",
        "parcel never arrived",
        "delivery is late, still not here",
    ),
    "unclear": ("真是垃圾", "差评,差评", "worst ever, really"),
    "none": ("很好,喜欢", "谢谢,满意", "很满意", "great, thank you", "love it, perfect"),
}
"""Written for this test."""


def example(text: str, primary: str, *, taught: tuple[float, ...] = (), is_read: bool = True) -> Example:
    return Example(
        text=text,
        primary=primary,
        labels=() if primary in ("none", "unclear") else (primary,),
        language="zh-Hans",
        source="dev",
        taught=taught,
        is_read=is_read,
    )


TAUGHT = [example(text, primary) for primary, texts in TEXTS.items() for text in texts] * 30


@pytest.fixture(scope="module")
def model() -> Classifier:
    return Classifier(fit(TAUGHT))


def test_what_was_learnt_is_said(model: Classifier) -> None:
    caused = [one for one in TAUGHT if one.primary != "unclear"]
    assert [model.classify(one.text).primary.value for one in caused] == [one.primary for one in caused]


def test_training_repeats(model: Classifier) -> None:
    assert fit(TAUGHT) == model.model


def test_the_file_holds_half_a_byte_for_each_weight(model: Classifier) -> None:
    assert len(model.model.weights) == len(model.model.rows) * row_size(model.model.width)
    assert len(model.model.hidden.scales) == INPUTS
    assert len(model.model.hidden.weights) == UNITS
    assert len(model.model.hidden.mixing) == MIXED


def judged(truth: str, *, quality: float) -> Judged:
    """A text, and by how much quality leads before none."""
    return Judged(example("坏", truth), Scores(choices={"quality": quality, "none": 0.0}, labels={}))


def test_even_confidence_that_is_half_right_is_honest(model: Classifier) -> None:
    plain = replace(model.model, labels=())
    assert calibration_error(plain, [judged("quality", quality=0), judged("none", quality=0)]) == pytest.approx(0)


def test_confidence_in_what_is_wrong_is_an_error(model: Classifier) -> None:
    plain = replace(model.model, labels=())
    assert calibration_error(plain, [judged("none", quality=9)]) > 0.99


def test_the_surest_are_decided_first(model: Classifier) -> None:
    plain = replace(model.model, labels=())
    texts = [judged("quality", quality=4), judged("none", quality=1), judged("quality", quality=3)]
    assert right_when_deciding(plain, texts, share=0.6) == 1.0
    assert right_when_deciding(plain, texts, share=1.0) == pytest.approx(2 / 3)


def test_reader_and_teacher_share_the_word() -> None:
    one = example("坏", "quality", taught=(0.5, 0, 0, 0, 0.5, 0, 0.5, 0, 0, 0))
    assert one.shares == [0.25, 0.5, 0, 0, 0.25, 0]
    assert one.odds == [0.25, 0.5, 0, 0]


def test_unread_texts_are_what_the_teacher_says() -> None:
    one = example("坏", "quality", taught=(0.2, 0.8, 0, 0, 0, 0, 0.1, 0.9, 0, 0), is_read=False)
    assert one.shares == pytest.approx([0.2, 0.8, 0, 0, 0, 0])


def test_texts_of_the_pool_join_when_they_have_been_read(tmp_path: Path) -> None:
    for name in ("dev", "dev2", "unspecified"):
        (tmp_path / f"{name}.jsonl").write_text("", encoding="utf-8")
    rows = [{"id": f"p-{number}", "text": f"text {number}", "lang": "en", "source": "shop"} for number in range(3)]
    with gzip.open(tmp_path / "pool.jsonl.gz", "wt", encoding="utf-8") as pool:
        pool.writelines(json.dumps(row) + "\n" for row in rows)
    readings = tmp_path / "readings.tsv.gz"
    odds = bytes([0, 51, 0, 204, 0, 0, 0, 51, 0, 204]).hex()
    with gzip.open(readings, "wt", encoding="ascii") as lines:
        lines.write(f"p-0\tql\t\np-2\t\t{odds}\n")
    read, taught = examples(tmp_path, readings=readings, spliced=tmp_path / "none")
    assert (read.text, read.primary, read.labels, read.is_read) == ("text 0", "quality", ("quality", "logistics"), True)
    assert (taught.text, taught.primary, taught.is_read) == ("text 2", "attitude", False)
    assert np.argmax(taught.shares) == CHOICES.index("attitude")


def test_a_text_of_the_pool_that_is_labelled_elsewhere_is_not_learnt_twice(tmp_path: Path) -> None:
    """Otherwise what is set aside would be learnt from under its other id."""
    row = {"id": "u-1", "text": "真是垃圾", "primary": "unclear", "lang": "zh-Hans"}
    (tmp_path / "unspecified.jsonl").write_text(json.dumps(row), encoding="utf-8")
    for name in ("dev", "dev2"):
        (tmp_path / f"{name}.jsonl").write_text("", encoding="utf-8")
    with gzip.open(tmp_path / "pool.jsonl.gz", "wt", encoding="utf-8") as pool:
        pool.write(json.dumps({**row, "id": "p-1", "source": "shop"}) + "\n")
    with gzip.open(tmp_path / "readings.tsv.gz", "wt", encoding="ascii") as lines:
        lines.write("p-1\tq\t\n")
    [only] = examples(tmp_path, readings=tmp_path / "readings.tsv.gz", spliced=tmp_path / "none")
    assert (only.name, only.primary) == ("u-1", "unclear")


def test_parts_of_texts_join_with_what_the_teacher_says(tmp_path: Path) -> None:
    rows = [
        {"id": "d-1", "text": "发货快，杯子碎了", "primary": "quality", "labels": ["quality"], "lang": "zh-Hans"},
        {"id": "d-2", "text": "客服不理人", "primary": "attitude", "labels": ["attitude"], "lang": "zh-Hans"},
    ]
    (tmp_path / "dev.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for name in ("dev2", "unspecified"):
        (tmp_path / f"{name}.jsonl").write_text("", encoding="utf-8")
    odds = bytes([0, 204, 0, 51, 0, 0, 0, 204, 0, 204])
    both = Splice((Piece("d-1", 4, 8), Piece("d-2", 0, 5)), "，", odds)
    of_nobody = Splice((Piece("d-3", 0, 5),), "", odds)
    splices.write([both, of_nobody], tmp_path / "splices.tsv.gz")
    *_, made = examples(tmp_path, readings=tmp_path / "none", spliced=tmp_path / "splices.tsv.gz")
    assert (made.text, made.primary, made.is_read) == ("杯子碎了，客服不理人", "quality", False)
    assert made.odds == pytest.approx([0, 0.8, 0, 0.8])


def test_one_corpus_serves_many_fits(model: Classifier) -> None:
    more = [*TAUGHT, example("从来没见过的词", "none")]
    assert fit(TAUGHT, corpus(more)) == model.model


def test_the_classifier_is_measured_beside_words_and_regression(
    model: Classifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside_module, "_STARTS", 1)
    monkeypatch.setattr(beside_module, "_TIMED", 1)
    ours, theirs = beside_module.beside(model.model, read=TAUGHT, asked=TAUGHT)
    assert ours.macro_f1 == theirs.macro_f1 == 1.0
    assert all(min(one.texts_a_second, one.load, one.size) > 0 for one in (ours, theirs))


def test_without_the_words_that_decided_the_decision_falls(model: Classifier) -> None:
    texts = [
        example("杯子坏了，我昨天上午在这里买的", "quality"),
        example("我昨天上午在这里买的，快递太慢", "logistics"),
    ]
    found = faithfulness(model.model, texts)
    assert (found.texts, found.changed_by_others) == (2, 0.0)
    assert found.changed > 0
