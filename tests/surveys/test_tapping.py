"""A survey in a conversation goes out with its scores to tap; a tap is an answer like any other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.effect import EffectKind, EffectState
from chalicelib.model.ports import ChannelAccount, HttpAnswer
from chalicelib.model.survey import Survey, SurveyState
from tests.background.outbox import effects
from tests.channels.specimens.line import LINE, line_event
from tests.channels.specimens.meta import META, direct, whatsapp
from tests.channels.specimens.wecom_kf import OPEN_KFID, WECOM_KF, kf_notice, wecom_request
from tests.desk.situations import QUALITY
from tests.support.arrivals import wechat
from tests.support.world import AGENT, SHOP, World

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
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

    def question(self) -> Mapping[str, Any]:
        """The document of the survey."""
        bodies = (body for _, _, body in reversed(self.world.http.calls))
        document: Mapping[str, Any] = next(json.loads(body) for body in bodies if "很满意".encode() in body)
        return document

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
        return [item["content"] for item in self.question()["msgmenu"]["list"]]


class WechatService(Chat):
    """微信客服, where the platform says only that something was said."""

    def connect(self) -> None:
        self.world.accounts.add(replace(WECOM_KF.account, shop=SHOP))
        self.world.http.answer = self._answer

    def writes(self, text: str) -> Complaint:
        return self._said({"content": text})

    def taps(self, word: str) -> Complaint:
        return self._said({"content": word, "menu_id": str(1 + self.buttons().index(word))})

    def buttons(self) -> list[str]:
        return [item["click"]["content"] for item in self.question()["msgmenu"]["list"]]

    def _said(self, text: Mapping[str, str]) -> Complaint:
        self.calls += 1
        self.told = {
            "msgid": f"k{self.calls}",
            "open_kfid": OPEN_KFID,
            "external_userid": "wmLin",
            "send_time": int(self.world.clock.seconds()),
            "origin": 3,
            "msgtype": "text",
            "text": text,
        }
        body = wecom_request(kf_notice(), WECOM_KF.account).body
        return self.world.complaint(self.world.process(self.world.delivery("wecom_kf", "corp", body)).complaint)

    def _answer(self, _method: str, url: str) -> HttpAnswer:
        if "sync_msg" not in url:
            return FINE
        page = {"errcode": 0, "next_cursor": f"c{self.calls}", "has_more": 0, "msg_list": [self.told]}
        return HttpAnswer(200, json.dumps(page).encode())


class Meta(Chat):
    def connect(self) -> None:
        self.world.accounts.add(replace(META.account, shop=SHOP))

    def processed(self, body: bytes) -> Complaint:
        delivery = self.world.delivery("meta", META.account.account, body)
        return self.world.complaint(self.world.process(delivery).complaint)

    def now(self, *, ticks_per_second: int = 1) -> int:
        self.calls += 1
        return int(self.world.clock.seconds() * ticks_per_second)


class Whatsapp(Meta):
    def writes(self, text: str) -> Complaint:
        return self._said({"type": "text", "text": {"body": text}})

    def taps(self, word: str) -> Complaint:
        [row] = [row for row in self._rows() if row["title"] == word]
        return self._said({"type": "interactive", "interactive": {"type": "list_reply", "list_reply": row}})

    def buttons(self) -> list[str]:
        return [row["title"] for row in self._rows()]

    def _rows(self) -> list[dict[str, str]]:
        [section] = self.question()["interactive"]["action"]["sections"]
        rows: list[dict[str, str]] = section["rows"]
        return rows

    def _said(self, said: Mapping[str, Any]) -> Complaint:
        return self.processed(whatsapp({**said, "timestamp": str(self.now()), "id": f"wamid.{self.calls}"}))


class Messenger(Meta):
    def writes(self, text: str) -> Complaint:
        return self._said({"text": text})

    def taps(self, word: str) -> Complaint:
        return self._said({"text": word, "quick_reply": {"payload": word}})

    def buttons(self) -> list[str]:
        return [reply["title"] for reply in self.question()["message"]["quick_replies"]]

    def _said(self, said: Mapping[str, Any]) -> Complaint:
        at = self.now(ticks_per_second=1000)
        return self.processed(direct({**said, "mid": f"m{self.calls}"}, timestamp=at))


class Line(Chat):
    def connect(self) -> None:
        self.world.accounts.add(replace(LINE.account, shop=SHOP))

    def writes(self, text: str) -> Complaint:
        self.calls += 1
        body = line_event({"type": "text", "text": text}, event_id=f"e{self.calls}")
        delivery = self.world.delivery("line", LINE.account.account, body)
        return self.world.complaint(self.world.process(delivery).complaint)

    def taps(self, word: str) -> Complaint:
        return self.writes(word)

    def buttons(self) -> list[str]:
        items = self.question()["messages"][-1]["quickReply"]["items"]
        return [item["action"]["text"] for item in items]


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
        return [row[0]["callback_data"] for row in self.question()["reply_markup"]["inline_keyboard"]]

    def _updated(self, **update: Any) -> Complaint:
        self.calls += 1
        body = json.dumps({"update_id": self.calls, **update}).encode()
        return self.world.complaint(self.world.process(self.world.delivery("telegram", SHOP, body)).complaint)


PLATFORMS = pytest.mark.parametrize("platform", [WechatService, Wechat, Whatsapp, Messenger, Line, Telegram])


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
    assert link in json.dumps(chat.question()), "the page is still offered"
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


def test_thanks_open_the_window_for_a_survey(world: World) -> None:
    """Messenger takes messages for a day; a day after the resolution is past it, but for who has written since."""
    chat = Messenger(world)
    complaint = chat.writes(QUALITY)
    world.clock.advance(HOUR)
    world.runtime.desk.claim(complaint.id, Action(by=AGENT))
    world.runtime.desk.resolve(complaint.id, Action(by=AGENT), outcome="replaced", text="")
    chat.writes("谢谢")
    world.run_due(after=DAY)
    world.run_due()
    assert len(chat.buttons()) == 5
    assert survey(world.complaint(complaint.id)).delivered_at


def test_a_tap_opens_the_window_anew(world: World) -> None:
    chat = Wechat(world)
    before = asked(chat).reply_to
    after = chat.taps(chat.buttons()[0]).reply_to
    assert before
    assert after
    assert before.open_until
    assert after.open_until == before.open_until + DAY
