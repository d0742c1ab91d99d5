from __future__ import annotations

import pytest

from chalicelib.understanding.lexicon import Lexicon, Term
from chalicelib.understanding.signals import signals
from chalicelib.understanding.text import fold


def heard(text: str) -> set[str]:
    return {signal.value for signal in signals(fold(text).squeezed().text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("充电的时候冒烟了，手被烫伤", {"safety"}),
        ("The kettle caught fire in my kitchen", {"safety"}),
        ("孕婦吃了拉肚子", {"safety", "vulnerable"}),
        ("再不处理我就打12315", {"regulator"}),
        ("我要去消保會申訴", {"regulator"}),
        ("I will report you to the Better Business Bureau", {"regulator"}),
        ("我會找記者曝光你們", {"media"}),
        ("准备走法律途径，已经找了律师", {"legal"}),
        ("打110报警了", {"legal"}),
        ("You will hear from my lawyer, I will sue", {"legal"}),
        ("这就是假货，骗子店", {"fraud"}),
        ("These shoes are counterfeit", {"fraud"}),
        ("再也不会来这里买东西了", {"churn"}),
        ("I will never ever order from this shop", {"churn"}),
        ("别用机器人敷衍我，转人工", {"human"}),
        ("let me speak to a manager", {"human"}),
        ("家里老人不会用", {"vulnerable"}),
    ],
)
def test_what_must_alarm_us(text: str, expected: set[str]) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "还好没有受伤",
        "没有人受伤，就是东西碎了",
        "皮肤没过敏",
        "Nobody got hurt, the box was crushed",
        "it did not cause any injury",
        "漏电保护开关很好用",
        "口感爆炸好吃",
        "订单尾号2123151，运费315元",
        "单号 12315123456",
        "这个不是假货，放心",
        "this issue will be fine",
        "The Fire TV stick stopped working",
        "人工智能音箱不好用",
        "no need for a lawyer here",
        "卖家把我拉黑了",
        "我想告诉大家尺码偏小",
        "用久了手机中毒了，很卡",
        "I ill-advisedly bought two pairs of blinds",
    ],
)
def test_look_alikes_and_denials(text: str) -> None:
    assert heard(text) == set()


def test_a_denial_does_not_hide_what_follows() -> None:
    assert heard("以前从没过敏过，这次过敏了") == {"safety"}


def test_a_gap_stays_within_its_clause() -> None:
    lexicon = Lexicon([Term.parse("never…buy", name="churn"), Term.parse("再也不…买", name="churn")])
    assert list(lexicon.hits("i will never ever buy it"))
    assert list(lexicon.hits("再也不在这里买了"))
    assert not list(lexicon.hits("it never came. buy elsewhere"))
    assert not list(lexicon.hits("再也不用了,买别的"))


@pytest.mark.parametrize("bait", ["never ", "再也不", "爆炸好", "没有没有受伤", "律师", "a", "i'm 8"])
def test_the_work_grows_with_the_length_of_a_text_and_no_faster(bait: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    end_in = Term.end_in

    def counting(term: Term, text: str, start: int) -> int | None:
        tried.append(start)
        return end_in(term, text, start)

    monkeypatch.setattr(Term, "end_in", counting)
    heard(bait * 100)
    once = len(tried)
    heard(bait * 1_000)
    assert len(tried) - once <= 10 * once + 1_000
