"""What people did becomes proposals, each with evidence and a dry run; nothing is put to use by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.assessment import Category
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import IllegalTransition
from chalicelib.model.proposal import Proposal, ProposalKind, ProposalState
from chalicelib.routing.rule import Rule
from chalicelib.routing.rules import rule_book
from chalicelib.store import Due
from chalicelib.workers.outbox import act
from tests.background.test_watching import complaint
from tests.support.faults import Crash, CrashPoints, watch_client
from tests.support.orders import order
from tests.support.understanding import understood
from tests.support.world import ADMIN, AGENT, SHOP, SUPERVISOR, World

BY: Final = Action(by=SUPERVISOR)


@pytest.fixture(autouse=True)
def table_of_words(world: World) -> None:
    world.runtime.proposing = replace(world.runtime.proposing, assess=understood)


def moved(world: World, text: str, queue: str = "policy", **about: Any) -> Complaint:
    made = complaint(world, text, **about)
    return world.runtime.desk.transfer(made.id, BY, queue=queue, why="belongs there")


def kept(world: World, text: str, **about: Any) -> Complaint:
    """Taken by an agent where it came to."""
    return world.runtime.desk.claim(complaint(world, text, **about).id, Action(by=AGENT))


def proposals(world: World) -> tuple[Proposal, ...]:
    return world.runtime.proposals.page(SHOP, limit=100).items


def of_kind(world: World, kind: ProposalKind) -> list[Proposal]:
    return [one for one in proposals(world) if one.kind is kind]


def passed_on(world: World) -> None:
    """Nine of ten about an invoice are passed on, eight others are not."""
    for _ in range(9):
        moved(world, "质量保修要看发票吗")
    kept(world, "质量不好，发票在哪")
    for _ in range(8):
        kept(world, "质量太差，拉链坏了")


def test_what_people_pass_on_becomes_a_rule_with_evidence_and_a_dry_run(world: World) -> None:
    passed_on(world)
    world.runtime.proposing.found(SHOP)
    [one] = [each for each in of_kind(world, ProposalKind.ROUTE) if each.feature.value == "发票"]
    assert (one.source, one.target, one.state) == ("quality", "policy", ProposalState.OPEN)
    assert (one.evidence.seen, one.evidence.hits, one.evidence.others_seen, one.evidence.others_hits) == (10, 9, 8, 0)
    assert (one.effect.tried, one.effect.changed, one.effect.right, one.effect.wrong) == (18, 10, 9, 1)
    assert one.rule is not None
    assert one.rule["when"] == {"shops": [SHOP], "categories": ["quality"], "words": ["发票"]}
    assert rule_book().takes(Rule.model_validate(one.rule))


def test_a_product_that_people_pass_on_becomes_a_rule_for_it(world: World) -> None:
    for number in range(12):
        sku = "P1" if number < 11 else "P2"
        world.runtime.orders.put(SHOP, [order(number=f"99{number}", items=[{"sku": sku}])])
    for number in range(11):
        moved(world, f"质量差{number}", order={"number": f"99{number}", "platform": "jd"})
    for _ in range(11):
        kept(world, "质量太差，拉链坏了")
    world.runtime.proposing.found(SHOP)
    rules = [one.rule for one in of_kind(world, ProposalKind.ROUTE) if one.feature.kind == "product"]
    assert [rule and rule["when"]["products"] for rule in rules] == [["P1"]]


def test_what_people_put_elsewhere_becomes_a_word_of_the_lexicon(world: World) -> None:
    for _ in range(9):
        made = complaint(world, "质量保证书找不到价保入口")
        world.runtime.desk.reclassify(made.id, BY, primary=Category.POLICY, labels=(), why="price protection")
    for _ in range(9):
        kept(world, "质量太差，拉链坏了")
    world.runtime.proposing = replace(world.runtime.proposing, assess=_first_of_the_shop)
    world.runtime.proposing.found(SHOP)
    one = of_kind(world, ProposalKind.TERM)[0]
    assert (one.source, one.target, one.effect.changed, one.effect.right) == ("quality", "policy", 9, 9)
    assert one.term is not None
    assert (one.term.category, one.term.weight) == (Category.POLICY, 2.9)


def _first_of_the_shop(text: str, **about: Any) -> Any:
    """A shop's word decides, so that what a term changes is seen."""
    heard = understood(text, **about)
    own = [one.category for one in about["lexicon"].terms if one.category and one.text in text]
    return heard.model_copy(update={"primary": own[0]}) if own else heard


