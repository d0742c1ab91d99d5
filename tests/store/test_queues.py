"""Queues are places in an index: by nearest due time, page by page, for the status they show."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.model import event as facts
from chalicelib.model.clock import ClockState, Pause
from chalicelib.model.complaint import Complaint, Resolution, Status, Wait
from chalicelib.model.errors import InvalidInput
from chalicelib.routing.priority import NEVER
from chalicelib.store import keys
from tests.store.shelf import SHOP, Shelf, claimed, opening, shelf_of
from tests.support.fakes import START

MINUTE = timedelta(minutes=1)
QUEUE = "quality"


def resolution(at: datetime) -> facts.Resolved:
    return facts.Resolved(resolution=Resolution(outcome="x", agent="agent-1", at=at), close_at=at + timedelta(days=7))


def queue(shelf: Shelf, status: Status = Status.WAITING, *, shop: str = SHOP, name: str = QUEUE) -> list[str]:
    return [one.id for one in shelf.store.queue_page(shop, name, status=status, limit=100).items]


def pages(shelf: Shelf, *, size: int, status: Status = Status.WAITING) -> list[list[str]]:
    """Every page of the queue, following its cursors."""
    found, cursor = [], None
    while True:
        page = shelf.store.queue_page(SHOP, QUEUE, status=status, limit=size, cursor=cursor)
        found.append([one.id for one in page.items])
        if page.next is None:
            return found
        cursor = page.next


def paused(complaint: Complaint) -> facts.ClocksChanged:
    clocks = tuple(
        clock.model_copy(update={"state": ClockState.PAUSED, "pauses": (Pause(started_at=START, why="x"),)})
        for clock in complaint.clocks
    )
    return facts.ClocksChanged(cause="waiting", clocks=clocks)


def test_a_complaint_is_in_the_queue_of_its_status_and_in_no_other(shelf: Shelf) -> None:
    def places() -> list[Status]:
        return [status for status in Status if queue(shelf, status)]

    complaint = shelf.put()
    assert places() == [Status.WAITING]
    complaint = shelf.say(complaint, claimed())
    assert places() == [Status.ASSIGNED]
    complaint = shelf.say(
        complaint, facts.WaitStarted(wait=Wait(why="x", since=START, until=START + MINUTE)), paused(complaint)
    )
    assert places() == [Status.WAITING_CUSTOMER]
    complaint = shelf.say(complaint, resolution(START))
    assert places() == [Status.RESOLVED]
    shelf.say(complaint, facts.Closed(why="x"))
    assert places() == []


def test_a_transfer_takes_a_complaint_out_of_one_queue_and_into_another(shelf: Shelf) -> None:
    shelf.say(shelf.put(), facts.Transferred(queue="policy", why="x"))
    assert (queue(shelf), queue(shelf, name="policy")) == ([], ["c1"])


def test_queues_of_two_shops_are_apart(shelf: Shelf) -> None:
    shelf.put("c1")
    shelf.store.commit(opening("c2", shop="other"))
    assert (queue(shelf), queue(shelf, shop="other")) == (["c1"], ["c2"])


def test_what_is_due_next_comes_first_however_it_came_to_be_so(shelf: Shelf) -> None:
    for number, minutes in enumerate((30, 10, 20)):
        shelf.put(f"c{number}", at=START + minutes * MINUTE)
    assert queue(shelf) == ["c1", "c2", "c0"]
    overdue = shelf.store.complaint(SHOP, "c0")
    clock = overdue.clocks[0].model_copy(update={"due_at": START - MINUTE, "state": ClockState.BREACHED})
    shelf.say(overdue, facts.ClocksChanged(cause="x", clocks=(clock,)))
    assert queue(shelf) == ["c0", "c1", "c2"]


def test_a_complaint_whose_promises_all_rest_comes_last(shelf: Shelf) -> None:
    resting = shelf.put("c0")
    shelf.put("c1", at=START + timedelta(days=300))
    shelf.say(resting, paused(resting))
    assert queue(shelf) == ["c1", "c0"]


def test_resolved_complaints_come_the_latest_first(shelf: Shelf) -> None:
    for name in ("c1", "c2", "c0"):
        complaint = shelf.put(name)
        shelf.clock.advance(MINUTE)
        shelf.say(complaint, resolution(shelf.clock()))
    assert queue(shelf, Status.RESOLVED) == ["c0", "c2", "c1"]
    assert pages(shelf, size=1, status=Status.RESOLVED)[:3] == [["c0"], ["c2"], ["c1"]]


def test_who_waits_longest_is_counted_from_when_the_waiting_began(shelf: Shelf) -> None:
    assert shelf.store.waiting_longest(SHOP, QUEUE) is None
    first = shelf.put("c0")
    shelf.put("c1", at=START + MINUTE)
    assert shelf.store.waiting_longest(SHOP, QUEUE) == START
    held = shelf.say(first, claimed())
    assert shelf.store.waiting_longest(SHOP, QUEUE) == START + MINUTE
    shelf.clock.advance(10 * MINUTE)
    shelf.say(held, facts.Released(why="x"))
    assert shelf.store.waiting_longest(SHOP, QUEUE) == START


def test_only_what_waits_is_in_the_index_of_the_longest_waiting(shelf: Shelf) -> None:
    shelf.say(shelf.put("c0"), claimed())
    shelf.put("c1")
    assert [row["PK"]["S"] for row in shelf.rows() if "oldest_key" in row] == ["C#demo#c1"]


@settings(max_examples=15)
@given(
    minutes=st.lists(st.integers(0, 10_000), max_size=20),
    size=st.integers(1, 12),
    zones=st.lists(st.integers(-12, 12), min_size=30, max_size=30),
)
def test_all_pages_together_are_the_whole_queue_in_its_order(minutes: list[int], size: int, zones: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder, shelf_of("embedded", Path(folder)) as shelf:
        due = {}
        for number, minute in enumerate(minutes):
            at = (START + minute * MINUTE).astimezone(tz=None) + timedelta(microseconds=zones[number] + 12)
            complaint = shelf.put(f"c{number:02d}", at=at)
            due[complaint.id] = complaint.nearest_due
        found = pages(shelf, size=size)
        assert all(len(page) <= size for page in found)
        ids = [one for page in found for one in page]
        assert sorted(ids) == sorted(due)
        assert [due[one] for one in ids] == sorted(due.values(), key=lambda at: at or START)


def test_a_page_of_a_long_queue_costs_as_much_as_of_a_short_one(embedded: Shelf) -> None:
    read: list[int] = []
    embedded.client.meta.events.register(
        "after-call.dynamodb.Query", lambda parsed, **_: read.append(parsed["ScannedCount"])
    )
    for number in range(60):
        embedded.put(f"c{number}", at=START + number * MINUTE)
        if number in (24, 59):
            embedded.store.queue_page(SHOP, QUEUE, status=Status.WAITING, limit=25)
    assert read == [25, 25]


def test_a_cursor_of_another_queue_of_ours_never_shows_rows_of_theirs(shelf: Shelf) -> None:
    for number in range(3):
        shelf.put(f"c{number}", at=START + number * MINUTE)
        shelf.store.commit(opening(f"d{number}", shop="other", at=START + number * MINUTE))
    cursor = shelf.store.queue_page("other", QUEUE, status=Status.WAITING, limit=1).next
    try:
        page = shelf.store.queue_page(SHOP, QUEUE, status=Status.WAITING, limit=100, cursor=cursor)
    except InvalidInput as error:
        assert set(error.fields) == {"cursor"}
    else:
        assert {one.shop for one in page.items} <= {SHOP}


@pytest.mark.parametrize(
    "cursor", ["", "!", "e30=x", "bnVsbA", "W10", "eyJhIjoxfQ", "eyJhIjp7IlMiOjF9fQ", "中", "A" * 5_000]
)
def test_a_cursor_we_did_not_make_is_refused_by_name(cursor: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        keys.decode_cursor(cursor)
    assert set(caught.value.fields) == {"cursor"}


@given(st.text())
def test_no_cursor_does_worse_than_be_refused(cursor: str) -> None:
    try:
        keys.decode_cursor(cursor)
    except InvalidInput as error:
        assert set(error.fields) == {"cursor"}


@given(
    st.dictionaries(st.text(), st.text(st.characters(categories=["L", "N"])).map(lambda text: {"S": text}), min_size=1)
)
def test_a_cursor_is_read_as_it_was_made(last_key: dict[str, dict[str, str]]) -> None:
    cursor = keys.encode_cursor(last_key)
    assert cursor is not None
    assert keys.decode_cursor(cursor) == last_key
    assert cursor.isascii()


def test_the_end_of_a_list_has_no_cursor() -> None:
    assert keys.encode_cursor(None) is None
    assert keys.encode_cursor({}) is None
    assert keys.decode_cursor(None) is None


@given(
    st.lists(
        st.datetimes(min_value=datetime(2026, 11, 11), max_value=datetime(2026, 11, 12), timezones=st.timezones()),
        min_size=2,
        max_size=5,
    )
)
def test_stamps_sort_as_their_times_do(moments: list[datetime]) -> None:
    in_time = sorted(moments, key=lambda at: at.timestamp())
    assert [keys.stamp(at) for at in in_time] == sorted(map(keys.stamp, moments))
    assert all(keys.stamp(at) < NEVER for at in moments)
