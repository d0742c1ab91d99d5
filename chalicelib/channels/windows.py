"""Lists that a platform gives by a window of time, page by page.

The pages of a window are read from the last to the first: what leaves the list meanwhile moves the rest forward, so
something may be read twice and nothing is missed. Windows overlap, because platforms list late.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from chalicelib.model.errors import MalformedPayload

from .base import Fetched
from .documents import Document

OVERLAP: Final = timedelta(minutes=5)
_LONGEST_COUNT: Final = 9
_CURSOR: Final = re.compile(r"(\d{1,11})(?:-(\d{1,11})/(\d{1,6}))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """``page`` is the one to ask for. ``is_opening``: the first page is asked only for how many there are, unless it
    is the only one.
    """

    since: datetime
    until: datetime
    page: int = 1
    is_opening: bool = True

    def fetched(self, items: tuple[bytes, ...], *, total: int, page_size: int, now: datetime) -> Fetched:
        """The page with where to go on. ``total`` counts the items of the whole window."""
        page = -(-total // page_size) if self.is_opening else self.page - 1
        is_last = page <= 1 if self.is_opening else page < 1
        if not is_last:
            return Fetched(items=items, cursor=f"{_seconds(self.since)}-{_seconds(self.until)}/{page}", more=True)
        behind = self.until < now - OVERLAP
        return Fetched(items=items, cursor=str(_seconds(self.until - OVERLAP)), more=behind, reached_at=self.until)


def window_at(cursor: str, *, now: datetime, longest: timedelta) -> Window:
    """An empty or unreadable cursor begins one window ago."""
    match = _CURSOR.fullmatch(cursor)
    since = _moment(match[1]) if match else now - longest
    if match and match[2]:
        return Window(since=since, until=_moment(match[2]), page=int(match[3]), is_opening=False)
    return Window(since=since, until=min(since + longest, now))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def total_of(said: Document, name: str) -> int:
    """Absent is none. Raises ``MalformedPayload``."""
    told = said.text(name) or "0"
    if not told.isdecimal() or len(told) > _LONGEST_COUNT:
        raise MalformedPayload(f"{name} is not a count", fields=[name])
    return int(told)
