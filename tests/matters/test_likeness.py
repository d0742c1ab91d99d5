"""Texts that are nearly the same are found and told from those that are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.matters.likeness import LEAST, bands, resemblance, shingles

TEXT = "买的洗衣机用了三天就漏水，客服一直让等，已经等了一个星期了，要求退货退款"
SLIGHTLY_OTHER = "买的洗衣机用了三天就漏水!!客服一直让等,已经等了一个星期,要求退货退款。"
ELSE = "快递显示已签收但是我根本没有收到包裹，请帮忙核实派送情况并尽快补发"


def test_signs_blanks_case_and_width_do_not_count() -> None:
    assert resemblance("Where is my ORDER, please?!", "where is my　ｏｒｄｅｒ please") == 1.0
    assert shingles("质量 太差，用了整整两天就坏了") == shingles("质量太差用了整整两天就坏了")


def test_a_word_less_is_still_nearly_the_same_and_another_matter_is_not() -> None:
    assert resemblance(TEXT, SLIGHTLY_OTHER) > 0.8
    assert resemblance(TEXT, ELSE) < 0.1
    assert set(bands(TEXT)) & set(bands(SLIGHTLY_OTHER))
    assert not set(bands(TEXT)) & set(bands(ELSE))


@pytest.mark.parametrize("text", ["", "坏了", "质量太差", "！！！！！！！！！！！！！！", "退款" * (LEAST // 2 - 1)])
def test_a_short_text_says_nothing(text: str) -> None:
    assert bands(text) == ()
    assert resemblance(text, text) == 0.0


@given(st.text(), st.text())
def test_it_is_the_same_both_ways_and_between_0_and_1(one: str, other: str) -> None:
    assert 0.0 <= resemblance(one, other) == resemblance(other, one) <= 1.0


@given(st.text(alphabet="质量物流态度坏快递退款客服一直等abc", min_size=LEAST, max_size=300))
def test_the_same_text_is_always_found(text: str) -> None:
    assert resemblance(text, text) == 1.0
    assert len(bands(text)) == 4
    assert bands(text) == bands(f"  {text}！")


def test_names_are_found_nearly_always_from_eight_tenths_on() -> None:
    """Sixty texts of sixty characters, each with a few characters changed at the end."""
    found = total = 0
    for number in range(60):
        base = "".join(chr(0x4E00 + (number * 131 + at * 37) % 5_000) for at in range(60))
        changed = base[:-4] + "完全不同"
        if resemblance(base, changed) >= 0.8:
            total += 1
            found += bool(set(bands(base)) & set(bands(changed)))
    assert total == 60
    assert found >= 58
