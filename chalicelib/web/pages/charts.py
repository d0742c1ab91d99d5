"""Charts as inline SVG: pure functions from what is to be shown to markup. Colours and strokes are classes of the
stylesheet, so that a page keeps its policy and follows light, dark and print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final
from unicodedata import east_asian_width

from markupsafe import Markup

WIDE: Final = 640
NARROW: Final = 360
_HEIGHT: Final = 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 8, 12, 24
_MOST_TICKS: Final = 5
_STEPS: Final = (1, 2, 5, 10)
_BAR, _GAP, _LINE = 9, 3, 15
_BESIDE: Final = 64
"""Room for the number behind the longest bar."""
_LETTER: Final = 5.6
"""How wide a Latin letter of a label is, roughly; a Chinese one is twice that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One series. ``texts`` are its values as people read them; ``intervals`` are those of values between 0 and 1."""

    name: str
    values: Sequence[float | None]
    texts: Sequence[str]
    intervals: Sequence[tuple[float, float] | None] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """``name`` is what ids begin with; ``marks`` are the labels as short as an axis wants them."""

    name: str
    title: str
    description: str
    labels: Sequence[str]
    marks: Sequence[str]
    lines: Sequence[Line]


def columns(picture: Picture) -> Markup:
    """A column for each label, its series upon each other, the first at the bottom."""
    totals = [sum(line.values[place] or 0 for line in picture.lines) for place in range(len(picture.labels))]
    ticks = nice_ticks(max(totals, default=0))
    return _framed(picture, [*_grid(ticks), *_marks(picture), *_columns(picture, ticks[-1])])


def lines(picture: Picture) -> Markup:
    """A line for each series over the labels."""
    ticks = nice_ticks(max((value or 0 for line in picture.lines for value in line.values), default=0))
    return _framed(picture, [*_grid(ticks), *_marks(picture), *_curves(picture, ticks[-1])])


def bars(picture: Picture) -> Markup:
    """Under each label a bar for each series, with its number behind it."""
    longest = max((value or 0 for line in picture.lines for value in line.values), default=0) or 1
    row = _LINE + len(picture.lines) * (_BAR + _GAP) + 6
    drawn = [piece for place in range(len(picture.labels)) for piece in _bars(picture, place, longest, place * row)]
    return _svg(picture, drawn, width=NARROW, height=row * len(picture.labels))


def stacked(picture: Picture) -> Markup:
    """Under each label one bar, its series behind each other, and what they come to."""
    totals = [sum(line.values[place] or 0 for line in picture.lines) for place in range(len(picture.labels))]
    row = _LINE + _BAR + _GAP + 6
    drawn = [piece for place in range(len(totals)) for piece in _stack(picture, place, max(totals) or 1, place * row)]
    return _svg(picture, drawn, width=NARROW, height=row * len(totals))


def points(picture: Picture) -> Markup:
    """Under each label a point between 0 and 1 on a track, and the interval around it."""
    row = _LINE + 18
    drawn = [piece for place in range(len(picture.labels)) for piece in _point(picture, place, place * row)]
    bottom = row * len(picture.labels)
    scale = [
        _text(_along(at), bottom + 8, f"{at:.0%}", anchor=anchor)
        for at, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end"))
    ]
    return _svg(picture, [*drawn, *scale], width=NARROW, height=bottom + 14)


def nice_ticks(most: float) -> list[int]:
    """Whole numbers from 0 to at least ``most``, evenly spaced at 1, 2 or 5 times a power of ten."""
    rough = max(most / _MOST_TICKS, 1)
    power = 10 ** floor(log10(rough))
    step = int(next(one for one in _STEPS if one * power >= rough) * power)
    ends = max(-(-int(-(-most // 1)) // step), 1)
    return [place * step for place in range(ends + 1)]


def shortened(text: str, *, width: float) -> str:
    """As much of it as fits, with a sign where it was cut."""
    room = width / _LETTER
    for place, letter in enumerate(text):
        room -= 2 if east_asian_width(letter) in "WF" else 1
        if room < 0:
            return f"{text[: max(place - 1, 0)]}…"
    return text


def _columns(picture: Picture, top: int) -> Iterator[Markup]:
    slot = _slot(picture)
    for place in range(len(picture.labels)):
        base = 0.0
        for order, line in enumerate(picture.lines, start=1):
            value = line.values[place] or 0
            if value:
                upper, lower = _up(base + value, top), _up(base, top)
                yield _rect(_LEFT + place * slot + slot * 0.12, upper, slot * 0.76, lower - upper, order)
            base += value


def _curves(picture: Picture, top: int) -> Iterator[Markup]:
    slot = _slot(picture)
    for order, line in enumerate(picture.lines, start=1):
        at = [
            (_LEFT + (place + 0.5) * slot, _up(value, top))
            for place, value in enumerate(line.values)
            if value is not None
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        yield Markup('<polyline class="line l{}" points="{}"/>').format(order, path)
        yield from (Markup('<circle class="s{}" cx="{:.1f}" cy="{:.1f}" r="2"/>').format(order, x, y) for x, y in at)


def _bars(picture: Picture, place: int, longest: float, top: float) -> Iterator[Markup]:
    yield _text(0, top + 11, shortened(picture.labels[place], width=NARROW))
    for order, line in enumerate(picture.lines, start=1):
        value, level = line.values[place] or 0, top + _LINE + (order - 1) * (_BAR + _GAP)
        length = value / longest * (NARROW - _BESIDE)
        yield _rect(0, level, max(length, 0.5), _BAR, order)
        yield _text(length + 5, level + _BAR - 1, line.texts[place])


def _stack(picture: Picture, place: int, longest: float, top: float) -> Iterator[Markup]:
    yield _text(0, top + 11, shortened(picture.labels[place], width=NARROW))
    at, total = 0.0, 0.0
    for order, line in enumerate(picture.lines, start=1):
        value = line.values[place] or 0
        length = value / longest * (NARROW - _BESIDE)
        if value:
            yield _rect(at, top + _LINE, length, _BAR, order)
        at, total = at + length, total + value
    yield _text(at + 5, top + _LINE + _BAR - 1, f"{total:,.0f}")


def _point(picture: Picture, place: int, top: float) -> Iterator[Markup]:
    [line] = picture.lines
    value, text, level = line.values[place], line.texts[place], top + _LINE + 7
    room = NARROW - sum(_LETTER * (2 if east_asian_width(one) in "WF" else 1) for one in text) - 12
    yield _text(0, top + 11, shortened(picture.labels[place], width=room))
    yield _text(NARROW, top + 11, text, anchor="end")
    yield _stroke("track", _along(0), level, _along(1), level)
    interval = line.intervals[place]
    if interval:
        lower, upper = map(_along, interval)
        yield _stroke("whisker", lower, level, upper, level)
        yield from (_stroke("whisker", end, level - 4, end, level + 4) for end in (lower, upper))
    if value is not None:
        yield Markup('<circle class="s1" cx="{:.1f}" cy="{:.1f}" r="4"/>').format(_along(value), level)


def _grid(ticks: Sequence[int]) -> Iterator[Markup]:
    for tick in ticks:
        level = _up(tick, ticks[-1])
        yield _stroke("grid", _LEFT, level, WIDE - _RIGHT, level)
        yield _text(_LEFT - 6, level + 4, f"{tick:,}", anchor="end")


def _marks(picture: Picture) -> Iterator[Markup]:
    slot = _slot(picture)
    for place, mark in enumerate(picture.marks):
        yield _text(_LEFT + (place + 0.5) * slot, _HEIGHT - 8, mark, anchor="middle")


def _framed(picture: Picture, pieces: Iterable[Markup]) -> Markup:
    return _svg(picture, pieces, width=WIDE, height=_HEIGHT)


def _svg(picture: Picture, pieces: Iterable[Markup], *, width: float, height: float) -> Markup:
    return Markup(
        '<svg class="chart" role="img" viewBox="0 0 {width} {height}" aria-labelledby="{name}-title {name}-about">'
        '<title id="{name}-title">{title}</title><desc id="{name}-about">{description}</desc>{pieces}</svg>'
    ).format(
        width=width,
        height=height,
        name=picture.name,
        title=picture.title,
        description=picture.description,
        pieces=Markup("").join(pieces),
    )


def _rect(x: float, y: float, width: float, height: float, order: int) -> Markup:
    return Markup('<rect class="s{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
        order, x, y, width, height
    )


def _stroke(kind: str, x: float, y: float, to_x: float, to_y: float) -> Markup:
    return Markup('<path class="{}" d="M{:.1f} {:.1f}L{:.1f} {:.1f}"/>').format(kind, x, y, to_x, to_y)


def _text(x: float, y: float, text: str, *, anchor: str = "start") -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(x, y, anchor, text)


def _slot(picture: Picture) -> float:
    return (WIDE - _LEFT - _RIGHT) / max(len(picture.labels), 1)


def _up(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - value / top * (_HEIGHT - _BOTTOM - _TOP)


def _along(value: float) -> float:
    """Where a share lies; the point at either end has room."""
    return 5 + value * (NARROW - 10)
