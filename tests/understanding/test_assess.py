from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.assessment import Assessment, Category, Signal
from chalicelib.understanding import assess as module
from chalicelib.understanding import classifier as classifying
from chalicelib.understanding.assess import assess

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=300)
COMPLAINT_WORDS = st.lists(
    st.sampled_from(
        [
            "客服",
            "退款",
            "態度",
            "壞了",
            "１３８１２３４５６７８",
            "refund",
            "broken",
            " ",
            "，",
            "!!!!!!",
            "\u200b",
            "é",
            "ﬁ",
        ]
    ),
    max_size=40,
).map("".join)


def assert_spans_hold(assessment: Assessment, text: str) -> None:
    for evidence in assessment.evidence:
        assert evidence.text == text[evidence.start : evidence.end] != ""
    for alarm in assessment.alarms:
        assert 0 <= alarm.start <= alarm.end <= len(text)
        assert alarm.text
    for entity in assessment.entities:
        assert 0 <= entity.start <= entity.end <= len(text)


@given(st.one_of(ANY_TEXT, COMPLAINT_WORDS))
def test_any_text_can_be_assessed(text: str) -> None:
    assert_spans_hold(assess(text), text)


@given(COMPLAINT_WORDS, ANY_TEXT)
def test_a_subject_moves_no_span(text: str, subject: str) -> None:
    assert_spans_hold(assess(text, subject=subject), text)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "差" * 1_000_000,
        "\ud800" * 100_000,
        "很差，" * 10_000,
        "a\u0301" * 200_000,
        "1" * 1_000_000,
        "ﷺ" * 100_000,
        "13812345678 " * 50_000,
    ],
    ids=["letters", "characters", "surrogates", "clauses", "marks", "digits", "ligatures", "phones"],
)
def test_of_hostile_texts_little_is_read(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    searched, classified = counted(monkeypatch, module, "find"), counted(monkeypatch, classifying, "features")
    assert_spans_hold(assess(text), text)
    assert 0 < sum(searched) <= 16_001
    assert sum(classified) <= 1_601


def counted(monkeypatch: pytest.MonkeyPatch, place: ModuleType, name: str) -> list[int]:
    """How many characters each call of the function is given."""
    lengths: list[int] = []
    called = getattr(place, name)

    def counting(text: str, **how: Any) -> Any:
        lengths.append(len(text))
        return called(text, **how)

    monkeypatch.setattr(place, name, counting)
    return lengths


def test_the_end_of_a_long_text_is_read_too() -> None:
    text = "路过看看。" * 10_000 + "电池冒烟了，我的电话 13812345678"
    assessment = assess(text)
    assert Signal.SAFETY in assessment.signals
    (phone,) = assessment.entities
    assert text[phone.start : phone.end] == "13812345678"


def test_a_whole_assessment() -> None:
    text = "訂單編號241121000123，客服態度惡劣，完全不理人，再不處理就打1950專線找消保官"
    assessment = assess(text)
    assert assessment.language == "zh-Hant"
    assert assessment.primary is Category.ATTITUDE
    assert assessment.labels[0] is Category.ATTITUDE
    assert Signal.REGULATOR in assessment.signals
    assert [entity.value for entity in assessment.entities] == ["241121000123"]
    assert 1 <= len(assessment.evidence) <= 5
    assert assessment.evidence[0].weight > 0
    assert assessment.evidence[0].text in "客服態度惡劣，完全不理人"
    assert assessment.model.startswith("ngrams-")


def test_the_subject_counts() -> None:
    assert assess("麻烦处理一下", subject="快递一直没送到").primary is Category.LOGISTICS
    assert [entity.value for entity in assess("坏了", subject="订单 241121000123").entities] == ["241121000123"]


def test_personal_data_is_no_evidence() -> None:
    text = "快递没到，给我打电话 13812345678，邮箱 refund.broken@shop.example"
    assert not any("1381" in one.text or "@" in one.text for one in assess(text).evidence)


def test_other_languages_are_left_to_a_person() -> None:
    assessment = assess("届いた商品が壊れていました")
    assert (assessment.language, assessment.abstained, assessment.evidence) == ("ja", True, ())


def test_an_alarming_text_is_never_surely_nothing() -> None:
    for text in ("谢谢，很好，就是充电器冒烟了", "Great, thanks, it only caught fire"):
        assessment = assess(text)
        assert assessment.abstained or assessment.primary is not Category.NONE
