"""Which day the words of one mean, held against the day on which they were written. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from .number_words import small

LOOKED_BACK: Final = 300
"""A day without a year is the last one, unless that lies further back and nothing says that it is over: then the next.
"""

_DAYS_AWAY: Final = {
    "大前天": -3, "前天": -2, "前日": -2, "前晚": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "昨早": -1,
    "今天": 0,     "今日": 0, "今早": 0, "今晨": 0, "今晚": 0, "明天": 1, "明日": 1, "明早": 1, "后天": 2, "大后天": 3,
    "the day before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0, "this morning": 0, "tonight": 0,
    "tomorrow": 1,
}  # fmt: skip
_WEEKS_AWAY: Final = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}
_CHINESE_DAYS: Final = {character: place for place, character in enumerate("一二三四五六")} | {"日": 6, "天": 6}
ENGLISH_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_FEASTS: Final = {
    "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12), "双12": (12, 12), "元旦": (1, 1),
    "christmas day": (12, 25),     "christmas eve": (12, 24),
}  # fmt: skip

Named = dict[str, str]
"""Which part of a pattern met which words."""
Resolve = Callable[[Named, date], date | None]


def is_real(named: Named) -> bool:
    """Words that stay unresolved are still a day, while 13月40日 is none."""
    if named.keys() & {"iso", "full_year"}:
        return False
    if "slash_year" in named:
        return max(int(named["slash_one"]), int(named["slash_two"])) <= 31
    month, day = _month_and_day(named)
    return month is None or (1 <= month <= 12 and day is not None and 1 <= day <= 31)


def day_of(named: Named, today: date | None, *, is_over: bool) -> date | None:
    """``None`` for what could be two days, or none where nobody knows when it was written."""
    for name in named:
        if name in _ABSOLUTE:
            return _ABSOLUTE[name](named)
    if today is None:
        return None
    if feast := named.get("feast"):
        return _nearest(*_FEASTS[feast], today, is_over=is_over)
    if "sale" in named:
        return _nearest(6, 18, today, is_over=True)
    if not named.keys().isdisjoint(_NEAR):
        return _nearest(*_month_and_day(named), today, is_over=is_over)
    return next((_RELATIVE[name](named, today) for name in named if name in _RELATIVE), None)


def _date(year: int, month: int | None, day: int | None) -> date | None:
    try:
        return date(year, month or 0, day or 0)
    except ValueError:
        return None


def _iso(named: Named) -> date | None:
    return _date(int(named["iso"]), int(named["iso_month"]), int(named["iso_day"]))


def _with_year(named: Named) -> date | None:
    """民国 counts from 1912; three digits can only be that, two are short for this century."""
    written = named["full_year"]
    year = int(written.removeprefix("民国"))
    if written.startswith("民国") or 100 <= year < 200:
        year += 1911
    elif year < 100:
        year += 2000
    return _date(year, small(named["full_month"]), small(named["full_day"]))


def _slashed(named: Named) -> date | None:
    """Day first in most countries, month first in one: only told apart above twelve, or when both are the same."""
    one, two = int(named["slash_one"]), int(named["slash_two"])
    if one <= 12 and two <= 12 and one != two:
        return None
    day, month = (one, two) if one > 12 else (two, one)
    return _date(int(named["slash_year"]), month, day)


def _month_and_day(named: Named) -> tuple[int | None, int | None]:
    for month, day in (("near_month", "near_day"), ("dot_month", "dot_day")):
        if month in named:
            return small(named[month]), small(named[day])
    for month, day in (("month", "day"), ("american_month", "american_day")):
        if month in named:
            return MONTHS[named[month]], int(named[day])
    return None, None


def _english(named: Named) -> date | None:
    month, day = _month_and_day(named)
    year = named.get("year") or named.get("american_year")
    return _date(int(year), month, day) if year else None


def _nearest(month: int | None, day: int | None, today: date, *, is_over: bool) -> date | None:
    for year in (today.year, today.year - 1):
        past = _date(year, month, day)
        if past and past <= today and (is_over or today - past <= timedelta(days=LOOKED_BACK)):
            return past
    coming = [one for year in (today.year, today.year + 1) if (one := _date(year, month, day)) and one > today]
    return min(coming, default=None)


def _moved(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)


def _of_month(named: Named, today: date) -> date | None:
    first = today.replace(day=1)
    if named["which_month"].startswith("上"):
        first = (first - timedelta(days=1)).replace(day=1)
    return _date(first.year, first.month, small(named["which_day"]))


def _of_week(named: Named, today: date) -> date:
    """The Chinese week begins on Monday, so 上周五 is one day only."""
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=_WEEKS_AWAY[named["week"]], days=_CHINESE_DAYS[named["week_day"]])


def _weekday(named: Named, today: date) -> date | None:
    """ "Last Friday" is the Friday before or that of the week before: read only when both are the same."""
    wanted = ENGLISH_DAYS.index(named["weekday"])
    monday = today - timedelta(days=today.weekday())
    if named["that"] == "this":
        return monday + timedelta(days=wanted)
    if named["that"] != "last" or wanted < today.weekday():
        return None
    return monday + timedelta(weeks=-1, days=wanted)


def _black_friday(_: Named, today: date) -> date | None:
    """The day after the fourth Thursday of November."""
    days = []
    for year in (today.year - 1, today.year):
        first = date(year, 11, 1)
        days.append(first + timedelta(days=(3 - first.weekday()) % 7 + 22))
    return max((day for day in days if day <= today), default=None)


_ABSOLUTE: Final[dict[str, Callable[[Named], date | None]]] = {
    "iso": _iso,
    "full_year": _with_year,
    "slash_year": _slashed,
    "year": _english,
    "american_year": _english,
}
_NEAR: Final = frozenset({"near_month", "dot_month", "month", "american_month"})
_RELATIVE: Final[dict[str, Resolve]] = {
    "which_month": _of_month,
    "away": lambda named, today: _moved(today, _DAYS_AWAY[named["away"]]),
    "days_ago": lambda named, today: _moved(today, -(small(named["days_ago"]) or 0) or None),
    "english_ago": lambda named, today: _moved(today, -(small(named["english_ago"]) or 0) or None),
    "week": _of_week,
    "weekday": _weekday,
    "black": _black_friday,
}
