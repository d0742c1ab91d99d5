"""How a due time came about, step by step, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.model.base import Word
from chalicelib.model.clock import Clock, ClockState

from .calendars import Calendar, calendar_named, working_seconds_between
from .deadlines import due_at, remaining_seconds
from .titles import Language


class _Phrases(Word):
    started: str
    promised: str
    paused: str
    pausing: str
    due: str
    left: str
    overdue: str
    endings: Mapping[ClockState, str]
    units: tuple[str, str, str]


_PHRASES: Final[Mapping[Language, _Phrases]] = {
    "en": _Phrases(
        started="Started at {start} by promise {policy}.",
        promised="Promised within {target}, counted {calendar}.",
        paused="Paused from {start} to {end} ({why}): the due time moved by {moved}.",
        pausing="Paused since {start} ({why}): the due time will move when this ends.",
        due="Due at {due}.",
        left="{left} left.",
        overdue="Overdue by {left}.",
        endings={
            ClockState.MET: "Kept at {end}.",
            ClockState.MISSED: "Done at {end}, too late.",
            ClockState.CANCELLED: "Cancelled at {end}.",
        },
        units=("h", "min", "s"),
    ),
    "zh-Hans": _Phrases(
        started="依据承诺 {policy}，自 {start} 开始计时。",
        promised="承诺时限 {target}，按“{calendar}”计算。",
        paused="{start} 至 {end} 暂停（{why}），到期时间顺延 {moved}。",
        pausing="{start} 起暂停（{why}），恢复后到期时间再顺延。",
        due="到期时间 {due}。",
        left="剩余 {left}。",
        overdue="已超时 {left}。",
        endings={
            ClockState.MET: "{end} 按时完成。",
            ClockState.MISSED: "{end} 完成，已超时。",
            ClockState.CANCELLED: "{end} 取消。",
        },
        units=("小时", "分钟", "秒"),
    ),
    "zh-Hant": _Phrases(
        started="依據承諾 {policy}，自 {start} 開始計時。",
        promised="承諾時限 {target}，按「{calendar}」計算。",
        paused="{start} 至 {end} 暫停（{why}），到期時間順延 {moved}。",
        pausing="{start} 起暫停（{why}），恢復後到期時間再順延。",
        due="到期時間 {due}。",
        left="剩餘 {left}。",
        overdue="已逾時 {left}。",
        endings={
            ClockState.MET: "{end} 準時完成。",
            ClockState.MISSED: "{end} 完成，已逾時。",
            ClockState.CANCELLED: "{end} 取消。",
        },
        units=("小時", "分鐘", "秒"),
    ),
}


def explain(clock: Clock, *, now: datetime, language: Language = "en") -> tuple[str, ...]:
    """Start, promise, every pause, due time, and how it stands now. Times are those of the calendar's zone."""
    return tuple(_steps(clock, now=now, language=language))


def _steps(clock: Clock, *, now: datetime, language: Language) -> Iterator[str]:
    phrases, calendar = _PHRASES[language], calendar_named(clock.calendar)
    yield phrases.started.format(start=_shown(clock.started_at, calendar), policy=clock.policy)
    target = _duration(clock.target_seconds, phrases)
    yield phrases.promised.format(target=target, calendar=calendar.titles[language])
    yield from _pauses(clock, calendar, phrases)
    yield phrases.due.format(due=_shown(clock.due_at, calendar))
    if clock.stopped_at is not None:
        yield phrases.endings[clock.state].format(end=_shown(clock.stopped_at, calendar))
        return
    left = remaining_seconds(clock, now=now) or 0
    yield (phrases.overdue if left < 0 else phrases.left).format(left=_duration(abs(left), phrases))


def _pauses(clock: Clock, calendar: Calendar, phrases: _Phrases) -> Iterator[str]:
    before = due_at(clock.model_copy(update={"pauses": ()}))
    for count, pause in enumerate(clock.pauses, start=1):
        start = _shown(pause.started_at, calendar)
        if pause.ended_at is None:
            yield phrases.pausing.format(start=start, why=pause.why)
            continue
        after = due_at(clock.model_copy(update={"pauses": clock.pauses[:count]}))
        moved = _duration(working_seconds_between(calendar, before, after), phrases)
        yield phrases.paused.format(start=start, end=_shown(pause.ended_at, calendar), why=pause.why, moved=moved)
        before = after


def _shown(moment: datetime, calendar: Calendar) -> str:
    return moment.astimezone(ZoneInfo(calendar.zone)).isoformat(sep=" ", timespec="seconds")


def _duration(seconds: int, phrases: _Phrases) -> str:
    """``45 h``, ``1 h 30 min``; never empty."""
    amounts = (seconds // 3600, seconds // 60 % 60, seconds % 60)
    spoken = " ".join(f"{amount} {unit}" for amount, unit in zip(amounts, phrases.units, strict=True) if amount)
    return spoken or f"0 {phrases.units[-1]}"
