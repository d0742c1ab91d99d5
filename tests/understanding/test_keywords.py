"""What many texts are about, in words that several customers wrote, and never in what tells who one of them is."""

from __future__ import annotations

from chalicelib.understanding.keywords import FEWEST, keywords


def words(texts: list[str], beside: list[str] | None = None) -> list[str]:
    return [one.word for one in keywords(texts, beside=beside or [])]


def test_what_is_said_here_and_not_elsewhere_comes_first() -> None:
    screens = ["手机屏幕碎了", "屏幕有划痕，手机发烫", "手机屏幕不亮", "手机充不进电"]
    parcels = ["手机快递三天没有动", "手机包裹丢失了", "手机快递放在驿站", "手机物流不更新"] * 3
    found = words(screens, parcels)
    assert found[0] == "屏幕"
    assert found.index("屏幕") < found.index("手机")


def test_one_customer_counts_once_however_long_the_letter() -> None:
    assert words(["拉链" * 30, "扣子掉了", "扣子松了", "扣子断了"]) == ["扣子"]


def test_english_and_both_scripts_of_chinese_are_read() -> None:
    assert words(["The ZIPPER broke", "zipper is stuck", "My zipper, again!"]) == ["zipper"]
    assert words(["電池鼓包", "电池鼓包", "電池壞了"]) == ["電池"], "as it was most often written"


def test_everyday_words_say_nothing() -> None:
    assert words(["我们已经收到商品，请尽快处理"] * 5 + ["please tell the seller, thanks"] * 5) == []


def test_what_tells_who_somebody_is_is_no_keyword() -> None:
    texts = ["我叫张晓梅，电话13812345678，邮箱zhangxm@customer.example，衣服掉色"] * FEWEST
    found = " ".join(words(texts))
    assert "掉色" in found
    assert not any(part in found for part in ("晓梅", "138", "zhangxm", "customer", "mobile", "email"))


def test_what_fewer_than_three_wrote_is_left_out_and_nothing_of_nothing() -> None:
    assert words(["拉链坏了"] * (FEWEST - 1)) == []
    assert words([]) == []
