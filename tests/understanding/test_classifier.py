from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.understanding import lanes, model_file
from chalicelib.understanding.classifier import UNCLEAR, Classifier, classifier
from chalicelib.understanding.features import MOST_CLAUSES, Span, features
from chalicelib.understanding.model_file import Head, HiddenLayers, Model
from chalicelib.understanding.text import DATA, fold
from chalicelib.understanding.trying import Trial

COMPLAINTS = {
    "quality": (
        "电饭煲用了两天就不加热了",
        "衣服洗一次就掉色，质量太差",
        "苹果打开一半都是烂的",
        "充电宝充不进电，做工粗糙",
        "這雙鞋穿沒幾天就開膠了，品質很差",
        "耳機左邊沒有聲音，是瑕疵品",
        "The kettle stopped working after three days",
        "Poor quality fabric, the seams came apart after one wash",
    ),
    "logistics": (
        "快递十天了还没送到，物流一直不更新",
        "下单一周了还不发货",
        "快递员直接扔在门口，箱子压扁了",
        "外卖送了两个小时，到的时候都凉了",
        "包裹寄了半個月還沒到，物流太慢",
        "My parcel never arrived although tracking says delivered",
        "Delivery took five weeks and nobody could say where the package was",
        "The courier left my package in the rain",
    ),
    "policy": (
        "七天无理由退货不给退，还要我自己承担运费",
        "买完第二天就降价，申请价保被拒绝",
        "退款申请了半个月还没到账",
        "说好的赠品和发票都没有给",
        "保固期內維修還要收費，不給退換",
        "They refuse to refund me and only offer store credit",
        "I returned the item weeks ago and still have not got my money back",
        "They charged me a return shipping fee that was never mentioned",
    ),
    "attitude": (
        "客服态度恶劣，爱理不理的",
        "问了半天没人回复，服务态度太差",
        "客服说话很不耐烦，还挂我电话",
        "客服態度很差，完全不想理人",
        "Customer service was rude and hung up on me",
        "The agent was impatient and kept ignoring my questions",
    ),
    "none": (
        "很好，物流也快，谢谢",
        "请问这款有蓝色的吗",
        "宝贝收到了，非常喜欢，下次还来",
        "東西很好，出貨很快，推薦",
        "Great product, fast delivery, very happy",
        "How do I change my delivery address?",
    ),
}
"""Written for this test."""

BARE = ("垃圾", "差评", "太差了", "垃圾！！！", "呵呵", "worst ever", "Terrible!", "👎", "...", "")


def primary_of(text: str) -> str:
    return classifier().classify(fold(text).squeezed().text).primary.value


def test_most_plain_complaints_are_understood() -> None:
    right = [primary_of(text) == label for label, texts in COMPLAINTS.items() for text in texts]
    assert sum(right) / len(right) >= 0.8


@pytest.mark.parametrize("label", COMPLAINTS)
def test_no_category_is_forgotten(label: str) -> None:
    texts = COMPLAINTS[label]
    assert sum(primary_of(text) == label for text in texts) / len(texts) >= 0.6


def test_bare_displeasure_is_left_to_a_person() -> None:
    abstained = [classifier().classify(fold(text).squeezed().text).abstained for text in BARE]
    assert sum(abstained) / len(abstained) >= 0.9


def test_two_issues_are_both_named() -> None:
    verdict = classifier().classify(fold("手机用了一周就坏了，而且申请退款被拒绝，不给退货").text)
    assert {"quality", "policy"} <= {label.value for label in verdict.labels}


@given(st.text(max_size=200))
def test_the_verdict_is_whole_and_repeats(text: str) -> None:
    verdict = classifier().classify(text)
    assert verdict == classifier().classify(text)
    assert 0 <= verdict.confidence <= 1
    assert UNCLEAR not in verdict.labels
    assert verdict.labels[:1] == (verdict.primary,) or (verdict.primary == "none" and verdict.labels == ())


@given(st.text(max_size=60) | st.sampled_from(sorted(chain.from_iterable(COMPLAINTS.values()))))
def test_sums_are_those_of_the_known_features(text: str) -> None:
    """The long numbers add up to what a loop over the rows adds up to."""
    model = classifier()
    looped = []
    for clause in features(fold(text).text):
        if rows := [model.model.row(name) for name in clause if name in model.model.rows]:
            looped.append((len(rows), tuple(sum(column) for column in zip(*rows, strict=True))))
    read = model.read(fold(text).text).clauses
    assert [(one.size, lanes.unpacked(one.weights, model.model.width)) for one in read] == looped


@given(st.sampled_from(sorted(chain.from_iterable(COMPLAINTS.values()))), st.data())
def test_scores_without_a_span_are_those_of_the_features_that_do_not_touch_it(text: str, data: st.DataObject) -> None:
    model = classifier()
    folded = fold(text).text
    start = data.draw(st.integers(0, len(folded) - 1))
    end = data.draw(st.integers(start + 1, len(folded)))
    reading = model.read(folded)
    trial = Trial(model, reading)
    left = model.read_features(_untouched(clause, start, end) for clause in features(folded))
    assert trial.scores_without((start, end)) == left.scores
    assert trial.whole == reading.scores


