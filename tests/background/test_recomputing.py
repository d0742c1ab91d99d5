"""After promises or calendars have changed, every open complaint is measured again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.background.recomputing import PAGE, Place, first
from chalicelib.desk.desk import Action
from chalicelib.model.clock import FIRST_RESPONSE, Cause
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import LostRace
from chalicelib.routing.promise_book import PromiseBook, promise_book
from tests.desk.situations import ACTIONS, assigned, resolved, waiting, waiting_for_customer
from tests.support.world import AGENT, SHOP, World


def run(world: World, place: Place | None = None) -> tuple[int, int]:
    looked_at = changed = 0
    place = place or first()
    while place:
        done = world.runtime.recomputing.page(SHOP, place)
        looked_at, changed, place = looked_at + done.looked_at, changed + done.changed, done.then
    return looked_at, changed


def shorter(book: PromiseBook) -> PromiseBook:
    """First responses in a third of the time."""
    return book.model_copy(
        update={
            "version": "shorter",
            "promises": tuple(
                one.model_copy(update={"within": one.within / 3}) if one.kind == FIRST_RESPONSE else one
                for one in book.promises
            ),
        }
    )


def first_response(complaint: Complaint) -> timedelta:
    clock = complaint.clock(FIRST_RESPONSE)
    assert clock
    return clock.due_at - clock.started_at


def test_what_was_corrected_moves_every_open_clock_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled, open_ones = resolved(world), [waiting(world), assigned(world), waiting_for_customer(world)]
    book = shorter(promise_book())
    monkeypatch.setattr("chalicelib.routing.clocks.promise_book", lambda: book)
    assert run(world) == (3, 3)
    for before in open_ones:
        after = world.complaint(before.id)
        assert first_response(after) == timedelta(minutes=20)
        clock = after.clock(FIRST_RESPONSE)
        assert clock
        assert [(move.cause, move.due_at) for move in clock.moves] == [
            (Cause.DATA, clock.started_at + timedelta(hours=1))
        ]
        assert len(world.runtime.store.dossier(SHOP, before.id).events) > 4
    assert world.complaint(settled.id) == settled
    assert run(world) == (3, 0)


def test_with_the_same_data_nothing_changes(world: World) -> None:
    complaint = waiting(world)
    assert run(world) == (1, 0)
    assert world.complaint(complaint.id) == complaint


def test_it_goes_page_by_page_and_on_from_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(PAGE + 1):
        waiting(world)
    book = shorter(promise_book())
    monkeypatch.setattr("chalicelib.routing.clocks.promise_book", lambda: book)
    place = Place(queue="quality", status=Status.WAITING)
    world.calls.clear()
    done = world.runtime.recomputing.page(SHOP, place)
    assert world.calls.operations == ["Query", *["TransactWriteItems"] * PAGE]
    assert (done.looked_at, done.changed) == (PAGE, PAGE)
    assert done.then and done.then.cursor
    run(world)
    assert run(world) == (PAGE + 1, 0)


def test_what_somebody_did_meanwhile_is_measured_as_it_is_now(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    complaint = waiting(world)
    book, commit, once = shorter(promise_book()), world.runtime.store.commit, [True]
    monkeypatch.setattr("chalicelib.routing.clocks.promise_book", lambda: book)

    def claimed_before(*changes: object) -> None:
        if once:
            once.clear()
            ACTIONS["claim"](world.runtime.desk, complaint.id, Action(by=AGENT))
            raise LostRace("somebody else was first")
        commit(*changes)  # type: ignore[arg-type]

    monkeypatch.setattr(type(world.runtime.store), "commit", lambda _, *changes: claimed_before(*changes))
    assert run(world)[1] == 1
    after = world.complaint(complaint.id)
    assert (after.assignee, first_response(after)) == (AGENT.id, timedelta(minutes=20))
