"""What a person accepts counts from the next message on, in every function, until a person takes it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.assessment import Category, Severity
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import Forbidden, IllegalTransition, InvalidInput, LostRace, StaleVersion, Upstream
from chalicelib.model.proposal import Proposal, ProposalState
from chalicelib.routing.accepted import MOST_RULES, RuleStep
from chalicelib.routing.rules import rule_book
from chalicelib.store import InForce
from tests.desk.situations import customer_writes
from tests.intake.test_survey_replies import asked
from tests.support.faults import Crash, CrashPoints, watch_client
from tests.support.orders import order
from tests.support.proposals import proposal, proposed, term_proposal
from tests.support.rules import put_in_force
from tests.support.understanding import understood
from tests.support.world import ADMIN, AGENT, AUDITOR, SHOP, SUPERVISOR, World

TEXT: Final = "质量太差，发票也没有"
FILE: Final = rule_book().version
Decide = Callable[..., Proposal]


@pytest.fixture(autouse=True)
def table_of_words(world: World) -> None:
    world.runtime.recording = replace(world.runtime.recording, assess=understood)


def accepted(world: World, made: Proposal | None = None, *, why: str = "so be it") -> Proposal:
    one = proposed(world, made or proposal())
    return world.runtime.deciding_proposals.accept(one.id, by=SUPERVISOR, why=why)


def taken_back(world: World, name: str = "p1") -> Proposal:
    return world.runtime.deciding_proposals.retire(name, by=ADMIN, why="they have their own team now")


def rules(world: World) -> list[str]:
    return [one.rule.id for one in world.runtime.shop_rules.newest(SHOP).rules]


def log(world: World) -> list[tuple[int, RuleStep, str, str, str]]:
    changes = world.runtime.shop_rules.changes(SHOP, limit=100).items
    return [(one.version, one.step, one.rule.id, one.by, one.why) for one in changes]


def test_the_next_message_goes_by_an_accepted_rule_and_says_so(world: World) -> None:
    before = world.complain(TEXT)
    decided = accepted(world)
    after = world.complain(TEXT)
    assert (before.queue, before.routing.version) == ("quality", FILE)
    assert (after.queue, after.routing.rules, after.routing.version) == ("policy", ("proposal-p1",), f"{FILE}+1")
    assert after.routing.reasons[-1].titles["en"] == "People used to pass it on."
    assert (decided.state, decided.applied) == (ProposalState.ACCEPTED, f"rules {FILE}+1")
    assert log(world) == [(1, RuleStep.ACCEPTED, "proposal-p1", SUPERVISOR.id, "so be it")]


def test_what_was_taken_back_counts_no_more_and_what_it_decided_stays(world: World) -> None:
    accepted(world)
    by_it = world.complain(TEXT)
    back = taken_back(world)
    assert world.complain(TEXT).queue == "quality"
    assert world.complaint(by_it.id) == by_it
    assert (back.state, back.applied, back.decided_by) == (ProposalState.RETIRED, f"rules {FILE}+2", ADMIN.id)
    assert log(world)[0] == (2, RuleStep.RETIRED, "proposal-p1", ADMIN.id, "they have their own team now")
    assert rules(world) == []


def test_another_process_knows_within_a_minute(world: World) -> None:
    now = 0.0
    elsewhere = InForce(world.runtime.table, monotonic=lambda: now)
    world.runtime.recording = replace(world.runtime.recording, in_force=elsewhere)
    assert world.complain(TEXT).queue == "quality"
    accepted(world)
    assert world.complain(TEXT).queue == "quality"
    now = 60.0
    assert world.complain(TEXT).queue == "policy"


def by_a_person(world: World) -> Complaint:
    """A person says what it is about."""
    made = world.complain("物流太慢，发票也没有")
    return world.runtime.desk.reclassify(
        made.id, Action(by=SUPERVISOR), primary=Category.QUALITY, labels=(), why="it broke"
    )


def by_its_order(world: World) -> Complaint:
    """Its order says that it is of P1."""
    made = world.complain(TEXT, order={"number": "991", "platform": "jd"})
    state = order(number="991", items=[{"sku": "P1"}])
    world.runtime.orders.put(SHOP, [state])
    world.runtime.reconsidering.order_changed(SHOP, state)
    return world.complaint(made.id)


def by_a_later_message(world: World) -> Complaint:
    """The second message says the word."""
    about: dict[str, Any] = {"customer": {"email": "wang@customer.example"}, "order": {"number": "992"}}
    made = world.complain("质量太差", **about)
    world.clock.advance(timedelta(minutes=1))
    world.process(world.form("发票也没有", **about))
    return world.complaint(made.id)


def by_a_split(world: World) -> Complaint:
    """A message of its own matter is taken out."""
    about: dict[str, Any] = {"customer": {"email": "li@customer.example"}, "order": {"number": "993"}}
    made = world.complain("物流太慢", **about)
    second = world.process(world.form(TEXT, **about)).message
    world.runtime.matters.split(made.id, Action(by=SUPERVISOR), messages=(second,), why="another matter")
    found = world.runtime.store.search(SHOP, kind="email", value="li@customer.example", limit=5).items
    [new] = [one for one in found if one.id != made.id]
    return new


def by_an_answer(world: World) -> Complaint:
    """What was written in a survey is worse than what was said before, and opens it again."""
    made = asked(world)
    customer_writes(world, made, "4，发票还没有给我")
    world.run_due()
    return world.complaint(made.id)


@pytest.mark.parametrize("way", [by_a_person, by_its_order, by_a_later_message, by_a_split, by_an_answer])
def test_whatever_routes_goes_by_it(world: World, way: Callable[[World], Complaint]) -> None:
    when: dict[str, Any] = {"products": ["P1"]} if way is by_its_order else {"words": ["发票"]}
    then = {"queue": "policy", "severity": "S1", "reason": "People pass it on."}
    put_in_force(world, {"id": "theirs", "when": {"shops": [SHOP], **when}, "then": then})
    after = way(world)
    assert (after.queue, after.severity) == ("policy", Severity.S1)
    assert "theirs" in after.routing.rules


def test_another_shop_goes_by_its_own(world: World) -> None:
    accepted(world)
    assert world.runtime.in_force.rules("other") == rule_book()


def test_the_newest_is_asked_first(world: World) -> None:
    accepted(world)
    other = proposal("p2", target="attitude")
    assert other.rule is not None
    accepted(world, other.model_copy(update={"rule": {**other.rule, "then": {"queue": "attitude", "reason": "."}}}))
    assert rules(world) == ["proposal-p2", "proposal-p1"]
    assert world.complain(TEXT).queue == "attitude"
    taken_back(world, "p2")
    assert world.complain(TEXT).queue == "policy"


@pytest.mark.parametrize("what", ["rule", "term"])
def test_whoever_dies_anywhere_decides_once_more_and_both_are_written_or_neither(world: World, what: str) -> None:
    made = proposed(world, proposal() if what == "rule" else term_proposal("p1"))
    deciding, points = world.runtime.deciding_proposals, CrashPoints()
    watch_client(world.client, points)
    for decide, state in ((deciding.accept, ProposalState.ACCEPTED), (deciding.retire, ProposalState.RETIRED)):
        died, at = 0, 0
        while died == at:
            points.at, points.passed = at, 0
            try:
                decide(made.id, by=SUPERVISOR, why="so be it")
            except Crash:
                died += 1
            at += 1
            points.at = None
            is_decided = world.runtime.proposals.get(SHOP, made.id).state is state
            assert _is_in_use(world, what) is (is_decided == (state is ProposalState.ACCEPTED))
        assert died >= 5
        assert world.runtime.proposals.get(SHOP, made.id).state is state
    versions = [world.runtime.shop_rules.newest(SHOP).version, world.runtime.lexicons.newest(SHOP).version]
    assert versions == ([2, 0] if what == "rule" else [0, 2])


def _is_in_use(world: World, what: str) -> bool:
    return bool(rules(world) if what == "rule" else world.runtime.lexicons.newest(SHOP).terms)


def test_two_who_accept_different_ones_at_once_are_both_heard(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    proposed(world, proposal("p1"))
    proposed(world, proposal("p2"))
    store, deciding = world.runtime.proposals, world.runtime.deciding_proposals
    write = store.replace

    def slower(*args: Any) -> Proposal:
        """Somebody else accepts between reading and writing."""
        monkeypatch.setattr(store, "replace", write)
        deciding.accept("p2", by=ADMIN, why="")
        return write(*args)

    monkeypatch.setattr(store, "replace", slower)
    assert deciding.accept("p1", by=SUPERVISOR, why="").applied == f"rules {FILE}+2"
    assert rules(world) == ["proposal-p1", "proposal-p2"]


def test_two_who_decide_on_the_same_one_at_once_decide_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    proposed(world, proposal())
    store, deciding = world.runtime.proposals, world.runtime.deciding_proposals
    write = store.replace

    def slower(*args: Any) -> Proposal:
        monkeypatch.setattr(store, "replace", write)
        deciding.decline("p1", by=ADMIN, why="no")
        return write(*args)

    monkeypatch.setattr(store, "replace", slower)
    with pytest.raises(IllegalTransition):
        deciding.accept("p1", by=SUPERVISOR, why="")
    assert (rules(world), log(world)) == ([], [])


def test_who_always_loses_is_told_to_try_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    proposed(world, proposal())

    def loses(*_: Any) -> Proposal:
        raise LostRace("somebody else was first")

    monkeypatch.setattr(world.runtime.proposals, "replace", loses)
    with pytest.raises(Upstream):
        world.runtime.deciding_proposals.accept("p1", by=SUPERVISOR, why="")


def test_saying_the_same_again_changes_nothing_and_otherwise_is_refused(world: World) -> None:
    first = accepted(world)
    deciding = world.runtime.deciding_proposals
    assert deciding.accept("p1", by=SUPERVISOR, why="so be it") == first
    with pytest.raises(IllegalTransition):
        deciding.accept("p1", by=ADMIN, why="")
    back = taken_back(world)
    assert taken_back(world) == back
    with pytest.raises(IllegalTransition):
        deciding.retire("p1", by=SUPERVISOR, why="me, too")
    assert [version for version, *_ in log(world)] == [2, 1]


def test_what_was_never_accepted_is_not_taken_back(world: World) -> None:
    proposed(world, proposal())
    with pytest.raises(IllegalTransition):
        taken_back(world)


@pytest.mark.parametrize("action", ["accept", "decline", "retire"])
def test_only_seniors_decide_on_what_they_read(world: World, action: str) -> None:
    one = proposed(world, proposal())
    decide: Decide = getattr(world.runtime.deciding_proposals, action)
    for by in (AGENT, AUDITOR):
        with pytest.raises(Forbidden):
            decide(one.id, by=by, why="so be it")
    with pytest.raises(StaleVersion):
        decide(one.id, by=SUPERVISOR, why="so be it", if_version=one.turn + 1)


@pytest.mark.parametrize("action", ["decline", "retire"])
def test_saying_no_needs_a_reason(world: World, action: str) -> None:
    accepted(world) if action == "retire" else proposed(world, proposal())
    with pytest.raises(InvalidInput):
        getattr(world.runtime.deciding_proposals, action)("p1", by=SUPERVISOR, why=" ")


def test_a_rule_whose_queue_is_no_more_is_not_accepted(world: World) -> None:
    gone = proposal()
    assert gone.rule is not None
    proposed(world, gone.model_copy(update={"rule": {**gone.rule, "then": {"queue": "closed", "reason": "."}}}))
    with pytest.raises(IllegalTransition):
        world.runtime.deciding_proposals.accept("p1", by=SUPERVISOR, why="")


def test_a_hundred_rules_are_enough(world: World) -> None:
    for number in range(MOST_RULES):
        put_in_force(world, {"id": f"r{number}", "when": {"words": ["x"]}, "then": {"queue": "policy", "reason": "."}})
    proposed(world, proposal())
    with pytest.raises(IllegalTransition, match="take one back first"):
        world.runtime.deciding_proposals.accept("p1", by=SUPERVISOR, why="")


def test_a_word_that_was_taken_back_is_out_of_the_lexicon(world: World) -> None:
    accepted(world, term_proposal("p1"))
    assert [one.text for one in world.runtime.in_force.lexicon(SHOP).terms] == ["价保"]
    assert taken_back(world).applied == "lexicon 2"
    assert world.runtime.in_force.lexicon(SHOP).terms == ()


def test_a_word_that_somebody_gave_another_meaning_stays(world: World) -> None:
    one = accepted(world, term_proposal("p1")).term
    assert one is not None
    other = one.model_copy(update={"category": Category.ATTITUDE})
    world.runtime.wording.write([other], [], by=SUPERVISOR)
    assert taken_back(world).applied == "lexicon 2"
    assert world.runtime.lexicons.newest(SHOP).terms == (other,)