def _untouched(clause: dict[str, Span], start: int, end: int) -> dict[str, Span]:
    return {name: (first, last) for name, (first, last) in clause.items() if last <= start or end <= first}


@pytest.fixture
def small() -> Model:
    """Knows one word for quality."""
    heads = tuple(Head(label=label, bias=0.0, scale=0.3) for label in ("policy", "quality", "none"))
    yes_or_no = (Head(label="quality", bias=0.0, scale=0.3, threshold=0.5),)
    return Model(
        version=7,
        choices=heads,
        labels=yes_or_no,
        temperature=1.0,
        sure=0.4,
        unclear=1.0,
        priors={},
        rows={"坏": 0},
        weights=model_file.packed_rows([[-3, 6, -3, 6]]),
    )


def test_a_draw_goes_to_the_first_named(small: Model) -> None:
    assert Classifier(small).classify("好").primary == "policy"


def test_a_channel_may_have_a_prior(small: Model) -> None:
    model = replace(small, priors={"chat": {"none": 9.0}})
    assert Classifier(model).classify("坏").primary == "quality"
    assert Classifier(model).classify("坏", channel="chat").primary == "none"


def test_a_model_survives_its_file(small: Model, tmp_path: Path) -> None:
    model_file.write(tmp_path / "model", small)
    again = model_file.read(tmp_path / "model")
    assert replace(again, digest="") == small
    assert again.id.startswith("ngrams-7-")


@given(st.lists(st.lists(st.integers(-7, 7), min_size=4, max_size=4), min_size=1, max_size=5))
def test_rows_come_back(rows: list[list[int]]) -> None:
    names = {f"word {place}": place for place in range(len(rows))}
    heads = tuple(Head(label=str(number), bias=0.0, scale=1.0) for number in range(len(rows[0]) - 1))
    hidden = HiddenLayers(scales=(1.0,))
    model = Model(
        version=7,
        choices=heads,
        labels=(),
        temperature=1.0,
        sure=0.0,
        unclear=1.0,
        priors={},
        rows=names,
        weights=model_file.packed_rows(rows),
        hidden=hidden,
    )
    assert [list(model.row(name)) for name in names] == rows


def test_every_byte_counts_for_the_id(small: Model, tmp_path: Path) -> None:
    model_file.write(tmp_path / "one", small)
    model_file.write(tmp_path / "two", replace(small, weights=model_file.packed_rows([[-3, 7, -3, 6]])))
    assert model_file.read(tmp_path / "one").id != model_file.read(tmp_path / "two").id


def test_the_weights_are_small() -> None:
    """How fast they load is measured in ``docs/classifier.md``."""
    assert (DATA / "classifier.model").stat().st_size <= 2_000_000


@given(st.text(max_size=60))
def test_features_stand_where_they_say(text: str) -> None:
    folded = fold(text).text
    for start, end in chain.from_iterable(clause.values() for clause in features(folded)):
        assert 0 <= start < end <= len(folded)


@given(st.text("但是坏了而且 a'but b1.5,。 and", max_size=40) | st.text(max_size=40))
def test_a_feature_stands_where_it_is_first_written(text: str) -> None:
    """Chinese ones literally, all of them in the clause in which they begin."""
    written = re.sub(r"\d", "0", text)
    beginnings = [min(clause.values())[0] for clause in features(text)]
    for clause, beginning in zip(features(text), beginnings, strict=True):
        for name, (start, end) in clause.items():
            if not name.isascii() and not re.search(r"[a-z0-9' ]", name):
                assert (start, end - start) == (written.index(name, beginning), len(name))


def test_features_of_both_scripts() -> None:
    [found] = features("屏幕碎 a tv12")
    assert found["屏幕"] == (0, 2)
    assert found["屏幕碎"] == (0, 3)
    assert found["tv00"] == (6, 10)
    assert found["a tv00"] == (4, 10)
    assert found["_<tv"] == (6, 8)


def test_clauses_end_at_marks_and_before_words_that_turn_the_sentence() -> None:
    starts = [min(start for start, _ in clause.values()) for clause in features("发货很快,但鞋子坏了就是没人管")]
    assert starts == [0, 5, 10]


def test_a_text_of_endless_clauses_has_a_last_one() -> None:
    clauses = features("坏,烂。" * 5_000)
    assert len(clauses) == MOST_CLAUSES


def test_importing_the_room_loads_neither_segmenter_nor_model() -> None:
    program = (
        "import sys, chalicelib.understanding, chalicelib.understanding.assess\n"
        "from chalicelib.understanding.classifier import classifier\n"
        "sys.exit('jieba' in sys.modules or classifier.cache_info().currsize)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
