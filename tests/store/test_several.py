"""Several complaints in one transaction: all of it or nothing, and numbers that meet in one row."""

from __future__ import annotations

import pytest

from chalicelib.model import event as facts
from chalicelib.model.change import Change, Once
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import AlreadyRecorded, LostRace, Upstream
from chalicelib.store import Agents, keys
from tests.store.shelf import SHOP, Shelf, claimed, opening, saying
from tests.store.test_commit import items_of, make_item_fail
from tests.support.faults import refuse

PART_OF = {f"c{number}": keys.part_of(f"c{number}") for number in range(1, 60)}
SAME_PART = next((one, other) for one in PART_OF for other in PART_OF if one < other and PART_OF[one] == PART_OF[other])


def both(shelf: Shelf, *, names: tuple[str, str] = ("c1", "c2")) -> tuple[Complaint, Complaint]:
    one, other = (shelf.put(name) for name in names)
    return one, other


def changes(*complaints: Complaint) -> list[Change]:
    return [saying(one, facts.Transferred(queue="policy", why="x")).change() for one in complaints]


def test_what_is_said_of_two_complaints_is_true_of_both(shelf: Shelf) -> None:
    made = changes(*both(shelf))
    shelf.store.commit(*made)
    for change in made:
        dossier = shelf.store.dossier(SHOP, change.after.id)
        assert dossier.complaint == change.after
        assert dossier.events[-1].body == facts.Transferred(queue="policy", why="x")


@pytest.mark.parametrize("names", [("c1", "c2"), SAME_PART], ids=["two parts", "one part"])
def test_their_numbers_are_counted_together(shelf: Shelf, names: tuple[str, str]) -> None:
    one, other = both(shelf, names=names)
    shelf.store.commit(*changes(one, other))
    assert shelf.store.queue_numbers(SHOP) == {"quality": {"waiting": 0}, "policy": {"waiting": 2}}
    report = shelf.store.report_numbers(SHOP, "work", first="2026-11-11", last="2026-11-11")
    assert report == {"2026-11-11": {"transferred": 2, "transferred|queue|policy": 2}}


def test_opposite_moves_in_one_row_are_no_move(shelf: Shelf) -> None:
    one, other = both(shelf, names=SAME_PART)
    shelf.store.commit(*changes(other))
    other = shelf.store.complaint(SHOP, other.id)
    back = saying(other, facts.Transferred(queue="quality", why="y")).change()
    shelf.store.commit(*changes(one), back)
    assert shelf.store.queue_numbers(SHOP) == {"quality": {"waiting": 1}, "policy": {"waiting": 1}}


@pytest.mark.parametrize("late", [0, 1])
def test_one_that_has_changed_since_stops_all(shelf: Shelf, late: int) -> None:
    present = both(shelf)
    shelf.say(present[late], claimed())
    before = shelf.rows()
    with pytest.raises(LostRace):
        shelf.store.commit(*changes(*present))
    assert shelf.rows() == before


def test_what_one_of_them_may_record_only_once_stops_all(shelf: Shelf) -> None:
    present = both(shelf)
    once = Once(kind="request", key="k", value="1")
    shelf.store.record(SHOP, once)
    before = shelf.rows()
    first, second = changes(*present)
    with pytest.raises(AlreadyRecorded):
        shelf.store.commit(first, second.remembering(once))
    assert shelf.rows() == before


@pytest.mark.parametrize("place", range(7))
def test_whichever_row_of_either_fails_nothing_is_written(embedded: Shelf, place: int) -> None:
    """State and commit of both, a row of numbers for either queue, and one for the work of both."""
    present = both(embedded, names=SAME_PART)
    before = embedded.rows()
    made = changes(*present)
    assert items_of(*made) == 7
    make_item_fail(embedded, place)
    with pytest.raises(LostRace):
        embedded.store.commit(*made)
    assert embedded.rows() == before
    embedded.store.commit(*made)


def test_a_refusal_writes_nothing_of_any(embedded: Shelf) -> None:
    present = both(embedded)
    before = embedded.rows()
    refuse(embedded.client, "TransactWriteItems", "ThrottlingException")
    with pytest.raises(Upstream):
        embedded.store.commit(*changes(*present))
    assert embedded.rows() == before


def test_new_and_known_complaints_go_together(shelf: Shelf) -> None:
    known = shelf.put("c1")
    shelf.store.commit(*changes(known), opening("c2"))
    assert [one.id for one in shelf.store.complaints(SHOP, ["c2", "c3", "c1"])] == ["c2", "c1"]


def test_an_agent_may_take_one_complaint_and_give_another_in_one_transaction(shelf: Shelf) -> None:
    one, other = both(shelf)
    shelf.store.commit(saying(one, claimed()).change())
    held = shelf.store.complaint(SHOP, one.id)
    assert held.lease
    shelf.store.commit(saying(held, facts.Released(why="x")).change(), saying(other, claimed()).change())
    state = Agents(shelf.store.table).get(SHOP, held.lease.agent)
    assert state
    assert (state.holds, state.load) == ((other.id,), held.lease.weight)
