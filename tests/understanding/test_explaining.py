from __future__ import annotations

import pytest

from chalicelib.model.assessment import Evidence
from chalicelib.understanding import explaining
from chalicelib.understanding.classifier import Scores, classifier
from chalicelib.understanding.features import Span
from chalicelib.understanding.text import fold
from chalicelib.understanding.trying import Trial

TEXTS = (
    "快递拖了一周才到，打开盒子发现杯子碎了，客服一直不回复，说好的退款也没有，太让人失望了，希望尽快处理一下这件事情谢谢。",
    "上个月在你们店里买的羽绒服，穿了两次就开始掉毛，拉链也坏了，洗了一次还褪色，跟页面上的照片完全不一样。",
    "客服問了三遍都不理人，最後還罵我不懂，態度真的很差，我在你們店買了五年的東西，第一次碰到這種事情。",
    "The parcel took three weeks to arrive and when I opened the box the kettle was cracked. I asked support for a"
    " refund twice and nobody has answered me since. This is not acceptable at all, please do something.",
)
ALL = 60


def evidence(text: str) -> tuple[Evidence, ...]:
    model, folded = classifier(), fold(text).squeezed()
    return explaining.explain(model, model.classify(folded.text), folded=folded, original=text)


@pytest.mark.parametrize("text", TEXTS)
def test_the_phrases_worth_a_trial_hold_what_decides(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The strongest phrase is the one that a trial of every phrase finds."""
    quick = evidence(text)
    monkeypatch.setattr(explaining, "_TRIED_FOR_PRIMARY", ALL)
    monkeypatch.setattr(explaining, "_TRIED_FOR_OTHERS", ALL)
    thorough = evidence(text)
    assert thorough[0].label == quick[0].label
    assert max(thorough, key=_size).text in max(quick, key=_size).text


def _size(one: Evidence) -> float:
    return abs(one.weight)


@pytest.mark.parametrize("text", [*TEXTS, "".join(TEXTS) * 4])
def test_few_words_are_tried_however_long_the_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Span] = []
    scores_without = Trial.scores_without

    def counting(trial: Trial, span: Span) -> Scores:
        tried.append(span)
        return scores_without(trial, span)

    monkeypatch.setattr(Trial, "scores_without", counting)
    assert evidence(text)
    labels = len(classifier().classify(fold(text).squeezed().text).labels)
    assert 0 < len(tried) <= explaining._TRIED_FOR_PRIMARY + (labels - 1) * explaining._TRIED_FOR_OTHERS
