"""Lists by windows of time: what moves while it is read is read twice rather than missed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.documents import Document
from chalicelib.channels.windows import OVERLAP, Window, total_of, window_at
from chalicelib.model.errors import MalformedPayload

NOW = datetime(2026, 11, 11, 20, 0, tzinfo=UTC)
LONGEST = timedelta(minutes=30)
PAGE = 3


def test_the_first_window_is_the_last_half_hour() -> None:
    assert window_at("", now=NOW, longest=LONGEST) == Window(since=NOW - LONGEST, until=NOW)


@pytest.mark.parametrize("cursor", ["", "x", "-1", "1-2", "1/2", "9" * 40, "1-2/3/4", "１"])
def test_an_unreadable_cursor_begins_anew(cursor: str) -> None:
    assert window_at(cursor, now=NOW, longest=LONGEST).since == NOW - LONGEST


def test_windows_overlap_and_reach_as_far_as_they_say() -> None:
    window = window_at("", now=NOW, longest=LONGEST)
    fetched = window.fetched((b"1",), total=1, page_size=PAGE, now=NOW)
    assert (fetched.more, fetched.reached_at) == (False, NOW)
    later = NOW + timedelta(minutes=5)
    following = window_at(fetched.cursor, now=later, longest=LONGEST)
    assert following == Window(since=NOW - OVERLAP, until=later)


def test_after_an_outage_the_windows_catch_up() -> None:
    cursor, reached, steps = str(int((NOW - timedelta(hours=3)).timestamp())), [], 0
    more = True
    while more:
        window = window_at(cursor, now=NOW, longest=LONGEST)
        assert window.until - window.since <= LONGEST
        fetched = window.fetched((), total=0, page_size=PAGE, now=NOW)
        cursor, more, steps = fetched.cursor, fetched.more, steps + 1
        reached.append(fetched.reached_at)
    assert reached[-1] == NOW
    assert steps == 7


@dataclass
class MovingList:
    """After every call some of what is listed changes again and so leaves the window."""

    listed: list[int]
    leaving: list[list[int]]
    seen: set[int] = field(default_factory=set)
    calls: int = 0

    def page(self, number: int) -> tuple[tuple[bytes, ...], int]:
        here, total = self.listed[(number - 1) * PAGE : number * PAGE], len(self.listed)
        self.seen.update(here)
        gone = self.leaving[self.calls] if self.calls < len(self.leaving) else []
        self.listed = [one for one in self.listed if one not in gone]
        self.calls += 1
        return tuple(str(one).encode() for one in here), total


@given(size=st.integers(0, 14), leaving=st.lists(st.lists(st.integers(0, 13), max_size=3), max_size=5))
def test_whatever_stays_in_the_window_is_read(size: int, leaving: list[list[int]]) -> None:
    moving = MovingList(list(range(size)), leaving)
    cursor, more = "", True
    while more:
        window = window_at(cursor, now=NOW, longest=LONGEST)
        items, total = moving.page(window.page)
        fetched = window.fetched(items, total=total, page_size=PAGE, now=NOW)
        cursor, more = fetched.cursor, fetched.more
        assert moving.calls < 10
    assert moving.seen >= set(moving.listed)


@pytest.mark.parametrize("told", ["-1", "many", "1.5", "9" * 30, True])
def test_a_total_is_a_count(told: object) -> None:
    assert total_of(Document({}), "total") == 0
    assert total_of(Document({"total": 12}), "total") == 12
    with pytest.raises(MalformedPayload, match="total"):
        total_of(Document({"total": told}), "total")
