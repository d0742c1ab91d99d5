"""Days named in a text: 昨天, 上周五, 11月3号, 民国115年11月3日, last Friday, 3 Nov, 2026/11/03.

Resolved to an ISO date against the day on which the text was written. What could be two days, as "last Friday" on a
Saturday or 03/04/2026, keeps its words, and so does 昨天 when nobody knows when it was written. Linear: repeats are
bounded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from .day_words import ENGLISH_DAYS, MONTHS, day_of, is_real
from .found import Found
from .number_words import CHINESE, ENGLISH
from .occasions import occasion

DATE: Final = "date"
DatedFrom = tuple[int, date]
"""From this place of the text on, its words were written on that day."""
_N: Final = rf"(?:\d{{1,2}}|{CHINESE[:-2]}]{{1,3}})"
_MONTH: Final = rf"(?P<month>{'|'.join(MONTHS)})\.?"
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
    rf"\b(?P<that>last|this|next|on)\s(?P<weekday>{'|'.join(ENGLISH_DAYS)})\b",
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
        day = day_of(named, today, is_over=about is not None)
        if day is None and not is_real(named):
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
