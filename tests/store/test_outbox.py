from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from chalicelib.model import event as facts
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import Effect, EffectState
from chalicelib.model.errors import AlreadyRecorded, LostRace, NotFound
from chalicelib.store import keys
from chalicelib.store.outbox import SWEEP_PAGE, Family
from tests.store.shelf import SHOP, Shelf, claimed, effect, opening
from tests.support.fakes import START

MINUTE = timedelta(minutes=1)


def due(shelf: Shelf, kind: Family = "effect", *, after: timedelta = timedelta(0)) -> list[tuple[str, str]]:
    return [(one.complaint, one.name) for one in shelf.outbox.due(kind, until=START + after)]


def stored(shelf: Shelf, name: str = "x1") -> Effect:
    return shelf.outbox.effect(SHOP, "c1", name)


@pytest.fixture
def pending(shelf: Shelf) -> Effect:
    shelf.put(effects=(effect(),))
    return effect()


def test_an_effect_of_nobody_is_not_found(shelf: Shelf, pending: Effect) -> None:
    for shop, complaint, name in ((SHOP, "c1", "x2"), (SHOP, "c2", "x1"), ("other", "c1", "x1")):
        with pytest.raises(NotFound):
            shelf.outbox.effect(shop, complaint, name)


def test_an_attempt_is_a_lease_that_hides_the_effect_until_it_ends(shelf: Shelf, pending: Effect) -> None:
    assert due(shelf) == [("c1", "x1")]
    begun = shelf.outbox.begin(pending, lease_until=START + 2 * MINUTE)
    assert (begun.state, begun.attempts, stored(shelf)) == (EffectState.SENDING, 1, begun)
    assert due(shelf, after=MINUTE) == []
    assert due(shelf, after=2 * MINUTE) == [("c1", "x1")]


def test_of_two_deliverers_with_the_same_effect_one_begins(shelf: Shelf, pending: Effect) -> None:
    shelf.outbox.begin(pending, lease_until=START + MINUTE)
    with pytest.raises(LostRace):
        shelf.outbox.begin(pending, lease_until=START + MINUTE)
    assert stored(shelf).attempts == 1


def test_of_many_deliverers_at_once_one_begins(embedded: Shelf) -> None:
    embedded.put(effects=(effect(),))
    barrier = Barrier(6)

    def begin(_: int) -> bool:
        barrier.wait()
        try:
            embedded.outbox.begin(effect(), lease_until=START + MINUTE)
        except LostRace:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(begin, range(6))) == 1


def test_of_two_who_find_a_lease_ended_one_begins_again(shelf: Shelf, pending: Effect) -> None:
    ended = shelf.outbox.begin(pending, lease_until=START + MINUTE)
    again = shelf.outbox.begin(ended, lease_until=START + 3 * MINUTE)
    assert again.attempts == 2
    with pytest.raises(LostRace):
        shelf.outbox.begin(ended, lease_until=START + 3 * MINUTE)


@pytest.mark.parametrize("late", ["finish", "retry", "give_up"])
def test_a_deliverer_whose_lease_ended_cannot_overwrite_the_next_one(shelf: Shelf, pending: Effect, late: str) -> None:
    slow = shelf.outbox.begin(pending, lease_until=START + MINUTE)
    quick = shelf.outbox.begin(slow, lease_until=START + 3 * MINUTE)
    ends = {
        "finish": lambda: shelf.outbox.finish(slow, reference="1", known_as=("mid:1",)),
        "retry": lambda: shelf.outbox.retry(slow, at=START, error="x"),
        "give_up": lambda: shelf.outbox.give_up(slow, error="x"),
    }
    with pytest.raises(LostRace):
        ends[late]()
    assert stored(shelf) == quick
    assert shelf.store.recorded(SHOP, [("thread", "mid:1")]) == {}


def test_a_finished_effect_is_done_findable_by_its_names_and_due_no_more(shelf: Shelf, pending: Effect) -> None:
    begun = shelf.outbox.begin(pending, lease_until=START + MINUTE)
    shelf.clock.advance(MINUTE)
    shelf.outbox.finish(begun, reference="wire-1", known_as=("mid:wire-1", "mid:other"))
    done = stored(shelf)
    assert (done.state, done.reference, done.done_at) == (EffectState.DONE, "wire-1", START + MINUTE)
    assert due(shelf, after=timedelta(days=99)) == []
    assert shelf.store.recorded(SHOP, [("thread", "mid:wire-1"), ("thread", "mid:other")]) == {
        ("thread", "mid:wire-1"): "c1",
        ("thread", "mid:other"): "c1",
    }
    with pytest.raises(LostRace):
        shelf.outbox.finish(begun, reference="wire-1", known_as=())


def test_a_name_that_leads_to_another_complaint_is_not_taken_from_it(shelf: Shelf, pending: Effect) -> None:
    shelf.put("c2", effects=(effect("x2", "c2"),))
    other = shelf.outbox.begin(effect("x2", "c2"), lease_until=START + MINUTE)
    shelf.outbox.finish(other, reference=None, known_as=("mid:1",))
    begun = shelf.outbox.begin(pending, lease_until=START + MINUTE)
    with pytest.raises(AlreadyRecorded):
        shelf.outbox.finish(begun, reference=None, known_as=("mid:1",))
    assert shelf.store.recorded(SHOP, [("thread", "mid:1")]) == {("thread", "mid:1"): "c2"}


