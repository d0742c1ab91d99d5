"""Numbers, search rows and index keys are a second telling of the complaints: counted again, they agree."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings

from chalicelib.model.change import Tally
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.effect import EffectState
from chalicelib.model.event import SurveyAnswered, SurveySent
from chalicelib.store import keys, numbers, rows, transaction
from tests.store.shelf import SHOP, Shelf, claimed, opening
from tests.support.programs import Step, all_rows, programs, run
from tests.support.world import SECRET, World

Row = dict[str, Any]


def counted(heads: list[Complaint]) -> dict[str, dict[str, int]]:
    found = Counter((head.queue, head.status.value) for head in heads if head.status is not Status.CLOSED)
    return {queue: {status: many for (name, status), many in found.items() if name == queue} for queue, _ in found}


def without_zeros(numbers: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    counted = {queue: {name: many for name, many in by.items() if many} for queue, by in numbers.items()}
    return {queue: by for queue, by in counted.items() if by}


def the_queues_are_counted_exactly(world: World, heads: list[Complaint], table: list[Row]) -> None:
    assert without_zeros(world.runtime.store.queue_numbers(SHOP)) == counted(heads)


def the_surveys_are_counted_exactly(world: World, heads: list[Complaint], table: list[Row]) -> None:
    events = [event.body for head in heads for event in world.runtime.store.dossier(SHOP, head.id).events]
    reported = world.runtime.store.report_numbers(SHOP, "satisfaction", first="0000", last="9999")
    sums = Counter[str]()
    for day in reported.values():
        sums.update(day)
    assert sums["sent"] == sum(isinstance(body, SurveySent) for body in events)
    assert sums["answered"] == sums["score_4"] == sum(isinstance(body, SurveyAnswered) for body in events)


def a_complaint_is_found_by_what_names_it_now_and_by_nothing_else(
    world: World, heads: list[Complaint], table: list[Row]
) -> None:
    found = {(row["PK"]["S"], row["SK"]["S"]) for row in table if row["PK"]["S"].startswith("K#")}
    named = {
        (keys.search_partition(SHOP, kind, value, secret=SECRET), head.id)
        for head in heads
        for kind, value in rows.search_keys(head)
    }
    assert found == named


def a_complaint_is_in_the_index_where_it_stands_now(world: World, heads: list[Complaint], table: list[Row]) -> None:
    for status in set(Status) - {Status.CLOSED}:
        for queue in {head.queue for head in heads}:
            page = world.runtime.store.queue_page(SHOP, queue, status=status, limit=100)
            assert sorted(one.id for one in page.items) == sorted(
                head.id for head in heads if (head.queue, head.status) == (queue, status)
            )


def what_is_owed_is_due_and_what_is_done_is_not(world: World, heads: list[Complaint], table: list[Row]) -> None:
    for head in heads:
        for effect in world.runtime.store.dossier(SHOP, head.id).effects:
            [row] = [row for row in table if row["SK"]["S"] == f"effect#{effect.id}"]
            assert ("due_key" in row) is (effect.state in (EffectState.PENDING, EffectState.SENDING))


CHECKS = (
    the_queues_are_counted_exactly,
    the_surveys_are_counted_exactly,
    a_complaint_is_found_by_what_names_it_now_and_by_nothing_else,
    a_complaint_is_in_the_index_where_it_stands_now,
    what_is_owed_is_due_and_what_is_done_is_not,
)


@settings(max_examples=20)
@given(programs)
def test_after_any_program_the_whole_table_agrees_with_the_complaints(program: list[Step]) -> None:
    with run(program) as (world, complaints):
        heads, table = [world.complaint(one) for one in complaints], all_rows(world)
        for check in CHECKS:
            check(world, heads, table)


def test_a_complaint_counts_in_one_place_at_a_time(shelf: Shelf) -> None:
    complaint = shelf.say(shelf.put(), claimed())
    assert without_zeros(shelf.store.queue_numbers(SHOP)) == {"quality": {"assigned": 1}}
    assert complaint.queue == "quality"


def test_numbers_of_many_complaints_add_up_over_all_parts(embedded: Shelf) -> None:
    for number in range(40):
        embedded.put(f"c{number}")
    assert embedded.store.queue_numbers(SHOP) == {"quality": {"waiting": 40}}
    parts = [row for row in embedded.rows() if row["PK"]["S"] == "N#demo#queues"]
    assert 8 < len(parts) <= keys.PARTS


def test_numbers_of_two_shops_are_apart(shelf: Shelf) -> None:
    shelf.put("c1")
    shelf.store.commit(opening("c2", "物流", shop="other"))
    assert shelf.store.queue_numbers(SHOP) == {"quality": {"waiting": 1}}
    assert shelf.store.queue_numbers("other") == {"logistics": {"waiting": 1}}
    assert shelf.store.queue_numbers("third") == {}


def tally(day: str, number: str = "sent", *, by: int = 1, report: str = "satisfaction") -> Tally:
    return Tally(report=report, day=day, number=number, by=by)


def add(shelf: Shelf, complaint: str, *tallied: Tally) -> None:
    """What a commit about it would add."""
    moves: numbers.Moves = {}
    numbers.add(moves, tallied, shop=SHOP, part=keys.part_of(complaint))
    transaction.write(shelf.table, [(*one, None) for one in numbers.writes(moves)])


def test_a_report_sums_the_days_asked_for_both_ends_included(shelf: Shelf) -> None:
    days = ("2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12")
    for number, day in enumerate(days):
        add(shelf, f"c{number}", tally(day, by=number + 1), tally(day, "score_5"), tally(day, report="other"))
    assert shelf.store.report_numbers(SHOP, "satisfaction", first=days[1], last=days[2]) == {
        days[1]: {"sent": 2, "score_5": 1},
        days[2]: {"sent": 3, "score_5": 1},
    }
    assert shelf.store.report_numbers(SHOP, "satisfaction", first="2027-01-01", last="2027-01-02") == {}
    assert shelf.store.report_numbers("other", "satisfaction", first=days[0], last=days[3]) == {}


def test_one_day_of_a_report_adds_up_over_complaints_and_within_one_change(shelf: Shelf) -> None:
    for number in range(5):
        add(shelf, f"c{number}", tally("2026-11-11"), tally("2026-11-11"), tally("2026-11-11", "score_1", by=3))
    reported = shelf.store.report_numbers(SHOP, "satisfaction", first="2026-11-11", last="2026-11-11")
    assert reported == {"2026-11-11": {"sent": 10, "score_1": 15}}
