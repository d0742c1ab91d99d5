"""Days named in a text: 昨天, 上周五, 11月3号, 民国115年11月3日, last Friday, 3 Nov, 2026/11/03.

Resolved to an ISO date against the day on which the text was written. What could be two days, as "last Friday" on a
Saturday or 03/04/2026, keeps its words, and so does 昨天 when nobody knows when it was written. Linear: repeats are
bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from .found import Found
from .number_words import CHINESE, ENGLISH, small
from .occasions import occasion

DATE: Final = "date"
DatedFrom = tuple[int, date]
"""From this place of the text on, its words were written on that day."""
LOOKED_BACK: Final = 300
"""A day without a year is the last one, unless that lies further back and nothing says that it is over: then the next.
"""

_N: Final = rf"(?:\d{{1,2}}|{CHINESE[:-2]}]{{1,3}})"
_DAYS_AWAY: Final = {
    "大前天": -3, "前天": -2, "前日": -2, "前晚": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "昨早": -1,
    "今天": 0,     "今日": 0, "今早": 0, "今晨": 0, "今晚": 0, "明天": 1, "明日": 1, "明早": 1, "后天": 2, "大后天": 3,
    "the day before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0, "this morning": 0, "tonight": 0,
    "tomorrow": 1,
}  # fmt: skip
_WEEKS_AWAY: Final = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}
_CHINESE_DAYS: Final = {character: place for place, character in enumerate("一二三四五六")} | {"日": 6, "天": 6}
_ENGLISH_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = {
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
_MONTH: Final = rf"(?P<month>{'|'.join(_MONTHS)})\.?"
_DAY: Final = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:,?\s(?P<year>20\d\d))?"
_MONTH_FIRST: Final = f"{_MONTH} {_DAY}{_YEAR}".replace("(?P<", "(?P<american_")
_NO_SPAN: Final = r"(?![\d:.]\d|\d|\s?(?:days?|times?|weeks?|hours?|months?|years?|pieces?|items?|%))"
_ALTERNATIVES: Final = (
    r"(?<![\d./-])(?P<iso>20\d\d)(?P<between>[-/.])(?P<iso_month>[01]?\d)(?P=between)(?P<iso_day>[0-3]?\d)(?![\d-])",
    rf"(?<![\d])(?P<full_year>(?:民国)?\s?\d{{2,4}})\s?年\s?(?P<full_month>{_N})\s?月\s?(?P<full_day>{_N})(?:\s?[日号]|(?!\d))",
    rf"(?<![\d.月])(?P<near_month>{_N})\s?月\s?(?:份)?(?P<near_day>{_N})"
    r"(?:\s?[日号](?![楼线店色码仓柜])|(?=[下买收签到付早晚凌,.\s]|$))",
    rf"(?P<which_month>上个?月|这个?月|本月)(?P<which_day>{_N})[日号]",
    r"(?P<away>大前天|(?<![之以目])前天(?![气然赋生])|前日|前晚|昨[天日晚夜早]|今[天日早晨晚]"
    r"|明[天日早](?!星)|大?后天"
    r"|\bthe day before yesterday\b|\byesterday\b|\blast night\b|\btoday\b|\bthis morning\b|\btonight\b|\btomorrow\b)",
    rf"(?P<days_ago>\d{{1,3}}|{CHINESE[:-2]}]{{1,3}})\s?[天日](?:之|以)?前(?!后)",
    rf"\b(?P<english_ago>\d{{1,3}}|{ENGLISH}) days ago\b",
    r"(?P<week>上上|上|这|本|下)个?(?:周|星期|礼拜)(?P<week_day>[一二三四五六日天])",
    rf"\b(?P<that>last|this|next|on)\s(?P<weekday>{'|'.join(_ENGLISH_DAYS)})\b",
    r"(?P<approximate>(?:\d{1,2}|[一两二三四五六七八九十半]{1,2})个?(?:多)?(?:星期|礼拜|周|月|年)(?:多)?(?:之|以)?前"
    r"|\b(?:\d{1,2}|a|an|one|two|three|four|five|six|couple of|few) (?:weeks?|months?|years?) ago\b"
    r"|上个?(?:周|星期|礼拜)(?![一二三四五六日天末])|\blast (?:week|month)\b"
    r"|(?<![上下这本每个双])(?:周|星期|礼拜)[一二三四五六日天](?![至到晚早]?.?周))",
    rf"\b{_DAY} (?:of )?{_MONTH}{_YEAR}(?![a-z\d])",
    rf"\b{_MONTH_FIRST}{_NO_SPAN}(?![a-z])",
    r"(?<![\d./-])(?P<slash_one>[0-3]?\d)/(?P<slash_two>[0-3]?\d)/(?P<slash_year>20\d\d)(?![\d/])",
    r"(?P<feast>双十一|双11(?!\d)|双十二|双12(?!\d)|元旦|\bchristmas (?:day|eve)\b)",
    r"(?P<black>\bblack friday\b)",
    r"(?<![\d.])(?P<sale>618)(?=大促|活动|年中|的时候|那天|期间|买|购|下单)",
    r"(?<![\d.¥$])(?P<dot_month>1[0-2]|[1-9])\.(?P<dot_day>[12]\d|3[01]|0?[1-9])"
    r"(?=[日号]?(?:下单|下的单|买的|购买|收到|签收|到货|付款))",
)
_PATTERN: Final = re.compile("|".join(_ALTERNATIVES))
_MAY_HOLD: Final = re.compile(
    r"[天日周月年前昨今明晚早节元]|星期|礼拜|双|618|\d[-/.]\d|day|week|month|year|night|morn|ago|\d"
)

Named = dict[str, str]
Resolve = Callable[[Named, date], date | None]


def dates(folded: str, *, written: Sequence[DatedFrom] = ()) -> list[Found]:
    """In order, without overlap; ``folded`` has blanks where other things stand. ``written`` is in order of place."""
    if not _MAY_HOLD.search(folded):
        return []
    found = []
    for match in _PATTERN.finditer(folded):
        named = {name: told for name, told in match.groupdict().items() if told is not None}
        start, end = match.span()
        about = occasion(folded, start, end)
        today = _today(written, start)
        day = _day(named, today, is_over=about is not None)
        if day is None and not _is_real(named):
            continue
        if day and today and day > today:
            about = None
        found.append(
            Found(
                kind=DATE,
                value=day.isoformat() if day else "",
                start=start,
                end=end,
                about=about,
            )
        )
    return found


def _today(written: Sequence[DatedFrom], place: int) -> date | None:
    earlier = [day for start, day in written if start <= place]
    return earlier[-1] if earlier else None


def _is_real(named: Named) -> bool:
    """Words that stay unresolved are still a day, while 13月40日 is none."""
    if named.keys() & {"iso", "full_year"}:
        return False
    if "slash_year" in named:
        return max(int(named["slash_one"]), int(named["slash_two"])) <= 31
    month, day = _month_and_day(named)
    return month is None or (1 <= month <= 12 and day is not None and 1 <= day <= 31)


def _day(named: Named, today: date | None, *, is_over: bool) -> date | None:
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
            return _MONTHS[named[month]], int(named[day])
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
    wanted = _ENGLISH_DAYS.index(named["weekday"])
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
