"""Sentences written for this test, with the traps that the readers of complaints met."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from chalicelib.model.assessment import Signal
from chalicelib.understanding.emotion import is_extreme
from chalicelib.understanding.signals import signals
from chalicelib.understanding.text import fold

SAFETY = (
    """
充电宝充着充着就冒烟了|插上电插座直接冒火花|孩子被外壳划伤了手|热水壶漏电，手被电麻了|吃完全家上吐下泻
面膜敷完脸上又红又肿|奶粉里有虫|汤里喝出一根头发
电池鼓包，差点爆炸|用了之后全身起红疹去了医院|椅子突然断了把老人摔伤|刹车失灵差点出人命|配送员动手打人
燃气灶漏气有煤气味|玻璃杯炸裂，割破了手|米饭里吃到石子硌到牙
充電線起火燒到床單|吃完拉肚子送急診|蛋糕裡有蟑螂|擦了乳液過敏紅腫|電鍋漏電，差點觸電|外送員威脅我
牛奶酸臭，孩子喝了嘔吐|輪椅斷裂害我媽摔倒
The charger caught fire last night|I got an electric shock from the kettle|There was a cockroach in my soup
My son choked on a loose button|It gave me a rash and blisters
The driver assaulted me at my door|We all got food poisoning|Found a piece of glass in the jar
The battery exploded on my desk|She was taken to hospital after eating it|The heater started smoking
The chicken was raw and I vomited all night|There was hair in my food|The blade cut my finger
a burning smell comes from the plug|This toy is a choking hazard
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

LEGAL = (
    """
再不退款我就起诉你们|我已经咨询了律师|法院见|我要报警了|走法律程序解决|按消费者权益保护法退一赔三|派出所已经立案
等着收律师函吧|你们这是违法的|我会去法院告你们
我要提告|已經委託律師處理|會寄存證信函給你們|法院見吧|準備走法律途徑|警察局已經備案|依消保法七天鑑賞期要求退款
I will sue you|See you in court|My lawyer will contact you|I am taking legal action|This is against the law
I have filed a police report|small claims is my next step|I'll file a lawsuit
Under the Consumer Rights Act I am due a refund|We will press charges|my attorney is copied on this mail
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

NEITHER = (
    """
还好没有受伤，只是盒子扁了|没有人受伤|用了没过敏，挺好|并没有出现漏电的情况|想买一本法律书，什么时候发货
法律专业的教材有折扣吗|关注微博领优惠券|转发微博抽奖|运费315元太贵了
订单尾号12315678|型号315的滤芯还有吗|房间号1231|这款爆炸头玩偶挺可爱|性能炸裂，很喜欢|防漏电插座好用
止痒效果一般|手机中毒了，怎么清理|律师资格考试的书少了一本|警察叔叔造型的玩具少了帽子
我想告诉大家这家不错|客服态度不好|快递慢|尺码偏大|颜色和图片不一样|还没发货呢|包装有点简陋|請問什麼時候出貨
顏色跟照片不一樣|尺寸偏小想換貨|沒有受傷，只是紙箱破了|追蹤微博領折扣
這本法律書缺頁|客服回覆很慢|運費 315 元|物流太慢了|沒有過敏，很溫和
This issue is not solved|I will return it|The Fire TV stick does not turn on|My Fire tablet is slow
Nobody got hurt, only the box was dented|no injuries thankfully|ill-fitting shoes|the pursuit of quality
The court shoes are too small|my tennis court bag arrived late|She is my mother-in-law
To add insult to injury they closed my ticket|the operator cut my call|my firm order|Sue Ellen bag in red
still waiting for my parcel
The colour is wrong|where is my refund|it does not fit|delivery was late again
The issue persists and I will write again|smoking hot deal but wrong size|Great food court nearby
tissue box was empty
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

OTHERS = (
    """
regulator 我已经打了12315|regulator 向市场监管局投诉|regulator 找消协评理|regulator 我要去消基會申訴
regulator I reported you to the FTC|regulator Trading Standards will hear of this|regulator 去工商局举报你们
media 我要找记者曝光|media 发到抖音让大家看看|media 黑猫投诉见|media 我會爆料給媒體曝光
media I will post this on Facebook and Twitter|media I am going to the press
fraud 这是假货|fraud 骗子商家|fraud 虚假宣传|fraud 根本是仿冒品|fraud This is a scam
fraud They sold me a counterfeit
churn 再也不买了|churn 以后绝对不会再来|churn 卸载了你们的软件|churn 再也不會回購|churn I will never order again
churn cancel my membership now
human 转人工|human 别用机器人敷衍我，找真人来|human 我要真人客服|human I want to speak to a manager
human Let me talk to a real person|human 叫你们经理出来
vulnerable 我是孕妇，等着用|vulnerable 家里八十岁的老人腿脚不便|vulnerable 孩子才三岁，吃了就哭
vulnerable 我媽坐輪椅|vulnerable My newborn needs this formula|vulnerable I am disabled and can't carry it
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def heard(text: str) -> tuple[Signal, ...]:
    return signals(fold(text).squeezed().text)


def test_there_are_enough_of_them() -> None:
    assert len({*SAFETY, *LEGAL, *NEITHER, *OTHERS}) >= 165


@pytest.mark.parametrize(("sentences", "signal"), [(SAFETY, Signal.SAFETY), (LEGAL, Signal.LEGAL)])
def test_nine_in_ten_are_heard(sentences: list[str], signal: Signal) -> None:
    missed = [sentence for sentence in sentences if signal not in heard(sentence)]
    assert len(missed) <= len(sentences) / 10, missed


def test_look_alikes_alarm_nobody() -> None:
    alarmed = [
        sentence for sentence in NEITHER if {Signal.SAFETY, Signal.LEGAL, Signal.REGULATOR} & set(heard(sentence))
    ]
    assert alarmed == []


def test_the_other_signals() -> None:
    missed = [line for line in OTHERS if Signal(line.partition(" ")[0]) not in heard(line.partition(" ")[2])]
    assert len(missed) <= len(OTHERS) / 10, missed


EMOTION = "emotion"


def read(line: str) -> tuple[set[str], str]:
    told, _, sentence = line.partition(" | ")
    return set(told.split()) - {"-"}, sentence


LINES = Path(__file__).with_name("signal_sentences.txt").read_text(encoding="utf-8").splitlines()
TABLE = [read(line) for line in LINES if line and not line.startswith("#")]


def found(sentence: str) -> set[str]:
    folded = fold(sentence).squeezed().text
    emotion = {EMOTION} if is_extreme(sentence, folded=folded, is_complaint=True) else set()
    return {signal.value for signal in signals(folded)} | emotion


def test_a_table_of_sentences_is_heard_as_a_supervisor_would() -> None:
    """Nine in ten of each signal, and of what is heard nine in ten rightly so; of safety and law nearly all."""
    assert len(TABLE) >= 400
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for wanted, sentence in TABLE:
        heard_here = found(sentence)
        right.update(wanted & heard_here)
        wrong.update(heard_here - wanted)
        missed.update(wanted - heard_here)
    recall = {name: right[name] / (right[name] + missed[name]) for name in right}
    precision = {name: right[name] / (right[name] + wrong[name]) for name in right}
    assert set(right) == {*(signal.value for signal in Signal), EMOTION}
    assert all(share >= 0.9 for share in recall.values()), recall
    assert all(share >= 0.9 for share in precision.values()), precision
    assert min(recall["safety"], recall["legal"]) >= 0.97
