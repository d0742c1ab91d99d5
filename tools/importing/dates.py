"""When a complaint was made, out of what spreadsheets and people write. Day and month are never guessed."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_EPOCH: Final = datetime(1899, 12, 30)
_SERIAL: Final = re.compile(r"[1-9]\d{4}(?:\.\d+)?", re.ASCII)
"""Days since the epoch of spreadsheets; five digits reach from 1927 to 2173."""

_UNIX: Final = re.compile(r"1\d{9}(\d{3})?", re.ASCII)
_WRITTEN: Final = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号號]?"
    r"(?:[\sT,]*(?P<half>[AaPp][Mm]|上午|凌晨|早上|下午|晚上|中午)?\s*(?P<hour>\d{1,2})\s*[:时時点點]"
    r"\s*(?:(?P<minute>\d{1,2})\s*分?)?(?::?\s*(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?"
    r"\s*(?P<half_after>[AaPp][Mm])?)?",
    re.ASCII,
)
_AFTERNOON: Final = frozenset({"pm", "下午", "晚上", "中午"})
_MORNING: Final = frozenset({"am", "上午", "凌晨", "早上"})


def moment_of(cell: str | datetime, zone: ZoneInfo) -> datetime | None:
    """With an offset; without one in the cell it is meant in ``zone``. ``None`` for what cannot be read."""
    read = _read(unicodedata.normalize("NFKC", cell).strip()) if isinstance(cell, str) else cell
    if read is None or not 1970 <= read.year <= 2200:
        return None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def _read(written: str) -> datetime | None:
    if _SERIAL.fullmatch(written):
        return _to_the_second(_EPOCH + timedelta(days=float(written)))
    if stamp := _UNIX.fullmatch(written):
        return datetime.fromtimestamp(int(written) / (1000 if stamp[1] else 1), UTC)
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return _from_parts(written)


def _to_the_second(moment: datetime) -> datetime:
    """A serial holds a time as a fraction of a day, which misses by microseconds."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def _from_parts(written: str) -> datetime | None:
    found = _WRITTEN.fullmatch(written)
    if not found:
        return None
    half = (found["half"] or found["half_after"] or "").lower()
    hour = _hour(int(found["hour"] or 0), half)
    try:
        day = datetime(int(found["year"]), int(found["month"]), int(found["day"]))
        return day.replace(hour=hour, minute=int(found["minute"] or 0), second=int(found["second"] or 0))
    except ValueError:
        return None


def _hour(hour: int, half: str) -> int:
    if half in _AFTERNOON and hour < 12 and not (half == "中午" and hour == 11):
        return hour + 12
    return 0 if half in _MORNING and hour == 12 else hour