def test_an_effect_sent_again_under_the_same_name_finishes(shelf: Shelf, pending: Effect) -> None:
    shelf.put("c3", effects=(effect("x3", "c3"), effect("x4", "c3")))
    for name in ("x3", "x4"):
        begun = shelf.outbox.begin(effect(name, "c3"), lease_until=START + MINUTE)
        shelf.outbox.finish(begun, reference=None, known_as=("mid:same",))
    assert shelf.outbox.effect(SHOP, "c3", "x4").state is EffectState.DONE


def test_a_retry_waits_for_its_time_and_says_what_went_wrong(shelf: Shelf, pending: Effect) -> None:
    begun = shelf.outbox.begin(pending, lease_until=START + MINUTE)
    shelf.outbox.retry(begun, at=START + 5 * MINUTE, error="the mail server is down")
    waiting = stored(shelf)
    assert (waiting.state, waiting.attempts, waiting.last_error) == (EffectState.PENDING, 1, "the mail server is down")
    assert due(shelf, after=4 * MINUTE) == []
    assert due(shelf, after=5 * MINUTE) == [("c1", "x1")]
    again = shelf.outbox.begin(waiting, lease_until=START + 9 * MINUTE)
    shelf.outbox.finish(again, reference=None, known_as=())
    assert (stored(shelf).attempts, stored(shelf).last_error) == (2, None)


def test_what_is_given_up_is_visible_and_due_no_more(shelf: Shelf, pending: Effect) -> None:
    begun = shelf.outbox.begin(pending, lease_until=START + MINUTE)
    shelf.outbox.give_up(begun, error="no such mailbox")
    [kept] = shelf.store.dossier(SHOP, "c1").effects
    assert (kept.state, kept.last_error, kept.done_at) == (EffectState.FAILED, "no such mailbox", START)
    assert due(shelf, after=timedelta(days=99)) == []


def test_working_on_an_effect_leaves_the_complaints_version_alone(shelf: Shelf) -> None:
    complaint = shelf.put(effects=(effect(),))
    begun = shelf.outbox.begin(effect(), lease_until=START + MINUTE)
    shelf.outbox.finish(begun, reference=None, known_as=())
    shelf.say(complaint, claimed())
    assert shelf.store.complaint(SHOP, "c1").version == 2


def test_a_commit_after_a_delivery_does_not_undo_it(shelf: Shelf) -> None:
    complaint = shelf.put(effects=(effect(),))
    begun = shelf.outbox.begin(effect(), lease_until=START + MINUTE)
    shelf.outbox.finish(begun, reference=None, known_as=())
    shelf.say(complaint, facts.Released(why="x"))
    assert stored(shelf).state is EffectState.DONE


def lateness(shelf: Shelf) -> dict[str, list[str]]:
    """Times of what is due by part of the index."""
    found: dict[str, list[str]] = {}
    for one in shelf.outbox.due("effect", until=START + timedelta(days=1)):
        found.setdefault(keys.due_partition("effect", one.complaint), []).append(one.at)
    return found


def test_the_longest_due_comes_first_within_each_part_of_the_index(shelf: Shelf) -> None:
    for number in range(12):
        at = START + (number * 7 % 12) * MINUTE
        shelf.put(f"c{number}", effects=(effect(f"x{number}", f"c{number}", at=at),))
    parts = lateness(shelf)
    assert len(parts) > 1
    assert sum(map(len, parts.values())) == 12
    assert all(times == sorted(times) for times in parts.values())


def test_everything_due_is_found_beyond_one_page_of_the_index(embedded: Shelf) -> None:
    effects = [effect(f"x{number:03d}") for number in range(SWEEP_PAGE + 10)]
    complaint = embedded.put()
    for start in range(0, len(effects), 50):
        complaint = embedded.say(complaint, facts.Released(why="x"), effects=effects[start : start + 50])
    assert due(embedded) == [("c1", one.id) for one in effects]


def test_timers_and_effects_are_due_apart(shelf: Shelf) -> None:
    complaint = shelf.put(effects=(effect(),))
    assert due(shelf, "timer") == []
    found = due(shelf, "timer", after=timedelta(days=60))
    assert sorted(found) == sorted(("c1", f"clock:{clock.kind}") for clock in complaint.clocks)


def test_what_is_due_says_whose_it_is_and_since_when(shelf: Shelf) -> None:
    shelf.store.commit(opening("c1", shop="other"))
    held: Complaint = shelf.store.complaint("other", "c1")
    shelf.say(held, claimed(until=START + MINUTE))
    [first, *_] = shelf.outbox.due("timer", until=START + MINUTE)
    assert dataclasses.asdict(first) == {
        "kind": "timer",
        "shop": "other",
        "complaint": "c1",
        "name": "lease",
        "at": "2026-11-11T02:01:00.000000Z",
    }


def test_a_timer_is_read_while_it_is_needed(shelf: Shelf) -> None:
    complaint = shelf.say(shelf.put(), claimed(until=START + MINUTE))
    timer = shelf.outbox.timer(SHOP, "c1", "lease")
    assert timer is not None
    assert timer.at == START + MINUTE
    shelf.say(complaint, facts.Released(why="x"))
    assert shelf.outbox.timer(SHOP, "c1", "lease") is None
