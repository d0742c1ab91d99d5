"""A survey in a conversation goes out with its scores to tap; a tap is an answer like any other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.effect import EffectKind, EffectState
from chalicelib.model.ports import ChannelAccount, HttpAnswer
from chalicelib.model.survey import Survey, SurveyState
from tests.background.outbox import effects
from tests.desk.situations import QUALITY
from tests.support.arrivals import wechat
from tests.support.world import AGENT, SHOP, World

DAY = timedelta(days=1)
FINE = HttpAnswer(
    200, b'{"errcode": 0, "access_token": "t", "expires_in": 7200, "ok": true, "result": {"message_id": 77}}'
)
CHAT = {"id": 1111111, "type": "private"}
LIN = {"id": 1111111, "is_bot": False, "first_name": "Lin"}


class Chat:
    """One customer of one platform: what they were sent, and what they say."""

    def __init__(self, world: World) -> None:
        self.world, self.calls = world, 0
        world.http.answer = lambda _method, _url: FINE
        self.connect()

    def connect(self) -> None: ...

    def writes(self, text: str) -> Complaint:
        raise NotImplementedError

    def taps(self, word: str) -> Complaint:
        raise NotImplementedError

    def buttons(self) -> list[str]:
        raise NotImplementedError

    def last(self) -> Mapping[str, Any]:
        """The document of the last call."""
        document: Mapping[str, Any] = json.loads(self.world.http.calls[-1][2])
        return document


class Wechat(Chat):
    def writes(self, text: str) -> Complaint:
        self.calls += 1
        return self.world.complaint(self.world.process(wechat(self.world, text, message=str(self.calls))).complaint)

    def taps(self, word: str) -> Complaint:
        return self.writes(word)

    def buttons(self) -> list[str]:
        return [item["content"] for item in self.last()["msgmenu"]["list"]]


class Telegram(Chat):
    def connect(self) -> None:
        secrets = {"secret_token": ("s",), "bot_token": ("1:t",)}
        self.world.accounts.add(ChannelAccount(channel="telegram", account=SHOP, shop=SHOP, secrets=secrets))

    def writes(self, text: str) -> Complaint:
        date = int(self.world.clock.seconds())
        return self._updated(message={"message_id": 1, "date": date, "chat": CHAT, "from": LIN, "text": text})

    def taps(self, word: str) -> Complaint:
        return self._updated(callback_query={"id": "q", "from": LIN, "data": word, "message": {"chat": CHAT}})

    def buttons(self) -> list[str]:
        return [row[0]["callback_data"] for row in self.last()["reply_markup"]["inline_keyboard"]]

    def _updated(self, **update: Any) -> Complaint:
        self.calls += 1
        body = json.dumps({"update_id": self.calls, **update}).encode()
        return self.world.complaint(self.world.process(self.world.delivery("telegram", SHOP, body)).complaint)


PLATFORMS = pytest.mark.parametrize("platform", [Wechat, Telegram])


def asked(chat: Chat) -> Complaint:
    complaint, world = chat.writes(QUALITY), chat.world
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="replaced", text="")
    world.run_due(after=DAY)
    world.run_due()
    return world.complaint(complaint.id)


def survey(complaint: Complaint) -> Survey:
    assert complaint.survey
    return complaint.survey


def numbers(world: World) -> dict[str, int]:
    days = world.runtime.store.report_numbers(SHOP, "satisfaction", first="2026-01-01", last="2027-12-31")
    return {name: sum(day.get(name, 0) for day in days.values()) for day in days.values() for name in day}


@PLATFORMS
def test_asked_tapped_answered_and_counted(world: World, platform: type[Chat]) -> None:
    chat = platform(world)
    complaint = asked(chat)
    assert survey(complaint).delivered_at
    link = world.runtime.survey_url(SHOP, complaint.id, survey(complaint).id)
    assert link in json.dumps(chat.last()), "the page is still offered"
    after = chat.taps(chat.buttons()[-1])
    assert after.id == complaint.id
    assert (after.status, survey(after).state) == (Status.RESOLVED, SurveyState.ANSWERED)
    answer = survey(after).answer
    assert answer
    assert (answer.score, answer.text) == (5, "")
    assert (numbers(world)["answered"], numbers(world)["score_5"]) == (1, 1)
    world.run_due()
    [thanks] = effects(world, after, EffectKind.SURVEY_THANKS)
    assert (thanks.state, thanks.choices) == (EffectState.DONE, None)
    assert "谢谢您的回答" in json.dumps(chat.last(), ensure_ascii=False)


@PLATFORMS
def test_tapped_again_it_counts_once(world: World, platform: type[Chat]) -> None:
    chat = platform(world)
    asked(chat)
    best, worst = chat.buttons()[-1], chat.buttons()[0]
    chat.taps(best)
    after = chat.taps(worst)
    assert (after.status, numbers(world)["answered"]) == (Status.RESOLVED, 1)
    assert len(effects(world, after, EffectKind.SURVEY_THANKS)) == 1
    answer = survey(after).answer
    assert answer
    assert answer.score == 5


@PLATFORMS
def test_who_taps_the_worst_is_called(world: World, platform: type[Chat]) -> None:
    chat = platform(world)
    asked(chat)
    after = chat.taps(chat.buttons()[0])
    assert (after.status, len(after.tasks), numbers(world)["unhappy"]) == (Status.WAITING, 1, 1)
    [thanks] = effects(world, after, EffectKind.SURVEY_THANKS)
    assert "24 小时内联系您" in thanks.text


def test_a_tap_opens_the_window_anew(world: World) -> None:
    chat = Wechat(world)
    before = asked(chat).reply_to
    after = chat.taps(chat.buttons()[0]).reply_to
    assert before
    assert after
    assert before.open_until
    assert after.open_until == before.open_until + DAY
