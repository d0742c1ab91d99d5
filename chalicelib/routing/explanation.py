"""How a due time came about, step by step, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.model.clock import Clock

from .calendars import Calendar, calendar_named, counting_begins, working_seconds_between
from .deadlines import due_at, remaining_seconds
from .phrases import PHRASES, Phrases
from .promise_book import promise_book
from .titles import Language

_DAY: Final = timedelta(days=1)
_SECONDS_OF_A_DAY: Final = 86_400


def explain(clock: Clock, *, now: datetime, language: Language = "en") -> tuple[str, ...]:
    """Start, promise, what it was before, the days that count otherwise, every pause, due time, and how it stands now.

    Times are those of the calendar's zone.
    """
    return tuple(_steps(clock, now=now, language=language))


def _steps(clock: Clock, *, now: datetime, language: Language) -> Iterator[str]:
    phrases, calendar = PHRASES[language], calendar_named(clock.calendar)
    yield phrases.started.format(start=_shown(clock.started_at, calendar), policy=clock.policy)
    target = _target(clock.target_seconds, calendar, phrases)
    yield phrases.promised.format(target=target, calendar=calendar.titles[language])
    if member := promise_book().membership(clock.policy):
        yield phrases.members.format(tiers=phrases.comma.join(member.tiers), percent=member.percent)
    for move in clock.moves:
        moved = {"at": _shown(move.at, calendar), "due": _shown(move.due_at, calendar), "policy": move.policy}
        yield phrases.moved.format(cause=phrases.causes[move.cause], **moved)
    if calendar.whole_days:
        begins = counting_begins(calendar, clock.started_at)
        yield phrases.whole_days.format(start=_shown(begins, calendar))
    yield from _days(clock, calendar, phrases)
    yield from _pauses(clock, calendar, phrases)
    yield phrases.due.format(due=_shown(clock.due_at, calendar))
    if clock.is_provisional:
        yield phrases.provisional
    yield _standing(clock, phrases, calendar, now=now)


def _standing(clock: Clock, phrases: Phrases, calendar: Calendar, *, now: datetime) -> str:
    if clock.stopped_at is not None:
        return phrases.endings[clock.state].format(end=_shown(clock.stopped_at, calendar))
    left = remaining_seconds(clock, now=now) or 0
    return (phrases.overdue if left < 0 else phrases.left).format(left=_duration(abs(left), phrases))


def _days(clock: Clock, calendar: Calendar, phrases: Phrases) -> Iterator[str]:
    """Days between start and due on which the week's hours do not hold."""
    first, last = calendar.local_day(clock.started_at), calendar.local_day(clock.due_at)
    span = [first + _DAY * count for count in range((last - first).days + 1)]
    unusual = [day for day in span if calendar.windows(day) != calendar.usual_windows(day)]
    for phrase, is_worked in ((phrases.days_off, False), (phrases.make_up_days, True)):
        if days := [day for day in unusual if bool(calendar.windows(day)) is is_worked]:
            yield phrase.format(days=phrases.comma.join(_ranges(days, phrases)))


def _ranges(days: Iterable[date], phrases: Phrases) -> Iterator[str]:
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == _DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    for run in runs:
        yield phrases.to.format(first=run[0], last=run[-1]) if len(run) > 1 else str(run[0])


def _pauses(clock: Clock, calendar: Calendar, phrases: Phrases) -> Iterator[str]:
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


def _target(seconds: int, calendar: Calendar, phrases: Phrases) -> str:
    if calendar.whole_days and seconds % _SECONDS_OF_A_DAY == 0:
        return phrases.days.format(count=seconds // _SECONDS_OF_A_DAY)
    return _duration(seconds, phrases)


def _duration(seconds: int, phrases: Phrases) -> str:
    """``45 h``, ``1 h 30 min``; never empty."""
    amounts = (seconds // 3600, seconds // 60 % 60, seconds % 60)
    spoken = " ".join(f"{amount} {unit}" for amount, unit in zip(amounts, phrases.units, strict=True) if amount)
    return spoken or f"0 {phrases.units[-1]}"
