"""One person's data: exported whole, and erased so that nothing in table or objects names them or holds their words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.desk.desk import Action
from chalicelib.desk.persons import Persons
from chalicelib.model.errors import LostRace, Upstream
from chalicelib.model.evolve import fold
from tests.support.arrivals import relayed
from tests.support.world import AGENT, SHOP, World

PHONE, MAIL, WORDS, NAME = "13812345678", "wang@customer.example", "质量太差了电话13812345678", "王小明"
PERSON: dict[str, Any] = {"customer": {"phone": PHONE, "email": MAIL, "name": NAME}, "order": {"number": "778899"}}


@pytest.fixture
def complaint(world: World) -> str:
    """Answered and resolved, so that there are effects, notes and reasons as well."""
    made = world.complain(WORDS, **PERSON).id
    world.process(world.form(f"还是{WORDS}", **PERSON))
    desk, action = world.runtime.desk, Action(by=AGENT)
    desk.claim(made, action)
    desk.reply(made, action, text=f"{NAME}您好")
    desk.note(made, action, text=f"打过 {PHONE}")
    desk.resolve(made, action, outcome="solved", text=f"已给{NAME}换货")
    return made


def persons(world: World) -> Persons:
    return world.runtime.persons


def everything(world: World) -> str:
    table = world.client.scan(TableName=world.runtime.table.name)["Items"]
    return json.dumps(table, ensure_ascii=False) + str(world.objects.kept)


def erase_all(world: World) -> None:
    for one in persons(world).complaints(SHOP, kind="phone", value=PHONE):
        persons(world).erase(SHOP, one, why="asked by letter")


def test_the_export_holds_every_word(world: World, complaint: str) -> None:
    found = persons(world).complaints(SHOP, kind="email", value=MAIL)
    assert complaint in found
    whole = json.dumps([persons(world).export(SHOP, one) for one in found], ensure_ascii=False)
    for part in (PHONE, MAIL, NAME, WORDS, f"还是{WORDS}", f"{NAME}您好", "778899"):
        assert part in whole, part
    assert persons(world).complaints("other", kind="email", value=MAIL) == ()


def test_after_erasing_nothing_names_them_and_no_word_of_theirs_is_left(world: World, complaint: str) -> None:
    erase_all(world)
    left = everything(world)
    for part in (PHONE, MAIL, NAME, "质量太差了", "您好", "778899", "已给"):
        assert part not in left, part


def test_no_number_by_which_the_platform_knows_their_after_sale_is_left(world: World) -> None:
    sale = {"number": "5566778899", "kind": "return", "amount": "219.00"}
    told = relayed(world, text=WORDS, conversation_id="1", external_id="1", aftersale=sale, customer={"phone": PHONE})
    made = world.process(told).complaint
    assert sale["number"] in everything(world)
    erase_all(world)
    assert sale["number"] not in everything(world)
    kept = world.complaint(made).aftersale
    assert kept
    assert (kept.number, kept.kind) == (None, "return")


def test_they_are_not_found_any_more(world: World, complaint: str) -> None:
    erase_all(world)
    for kind, value in (("phone", PHONE), ("email", MAIL), ("order", "778899")):
        assert persons(world).complaints(SHOP, kind=kind, value=value) == ()


def test_what_happened_stays_and_the_complaint_is_still_the_fold_of_its_events(world: World, complaint: str) -> None:
    before = world.runtime.store.dossier(SHOP, complaint)
    erase_all(world)
    after = world.runtime.store.dossier(SHOP, complaint)
    assert [event.body.type for event in after.events] == [*(one.body.type for one in before.events), "noted"]
    assert [event.at for event in after.events[:-1]] == [event.at for event in before.events]
    assert fold(after.events, shop=SHOP) == after.complaint
    assert (after.complaint.classification, after.complaint.status) == (
        before.complaint.classification,
        before.complaint.status,
    )
    assert after.messages[-1].text == "personal data erased: asked by letter"


def test_what_was_still_owed_to_them_goes_nowhere(world: World, complaint: str) -> None:
    erase_all(world)
    world.run_due()
    assert world.mailer.sent == {}


def test_another_persons_complaint_is_untouched(world: World, complaint: str) -> None:
    other = world.complain("质量", customer={"email": "li@customer.example"})
    erase_all(world)
    assert world.complaint(other.id) == other


def test_who_had_read_it_before_cannot_write_it_back(world: World, complaint: str) -> None:
    stale = world.complaint(complaint)
    erase_all(world)
    from chalicelib.desk import decisions

    with pytest.raises(LostRace):
        world.runtime.store.commit(decisions.reopen(stale, AGENT, why="x", now=world.clock()).change())


def test_stopped_in_between_it_is_found_and_done_again(world: World, complaint: str) -> None:
    world.objects.failure = Upstream("down")
    with pytest.raises(Upstream):
        erase_all(world)
    world.objects.failure = None
    erase_all(world)
    assert PHONE not in everything(world)
