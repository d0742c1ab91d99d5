"""Whose turn it is when an agent asks for the next one: skills, languages, who knows the customer. Counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk import pulling
from chalicelib.desk.desk import Action
from chalicelib.model import event as facts
from chalicelib.model.change import Draft
from chalicelib.model.complaint import Complaint
from chalicelib.model.identity import SYSTEM, Principal
from tests.desk.invariants import check
from tests.desk.situations import assigned, customer_writes, resolved, waiting
from tests.support.world import AGENT, OTHER_AGENT, World

QUEUE = "quality"
SECONDS = timedelta(seconds=1)
CLAIMED = ["Query", "TransactWriteItems"]


def asking_for(world: World, *skills: str) -> Complaint:
    complaint = waiting(world)
    draft = Draft(before=complaint, actor=SYSTEM, at=world.clock())
    draft.say(facts.Routed(decision=complaint.routing.model_copy(update={"skills": skills})))
    world.runtime.store.commit(draft.change())
    world.clock.advance(SECONDS)
    return draft.now


def agent(world: World, by: Principal = AGENT, **wanted: Any) -> None:
    world.runtime.staffing.set_own(by, wanted)


def next_of(world: World, by: Principal = AGENT) -> str | None:
    """The complaint that the agent gets; its calls are counted."""
    world.calls.clear()
    claimed = world.runtime.pulling.claim_next(QUEUE, Action(by=by))
    return claimed.id if claimed else None


def pulled(world: World, by: Principal) -> Iterable[str]:
    while (found := next_of(world, by)) is not None:
        yield found


# Skills and languages


def test_who_has_the_skill_gets_it_in_two_calls(world: World) -> None:
    agent(world, skills=("repair", "refunds"))
    asked = asking_for(world, "repair")
    assert next_of(world) == asked.id
    assert world.calls.operations == CLAIMED


@pytest.mark.parametrize("skills", [None, (), ("refunds",)])
def test_who_lacks_it_gets_the_next_that_they_can_take(world: World, skills: tuple[str, ...] | None) -> None:
    if skills is not None:
        agent(world, skills=skills)
    asking_for(world, "repair", "refunds")
    plain = [asking_for(world).id for _ in range(3)]
    assert next_of(world) == plain[0], "the nearest of those, not any"
    assert world.calls.operations == ["Query", "TransactWriteItems", "GetItem", "TransactWriteItems"]


def test_who_can_take_nothing_of_it_gets_nothing_and_it_keeps_waiting(world: World) -> None:
    asked = asking_for(world, "repair")
    assert next_of(world) is None
    assert world.complaint(asked.id) == asked


def test_what_an_agent_cannot_take_hides_nothing_behind_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "MANY_CANDIDATES", 5)
    for _ in range(23):
        asking_for(world, "repair")
    plain = asking_for(world)
    assert next_of(world) == plain.id


def test_what_is_overdue_goes_to_anybody(world: World) -> None:
    asked = asking_for(world, "repair")
    world.clock.advance(timedelta(hours=1))
    assert next_of(world) == asked.id


@pytest.mark.parametrize(
    ("languages", "gets"),
    [((), True), (("zh",), True), (("zh-Hans", "en"), True), (("en",), False), (("zh-Hant",), False)],
)
def test_an_agent_understands_the_customer(world: World, languages: tuple[str, ...], gets: bool) -> None:
    complaint = waiting(world)
    assert complaint.language == "zh-Hans"
    agent(world, languages=languages)
    assert next_of(world) == (complaint.id if gets else None)
    world.clock.advance(timedelta(days=2))
    assert next_of(world, OTHER_AGENT) == (None if gets else complaint.id)


def test_claiming_a_complaint_by_name_asks_for_no_skill(world: World) -> None:
    asked = asking_for(world, "repair")
    assert world.runtime.desk.claim(asked.id, Action(by=AGENT)).assignee == AGENT.id


# Who knows the customer


def reopened(world: World) -> Complaint:
    """By its customer, after ``AGENT`` had resolved it, in a queue where another is due sooner."""
    complaint = customer_writes(world, resolved(world))
    draft = Draft(before=complaint, actor=SYSTEM, at=world.clock())
    later = tuple(clock.model_copy(update={"due_at": clock.due_at + timedelta(hours=1)}) for clock in complaint.clocks)
    draft.say(facts.ClocksChanged(cause="a test", clocks=later))
    world.runtime.store.commit(draft.change())
    return draft.now


def test_what_comes_back_goes_to_the_agent_who_knows_it(world: World) -> None:
    sooner, again = waiting(world), reopened(world)
    assert next_of(world, AGENT) == again.id
    assert world.calls.operations == CLAIMED
    assert next_of(world, AGENT) == sooner.id


def test_to_others_it_goes_last_and_not_at_all_while_that_agent_is_there(world: World) -> None:
    again, sooner = reopened(world), waiting(world)
    agent(world, AGENT, presence="available")
    assert next_of(world, OTHER_AGENT) == sooner.id
    assert next_of(world, OTHER_AGENT) is None
    assert next_of(world, AGENT) == again.id


@pytest.mark.parametrize("presence", [None, "busy", "away"])
def test_it_does_not_wait_for_who_is_not_there(world: World, presence: str | None) -> None:
    again = reopened(world)
    if presence:
        agent(world, AGENT, presence=presence)
    else:
        world.clock.advance(timedelta(hours=1))
        world.runtime.desk.claim(again.id, Action(by=AGENT))
        again = reopened(world)
        world.clock.advance(timedelta(seconds=60))
        agent(world, AGENT, presence="away")
    assert next_of(world, OTHER_AGENT) == again.id


def test_it_does_not_wait_for_long(world: World) -> None:
    again = reopened(world)
    for _ in range(3):
        agent(world, AGENT, presence="available")
        world.clock.advance(timedelta(seconds=40))
    assert next_of(world, OTHER_AGENT) == again.id


def test_nobody_waits_for_anybody_while_a_promise_breaks(world: World) -> None:
    complaint = customer_writes(world, resolved(world))
    agent(world, AGENT, presence="available")
    draft = Draft(before=complaint, actor=SYSTEM, at=world.clock())
    soon = tuple(clock.model_copy(update={"due_at": world.clock() + 90 * SECONDS}) for clock in complaint.clocks)
    draft.say(facts.ClocksChanged(cause="a test", clocks=soon))
    world.runtime.store.commit(draft.change())
    assert next_of(world, OTHER_AGENT) == complaint.id


def test_a_customers_next_complaint_goes_to_their_last_agent(world: World) -> None:
    customer = {"email": "li@customer.example", "phone": "13812345678"}
    assigned(world, to=OTHER_AGENT, customer=customer)
    following = waiting(world, "质量太差，又一台屏幕坏了", customer={"phone": "+86 138-1234-5678"})
    waiting(world)
    assert following.last_agent == OTHER_AGENT.id
    assert next_of(world, OTHER_AGENT) == following.id
    world.clock.advance(timedelta(days=31))
    assert waiting(world, "质量太差，第三台屏幕坏了", customer=customer).last_agent is None


def test_who_gives_it_back_is_not_asked_first(world: World) -> None:
    complaint = assigned(world)
    world.runtime.desk.release(complaint.id, Action(by=AGENT))
    agent(world, AGENT, presence="available")
    assert next_of(world, OTHER_AGENT) == complaint.id


def test_everything_is_claimed_once_by_those_who_can(world: World) -> None:
    agent(world, AGENT, skills=("repair",))
    plain = {asking_for(world).id for _ in range(12)}
    skilled = {asking_for(world, "repair").id for _ in range(12)}
    assert set(pulled(world, OTHER_AGENT)) == plain
    assert set(pulled(world, AGENT)) == skilled
    check(world, [*plain, *skilled])
