"""A hot queue over several shards: one order, nothing lost and nothing twice, whatever the number of shards becomes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.model import event as facts
from chalicelib.model.complaint import Resolution, Status
from chalicelib.routing.rules import QueueDefinition, rule_book
from chalicelib.store import queues
from chalicelib.store.queues import Shards, shards_of
from tests.store.shelf import SHOP, Shelf, claimed, opening, shelf_of
from tests.support.fakes import START

QUEUE = "quality"
MINUTE = timedelta(minutes=1)


def spread(monkeypatch: pytest.MonkeyPatch, written: int, *, before: int = 1) -> None:
    monkeypatch.setattr(queues, "shards_of", lambda _: Shards(written, max(written, before)))


def pages(shelf: Shelf, *, size: int, status: Status = Status.WAITING) -> Iterator[str]:
    cursor: str | None = None
    while True:
        page = shelf.store.queue_page(SHOP, QUEUE, status=status, limit=size, cursor=cursor)
        assert len(page.items) <= size
        yield from (one.id for one in page.items)
        if (cursor := page.next) is None:
            return


def partitions(shelf: Shelf) -> set[str]:
    return {row["queue_key"]["S"] for row in shelf.rows() if "queue_key" in row}


def test_by_default_a_queue_is_one_partition_under_its_own_name(shelf: Shelf) -> None:
    for number in range(20):
        shelf.put(f"c{number}")
    assert partitions(shelf) == {f"{SHOP}#{QUEUE}#waiting"}


def test_shards_are_read_as_one_queue_in_one_order(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    spread(monkeypatch, 8)
    for number in reversed(range(40)):
        shelf.put(f"c{number:02d}", at=START + number * MINUTE)
    assert len(partitions(shelf)) == 8
    for size in (1, 7, 25, 100):
        assert list(pages(shelf, size=size)) == [f"c{number:02d}" for number in range(40)]
    assert shelf.store.waiting_longest(SHOP, QUEUE) == START


def test_what_was_resolved_last_is_first_over_all_shards(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    spread(monkeypatch, 4)
    for number in range(12):
        complaint = shelf.put(f"c{number:02d}")
        shelf.clock.advance(MINUTE)
        shelf.say(complaint, facts.Closed(why="a test") if number == 5 else resolved(shelf))
    expected = [f"c{number:02d}" for number in reversed(range(12)) if number != 5]
    assert list(pages(shelf, size=5, status=Status.RESOLVED)) == expected


def resolved(shelf: Shelf) -> facts.Resolved:
    at = shelf.clock()
    return facts.Resolved(resolution=Resolution(outcome="x", agent="a", at=at), close_at=at + timedelta(days=7))


def test_a_page_reads_a_page_of_each_shard_however_long_they_are(
    embedded: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    spread(monkeypatch, 4)
    read: list[int] = []
    embedded.client.meta.events.register(
        "after-call.dynamodb.Query", lambda parsed, **_: read.append(parsed["ScannedCount"])
    )
    for number in range(120):
        embedded.put(f"c{number}", at=START + number * MINUTE)
        if number in (59, 119):
            embedded.store.queue_page(SHOP, QUEUE, status=Status.WAITING, limit=5)
    assert read == [5] * 8


@settings(max_examples=8, deadline=None)
@given(
    st.integers(1, 8),
    st.integers(1, 8),
    st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=12),
    st.integers(1, 9),
)
def test_a_queue_whose_shards_change_loses_nothing_and_drains(
    before: int, after: int, arrivals: list[tuple[int, bool]], size: int
) -> None:
    """Some came before the change and some after; of the old ones some are written again."""
    with (
        tempfile.TemporaryDirectory() as folder,
        shelf_of("embedded", Path(folder)) as shelf,
        pytest.MonkeyPatch.context() as patch,
    ):
        made = []
        for number, (minute, is_late) in enumerate(arrivals):
            spread(patch, after if is_late else before, before=max(before, after))
            made.append(shelf.put(f"c{number:02d}", at=START + minute * MINUTE))
        spread(patch, after, before=before)
        due = {one.id: one.nearest_due for one in made}
        found = list(pages(shelf, size=size))
        assert sorted(found) == sorted(due)
        assert [due[one] for one in found] == sorted(due.values(), key=lambda moment: moment or START)
        for one in made:
            shelf.say(one, claimed())
        spread(patch, after)
        assert sorted(pages(shelf, size=size, status=Status.ASSIGNED)) == sorted(due), "drained: the old are not read"


def test_how_many_shards_a_queue_has_is_said_in_the_rules() -> None:
    assert {shards_of(one.id) for one in rule_book().queues} == {Shards(1, 1)}
    assert shards_of("a queue of the past") == Shards(1, 1)
    hot = QueueDefinition.model_validate(rule_book().queues[0].model_dump() | {"shards": 2, "shards_before": 8})
    assert (hot.shards, hot.shards_before) == (2, 8)
    with pytest.raises(ValueError, match="less than or equal to 8"):
        QueueDefinition.model_validate(hot.model_dump() | {"shards": 9})


def test_a_cursor_made_before_the_change_goes_on_after_it(embedded: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        embedded.put(f"c{number}", at=START + number * MINUTE)
    first = embedded.store.queue_page(SHOP, QUEUE, status=Status.WAITING, limit=4)
    spread(monkeypatch, 3)
    embedded.store.commit(opening("c10", at=START + 10 * MINUTE))
    rest = embedded.store.queue_page(SHOP, QUEUE, status=Status.WAITING, limit=100, cursor=first.next)
    assert [one.id for one in rest.items] == [f"c{number}" for number in range(4, 11)]
