from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.model import event as facts
from chalicelib.model.agent import Agent, AgentState, Presence
from chalicelib.model.delivery import QuarantineEntry
from chalicelib.model.errors import LostRace, NotFound
from chalicelib.model.survey import CancelReason, Survey, SurveyState
from tests.store.shelf import SHOP, Shelf
from tests.support.fakes import START

HOUR = timedelta(hours=1)


def entry(name: str, *, shop: str = SHOP) -> QuarantineEntry:
    return QuarantineEntry(
        id=name,
        shop=shop,
        channel="relay",
        account="demo",
        delivery=f"d{name}",
        quarantined_at=START,
        code="malformed_payload",
        reason="not JSON",
        raw_object=f"quarantine/{name}",
        size=3,
    )


def survey(name: str) -> Survey:
    return Survey(id=name, state=SurveyState.SCHEDULED, due_at=START + HOUR, expires_at=START + 2 * HOUR)


def test_quarantine_is_listed_the_newest_first_page_by_page_for_its_own_shop(shelf: Shelf) -> None:
    for number in range(5):
        shelf.quarantine.put(entry(f"q{number}"))
    shelf.quarantine.put(entry("q9", shop="other"))
    first = shelf.quarantine.page(SHOP, limit=3)
    second = shelf.quarantine.page(SHOP, limit=3, cursor=first.next)
    assert [one.id for one in first.items] == ["q4", "q3", "q2"]
    assert [one.id for one in second.items] == ["q1", "q0"]
    assert second.next is None


def test_an_entry_of_another_shop_is_not_found(shelf: Shelf) -> None:
    shelf.quarantine.put(entry("q1", shop="other"))
    with pytest.raises(NotFound):
        shelf.quarantine.get(SHOP, "q1")
    assert shelf.quarantine.get("other", "q1") == entry("q1", shop="other")


def test_an_entry_remembers_who_replayed_it_and_when(shelf: Shelf) -> None:
    shelf.quarantine.put(entry("q1"))
    marked = shelf.quarantine.replayed(entry("q1"), at=START + HOUR, by="agent-1")
    assert (marked.replayed_at, marked.replayed_by) == (START + HOUR, "agent-1")
    assert shelf.quarantine.get(SHOP, "q1") == marked


def test_surveys_are_listed_with_their_complaint_the_newest_first(shelf: Shelf) -> None:
    for number in range(3):
        shelf.say(shelf.put(f"c{number}"), facts.SurveyScheduled(survey=survey(f"v{number}")))
    first = shelf.surveys.page(SHOP, limit=2)
    assert first.items == (("c2", survey("v2")), ("c1", survey("v1")))
    assert shelf.surveys.page(SHOP, limit=2, cursor=first.next).items == (("c0", survey("v0")),)
    assert shelf.surveys.page("other", limit=2).items == ()


def test_a_survey_is_listed_as_it_stands_now(shelf: Shelf) -> None:
    complaint = shelf.say(shelf.put(), facts.SurveyScheduled(survey=survey("v1")))
    shelf.say(complaint, facts.SurveyCancelled(reason=CancelReason.REOPENED))
    [(_, listed)] = shelf.surveys.page(SHOP, limit=2).items
    assert (listed.state, listed.why) == (SurveyState.CANCELLED, "reopened")


def test_an_agents_settings_are_their_own_in_each_shop(shelf: Shelf) -> None:
    agent = Agent(id="agent-1", name="林晓", presence=Presence.BUSY, capacity=3)
    shelf.agents.put(SHOP, agent, over=None)
    assert shelf.agents.get(SHOP, "agent-1") == AgentState(agent=agent, turn=1)
    assert shelf.agents.get("other", "agent-1") is None
    assert shelf.agents.get(SHOP, "agent-2") is None


def test_what_was_set_before_there_were_turns_can_be_set_again(shelf: Shelf) -> None:
    old = {"PK": {"S": f"A#{SHOP}"}, "SK": {"S": "agent-1"}, "doc": {"S": '{"id":"agent-1","capacity":3}'}}
    shelf.client.put_item(TableName=shelf.table.name, Item=old)
    state = shelf.agents.get(SHOP, "agent-1")
    assert state is not None
    assert (state.agent.capacity, state.turn) == (3, 0)
    shelf.agents.put(SHOP, state.agent, over=state)
    with pytest.raises(LostRace):
        shelf.agents.put(SHOP, state.agent, over=state)


def test_a_token_is_good_until_it_expires(shelf: Shelf) -> None:
    assert shelf.tokens.get("wechat_oa#demo", now=START) is None
    shelf.tokens.put("wechat_oa#demo", "secret", expires_at=START + HOUR)
    assert shelf.tokens.get("wechat_oa#demo", now=START + HOUR - timedelta(seconds=1)) == "secret"
    assert shelf.tokens.get("wechat_oa#demo", now=START + HOUR) is None
    assert shelf.tokens.get("wechat_oa#other", now=START) is None
    shelf.tokens.put("wechat_oa#demo", "newer", expires_at=START + 2 * HOUR)
    assert shelf.tokens.get("wechat_oa#demo", now=START + HOUR) == "newer"


def test_of_those_who_need_a_token_one_fetches_it(shelf: Shelf) -> None:
    soon = START + timedelta(seconds=20)
    assert shelf.tokens.claim("wecom#demo", now=START, until=soon)
    assert not shelf.tokens.claim("wecom#demo", now=soon - timedelta(seconds=1), until=soon + HOUR)
    assert shelf.tokens.claim("wecom#demo", now=soon, until=soon + HOUR), "who claimed it has died"
    assert shelf.tokens.get("wecom#demo", now=soon) is None
    shelf.tokens.put("wecom#demo", "secret", expires_at=soon + HOUR)
    assert shelf.tokens.get("wecom#demo", now=soon) == "secret"
    assert not shelf.tokens.claim("wecom#demo", now=soon, until=soon + HOUR), "it is there"
    shelf.tokens.put("wecom#demo", "", expires_at=soon)
    assert shelf.tokens.claim("wecom#demo", now=soon, until=soon + HOUR), "it was forgotten"