def test_what_waits_where_it_came_to_says_nothing(world: World) -> None:
    for _ in range(12):
        complaint(world, "质量保修要看发票吗")
    world.runtime.proposing.found(SHOP)
    assert proposals(world) == ()


def test_a_few_and_what_all_have_in_common_say_nothing(world: World) -> None:
    for _ in range(8):
        moved(world, "质量保修要看发票吗")
    world.runtime.proposing.found(SHOP)
    assert proposals(world) == ()
    for _ in range(8):
        moved(world, "质量太差，发票丢失")
        kept(world, "质量太差，发票丢失")
    world.runtime.proposing.found(SHOP)
    assert [one for one in proposals(world) if one.feature.value == "丢失"] == []


def test_looking_again_proposes_nothing_twice_and_brings_the_evidence_up_to_date(world: World) -> None:
    passed_on(world)
    world.runtime.proposing.found(SHOP)
    first = proposals(world)
    world.runtime.proposing.found(SHOP)
    assert proposals(world) == first
    moved(world, "质量保修要看发票吗")
    world.runtime.proposing.found(SHOP)
    assert {one.id for one in proposals(world)} == {one.id for one in first}
    assert max(one.evidence.hits for one in proposals(world)) == 10


def test_what_was_declined_comes_back_only_on_twice_the_evidence(world: World) -> None:
    passed_on(world)
    [one] = [one for one in world.runtime.proposing.found(SHOP) if one.feature.value == "发票"]
    world.runtime.deciding_proposals.decline(one.id, by=SUPERVISOR, why="they learn it this month")
    assert one.id not in {each.id for each in world.runtime.proposing.found(SHOP)}
    for _ in range(9):
        moved(world, "质量保修要看发票吗")
    assert one.id in {each.id for each in world.runtime.proposing.found(SHOP)}


def a_term(world: World) -> Proposal:
    test_what_people_put_elsewhere_becomes_a_word_of_the_lexicon(world)
    return of_kind(world, ProposalKind.TERM)[0]


def test_an_accepted_word_is_a_version_of_the_lexicon_and_nothing_is_before(world: World) -> None:
    one = a_term(world)
    assert world.runtime.lexicons.newest(SHOP).version == 0
    decided = world.runtime.deciding_proposals.accept(one.id, by=SUPERVISOR, why="")
    lexicon = world.runtime.lexicons.newest(SHOP)
    assert (lexicon.version, lexicon.terms, lexicon.written_by) == (1, (one.term,), SUPERVISOR.id)
    assert (decided.state, decided.applied, decided.decided_by) == (
        ProposalState.ACCEPTED, "lexicon 1", SUPERVISOR.id,
    )  # fmt: skip
    assert world.runtime.deciding_proposals.accept(one.id, by=SUPERVISOR, why="") == decided
    assert world.runtime.lexicons.newest(SHOP).version == 1
    with pytest.raises(IllegalTransition):
        world.runtime.deciding_proposals.accept(one.id, by=ADMIN, why="")


def test_what_was_accepted_is_proposed_no_more_and_comes_back_only_on_twice_the_evidence(world: World) -> None:
    passed_on(world)
    [one] = [one for one in world.runtime.proposing.found(SHOP) if one.feature.value == "发票"]
    decided = world.runtime.deciding_proposals.accept(one.id, by=SUPERVISOR, why="")
    assert one.id not in {each.id for each in world.runtime.proposing.found(SHOP)}
    assert world.runtime.proposals.get(SHOP, one.id) == decided
    world.runtime.deciding_proposals.retire(one.id, by=SUPERVISOR, why="they have their own team now")
    assert one.id not in {each.id for each in world.runtime.proposing.found(SHOP)}
    for _ in range(9):
        moved(world, "质量保修要看发票吗")
    assert one.id in {each.id for each in world.runtime.proposing.found(SHOP)}


def test_a_process_that_dies_anywhere_proposes_the_same(world: World) -> None:
    passed_on(world)
    points = CrashPoints()
    watch_client(world.client, points)
    died, at = 0, 0
    while died == at:
        points.at, points.passed = at, 0
        try:
            world.runtime.proposing.found(SHOP)
        except Crash:
            died += 1
        at += 1
    points.at = None
    first = proposals(world)
    assert died > 10
    assert [one.evidence.hits for one in first] == [9]
    world.runtime.proposing.found(SHOP)
    assert proposals(world) == first


def test_it_is_looked_at_each_week(world: World) -> None:
    passed_on(world)
    act(world.runtime, Due(kind="proposals", shop=SHOP, complaint="numbers", name="", at=""))
    assert proposals(world)
