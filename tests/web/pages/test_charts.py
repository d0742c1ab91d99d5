"""Charts are as large as their numbers, within their frame, and say what they show."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from chalicelib.web.pages import charts
from chalicelib.web.pages.charts import Line, Picture, nice_ticks, shortened

from .markup import read
from .test_escaping import HOSTILE

COUNTS = st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)), min_size=1, max_size=31)
SHARES = st.lists(st.tuples(st.floats(0, 0.4), st.floats(0.4, 0.6), st.floats(0.6, 1)), min_size=1, max_size=8)
DRAWN = (charts.columns, charts.lines, charts.bars, charts.stacked)


def picture(counts: list[tuple[int, int]], *, words: str = "x") -> Picture:
    labels = [f"{words}{place}" for place in range(len(counts))]
    lines = [
        Line(name=f"{words}{order}", values=values, texts=[str(one) for one in values])
        for order, values in enumerate(zip(*counts, strict=True))
    ]
    return Picture(name="c", title=words, description=words, labels=labels, marks=labels, lines=lines)


def rects(drawn: Markup) -> list[tuple[str, float, float, float, float]]:
    """(class, x, y, width, height)"""
    found = re.findall(r'<rect class="(s\d)" x="(.+?)" y="(.+?)" width="(.+?)" height="(.+?)"/>', drawn)
    return [(kind, *map(float, numbers)) for kind, *numbers in found]


@given(COUNTS, st.sampled_from(DRAWN))
def test_nothing_is_drawn_outside_its_frame(counts: list[tuple[int, int]], draw: Callable[[Picture], Markup]) -> None:
    drawn = draw(picture(counts))
    width, height = map(float, re.findall(r'viewBox="0 0 (\S+) (\S+)"', drawn)[0])
    for _, x, y, wide, high in rects(drawn):
        assert min(x, y, wide, high) >= 0
        assert x + wide <= width + 0.2
        assert y + high <= height + 0.2
    for x, y in re.findall(r'<circle class="s\d" cx="(.+?)" cy="(.+?)"', drawn):
        assert 0 <= float(x) <= width
        assert 0 <= float(y) <= height


@given(COUNTS)
def test_a_column_is_as_high_as_its_number(counts: list[tuple[int, int]]) -> None:
    found = rects(charts.columns(picture(counts)))
    assert len(found) == sum(value > 0 for pair in counts for value in pair)
    top = nice_ticks(max(map(sum, counts)))[-1]
    expected = sorted(value / top for pair in counts for value in pair if value)
    heights = sorted(high for *_, high in found)
    assert heights == pytest.approx([share * (240 - 24 - 12) for share in expected], abs=0.11)


@given(COUNTS)
def test_bars_are_as_long_as_their_numbers_and_say_them(counts: list[tuple[int, int]]) -> None:
    drawn = charts.bars(picture(counts))
    most = max(max(map(max, counts)), 1)
    expected = [max(value / most * (360 - 64), 0.5) for pair in counts for value in pair]
    assert [wide for _, _, _, wide, _ in rects(drawn)] == pytest.approx(expected, abs=0.06)
    assert all(f">{value}</text>" in drawn for pair in counts for value in pair)


@given(COUNTS)
def test_a_stack_says_what_its_parts_come_to(counts: list[tuple[int, int]]) -> None:
    drawn = charts.stacked(picture(counts))
    assert all(f">{sum(pair):,}</text>" in drawn for pair in counts)


@given(SHARES)
def test_a_point_lies_within_its_interval(shares: list[tuple[float, float, float]]) -> None:
    labels = [str(place) for place in range(len(shares))]
    intervals = [(low, high) for low, _, high in shares]
    line = Line(name="x", values=[one for _, one, _ in shares], texts=labels, intervals=intervals)
    shown = Picture(name="c", title="t", description="d", labels=labels, marks=labels, lines=[line])
    drawn = charts.points(shown)
    dots = [float(x) for x in re.findall(r'<circle class="s1" cx="(.+?)"', drawn)]
    whiskers = re.findall(r'class="whisker" d="M(\S+) (\S+)L(\S+) (\S+)"', drawn)
    level = [(float(x), float(to_x)) for x, y, to_x, to_y in whiskers if y == to_y]
    assert all(low <= dot <= high for dot, (low, high) in zip(dots, level, strict=True))


def test_what_is_not_known_has_no_point() -> None:
    line = Line(name="x", values=[None], texts=["–"], intervals=[None])
    drawn = charts.points(Picture(name="c", title="t", description="d", labels=["a"], marks=["a"], lines=[line]))
    assert "<circle" not in drawn
    assert "whisker" not in drawn
    assert ">–</text>" in drawn


@given(st.integers(0, 10**9))
def test_ticks_are_whole_even_few_and_reach_the_most(most: int) -> None:
    ticks = nice_ticks(most)
    assert ticks[0] == 0
    assert ticks[-1] >= most
    assert 2 <= len(ticks) <= 7
    assert len({high - low for low, high in pairwise(ticks)}) == 1
    assert str(ticks[1]).rstrip("0") in ("1", "2", "5")


@given(st.text("aä质量", max_size=80), st.floats(20, 400))
def test_a_label_that_is_too_long_is_cut_with_a_sign(text: str, width: float) -> None:
    cut = shortened(text, width=width)
    wide = sum(2 if one in "质量" else 1 for one in text) * charts._LETTER
    assert (cut == text) == (wide <= width)
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


@pytest.mark.parametrize("draw", DRAWN)
def test_it_is_named_and_described_and_names_are_text(draw: Callable[[Picture], Markup]) -> None:
    drawn = draw(picture([(1, 2), (3, 4)], words=HOSTILE))
    page = read(drawn)
    svg = page.one("svg").attributes
    assert (svg["role"], svg["aria-labelledby"]) == ("img", "c-title c-about")
    assert {page.one("title").attributes["id"], page.one("desc").attributes["id"]} == {"c-title", "c-about"}
    assert not page.all("script", "img")
    assert not [element for element in page.elements if "style" in element.attributes]
    assert Markup.escape(HOSTILE) in drawn
