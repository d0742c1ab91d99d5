"""Words to tap: what each platform is sent, what comes back of a tap, and that a text goes out without them where a
platform has no room.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from chalicelib.channels.choices import in_bytes, that_fit, under_the_last
from chalicelib.channels.registry import CHANNELS, channel
from chalicelib.channels.wecom_kf.messages import read_message as read_kf_message
from chalicelib.letters import Language, satisfaction
from chalicelib.model.effect import Choices, Effect
from chalicelib.model.errors import Undeliverable
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount, HttpAnswer
from chalicelib.surveys.hearing import heard
from tests.channels.specimens import SPECIMENS

from .outgoing import RecordedHttp, effect, outlets
from .specimen import NOW, as_json
from .specimens.line import LINE, USER, line_event
from .specimens.meta import META, PERSON, direct, whatsapp
from .specimens.telegram import TELEGRAM, telegram_message
from .specimens.wechat_oa import OPENID, WECHAT_OA
from .specimens.wecom_kf import OPEN_KFID, WECOM_KF

ASKED = "您对这次处理满意吗？"
SCORES = satisfaction("zh-Hans")
WORDS = SCORES.words
TWO = Choices(title="选择", words=("解决了", "没解决"))
ROOMY = HttpAnswer(200, b'{"errcode": 0, "access_token": "t", "expires_in": 7200, "ok": true}')


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a message goes, and what the platform is then sent for the five scores."""

    account: ChannelAccount
    shape: Mapping[str, Any]
    recipient: str = "someone"
    thread: Mapping[str, str] = field(default_factory=dict)

    def owed(self, *, text: str = ASKED, choices: Choices | None = SCORES) -> Effect:
        plain = effect(self.account, text=text, recipient=self.recipient, thread=self.thread)
        return plain.model_copy(update={"choices": choices})

    def sent(self, answers: Sequence[HttpAnswer] = (ROOMY,), **about: Any) -> list[dict[str, Any]]:
        """The documents of the messages, without what a token cost."""
        http = RecordedHttp(answers)
        channel(self.account.channel).send(self.owed(**about), self.account, outlets(http))
        return [json.loads(call.body) for call in http.sent if not call.url.partition("?")[0].endswith("token")]


def quick_replies(words: Sequence[str]) -> list[dict[str, str]]:
    return [{"content_type": "text", "title": word, "payload": word} for word in words]


PLACES = {
    "wecom_kf": Place(
        account=WECOM_KF.account,
        recipient="wmLin",
        thread={"open_kfid": OPEN_KFID},
        shape={
            "touser": "wmLin",
            "open_kfid": OPEN_KFID,
            "msgtype": "msgmenu",
            "msgmenu": {
                "head_content": ASKED,
                "list": [
                    {"type": "click", "click": {"id": "1", "content": "很不满意"}},
                    {"type": "click", "click": {"id": "2", "content": "不满意"}},
                    {"type": "click", "click": {"id": "3", "content": "一般"}},
                    {"type": "click", "click": {"id": "4", "content": "满意"}},
                    {"type": "click", "click": {"id": "5", "content": "很满意"}},
                ],
            },
        },
    ),
    "wechat_oa": Place(
        account=WECHAT_OA.account,
        recipient=OPENID,
        shape={
            "touser": OPENID,
            "msgtype": "msgmenu",
            "msgmenu": {
                "head_content": ASKED,
                "list": [{"id": str(place), "content": word} for place, word in enumerate(WORDS, 1)],
            },
        },
    ),
    "whatsapp": Place(
        account=META.account,
        recipient="8613800000000",
        thread={"product": "whatsapp", "sender": "106"},
        shape={
            "messaging_product": "whatsapp",
            "to": "8613800000000",
            "type": "interactive",
            "interactive": {
                "type": "list",
                "body": {"text": ASKED},
                "action": {
                    "button": "请选择",
                    "sections": [{"rows": [{"id": word, "title": word} for word in WORDS]}],
                },
            },
        },
    ),
    "messenger": Place(
        account=META.account,
        recipient=PERSON,
        thread={"product": "messenger", "sender": "111"},
        shape={
            "recipient": {"id": PERSON},
            "messaging_type": "RESPONSE",
            "message": {"text": ASKED, "quick_replies": quick_replies(WORDS)},
        },
    ),
    "instagram": Place(
        account=META.account,
        recipient=PERSON,
        thread={"product": "instagram", "sender": "111"},
        shape={"recipient": {"id": PERSON}, "message": {"text": ASKED, "quick_replies": quick_replies(WORDS)}},
    ),
    "line": Place(
        account=LINE.account,
        recipient=USER,
        shape={
            "to": USER,
            "messages": [
                {
                    "type": "text",
                    "text": ASKED,
                    "quickReply": {
                        "items": [
                            {"type": "action", "action": {"type": "message", "label": word, "text": word}}
                            for word in WORDS
                        ]
                    },
                }
            ],
        },
    ),
    "telegram": Place(
        account=TELEGRAM.account,
        recipient="1111111",
        shape={
            "chat_id": "1111111",
            "text": ASKED,
            "reply_markup": {"inline_keyboard": [[{"text": word, "callback_data": word}] for word in WORDS]},
        },
    ),
}
EACH = pytest.mark.parametrize("place", [pytest.param(place, id=name) for name, place in PLACES.items()])


def test_every_channel_that_says_so_is_looked_at_here() -> None:
    says_so = {name for name in CHANNELS if channel(name).features.choices}
    assert says_so == {place.account.channel for place in PLACES.values()} | {"relay"}


@EACH
def test_the_scores_are_sent_as_the_platform_shows_them(place: Place) -> None:
    assert place.sent() == [place.shape]


@EACH
@pytest.mark.parametrize(
    "choices",
    [
        pytest.param(Choices(title="选择", words=tuple(str(number) for number in range(20))), id="too many"),
        pytest.param(Choices(title="选择", words=("满意", "不" * 50)), id="too long"),
    ],
)
def test_without_room_the_words_go_out_as_ever(place: Place, choices: Choices) -> None:
    assert place.sent(choices=choices) == place.sent(choices=None)


@pytest.mark.parametrize("name", ["whatsapp", "messenger", "instagram", "line", "telegram"])
def test_of_a_long_text_the_last_part_is_tapped(name: str) -> None:
    text = "我们已经为您登记。" * 160
    *before, last = [json.dumps(each, ensure_ascii=False) for each in PLACES[name].sent(text=text)]
    assert not any("很满意" in each for each in before)
    assert "很满意" in last


def test_a_menu_costs_no_second_message() -> None:
    """微信客服 takes 1,024 bytes above a menu, 2,048 as text, and five messages in all."""
    [long] = PLACES["wecom_kf"].sent(text="好" * 342)
    assert long["msgtype"] == "text"
    [short] = PLACES["wecom_kf"].sent(text="好" * 341)
    assert short["msgtype"] == "msgmenu"


@pytest.mark.parametrize("code", [40008, 40200])
def test_an_account_that_may_send_no_menu_says_it_in_words(code: int) -> None:
    refused = HttpAnswer(200, as_json({"errcode": code}))
    [menu, plain] = PLACES["wechat_oa"].sent([ROOMY, refused, ROOMY])
    assert menu["msgtype"] == "msgmenu"
    assert [plain] == PLACES["wechat_oa"].sent(choices=None)


def test_whatever_else_is_refused_is_not_said_twice() -> None:
    with pytest.raises(Undeliverable):
        PLACES["wechat_oa"].sent([ROOMY, HttpAnswer(200, b'{"errcode": 45015}'), ROOMY])


def test_whatsapp_has_buttons_for_up_to_three() -> None:
    [two] = PLACES["whatsapp"].sent(choices=TWO)
    assert two["interactive"] == {
        "type": "button",
        "body": {"text": ASKED},
        "action": {"buttons": [{"type": "reply", "reply": {"id": word, "title": word}} for word in TWO.words]},
    }
    [under_a_long_text] = PLACES["whatsapp"].sent(choices=TWO, text="好" * 1025)
    assert under_a_long_text["interactive"]["type"] == "list"
    [untitled] = PLACES["whatsapp"].sent(choices=SCORES.model_copy(update={"title": "选" * 21}))
    assert untitled["type"] == "text"


@pytest.mark.parametrize(
    ("name", "recipient", "thread"),
    [
        ("line", "C4af4980629", {}),
        ("line", "R4af4980629", {}),
        ("telegram", "-100123", {}),
        ("instagram", "17", {"product": "instagram", "sender": "111", "comment_id": "17"}),
    ],
)
def test_where_anybody_could_tap_or_nobody_can_there_are_words_alone(
    name: str, recipient: str, thread: Mapping[str, str]
) -> None:
    place = replace(PLACES[name], recipient=recipient, thread=thread)
    assert place.sent() == place.sent(choices=None)


def test_a_relay_is_told_and_may_show_them() -> None:
    account = replace(SPECIMENS["relay"].account, settings={"reply_url": "https://relay.example/replies"})
    place = Place(account=account, shape={})
    [told], [untold] = place.sent(), place.sent(choices=None)
    assert told["data"]["choices"] == list(WORDS)
    assert "choices" not in untold["data"]


# --- what a tap says


def kf_tap() -> Inbound | None:
    told = {"msgid": "k1", "open_kfid": OPEN_KFID, "external_userid": "wmLin", "send_time": 1794427200, "origin": 3}
    menu = {"content": "不满意", "menu_id": "2"}
    return read_kf_message(told | {"msgtype": "text", "text": menu}, channel="wecom_kf", account="corp")


def oa_tap() -> Inbound:
    body = (
        f"<xml><ToUserName>gh_1</ToUserName><FromUserName>{OPENID}</FromUserName><CreateTime>1794427200</CreateTime>"
        "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[不满意]]></Content><MsgId>1234567890123456</MsgId>"
        "<bizmsgmenuid>2</bizmsgmenuid></xml>"
    ).encode()
    plain = replace(WECHAT_OA.account, settings={**WECHAT_OA.account.settings, "message_mode": "plain"})
    [said] = WECHAT_OA.channel.parse(
        WECHAT_OA.delivery(WECHAT_OA.request(body)).model_copy(update={"body": body}), plain
    )
    return said


def meta_tap(body: bytes) -> Inbound:
    [said] = META.channel.parse(META.delivery(META.request(body)), META.account)
    return said


def line_tap() -> Inbound:
    [said] = LINE.channel.parse(
        LINE.delivery(LINE.request(line_event({"type": "text", "text": "不满意"}))), LINE.account
    )
    return said


def telegram_query(**fields: Any) -> bytes:
    person = {"id": 1111111, "is_bot": False, "first_name": "Lin"}
    asked = telegram_message(**{"from": {"id": 42, "is_bot": True}, "message_id": 77, "text": ASKED})
    query = {"id": "4382bfdwdsb323b2d9", "from": person, "message": asked, "chat_instance": "9", "data": "不满意"}
    return as_json({"update_id": 10002, "callback_query": query | fields})


def telegram_tap(**fields: Any) -> tuple[Inbound, ...]:
    return TELEGRAM.channel.parse(TELEGRAM.delivery(TELEGRAM.request(telegram_query(**fields))), TELEGRAM.account)


CHOSEN = {"id": "不满意", "title": "不满意"}
TAPS: Mapping[str, Callable[[], Inbound | None]] = {
    "wecom_kf": kf_tap,
    "wechat_oa": oa_tap,
    "whatsapp list": lambda: meta_tap(
        whatsapp({"type": "interactive", "interactive": {"type": "list_reply", "list_reply": CHOSEN}})
    ),
    "whatsapp button": lambda: meta_tap(
        whatsapp({"type": "interactive", "interactive": {"type": "button_reply", "button_reply": CHOSEN}})
    ),
    "whatsapp template": lambda: meta_tap(whatsapp({"type": "button", "button": {"payload": "2", "text": "不满意"}})),
    "messenger": lambda: meta_tap(direct({"mid": "m", "text": "不满意", "quick_reply": {"payload": "不满意"}})),
    "instagram": lambda: meta_tap(
        direct({"mid": "m", "text": "不满意", "quick_reply": {"payload": "不满意"}}, subject="instagram")
    ),
    "line": line_tap,
    "telegram": lambda: telegram_tap()[0],
}


@pytest.mark.parametrize("name", TAPS)
def test_a_tap_is_said_by_who_tapped(name: str) -> None:
    said = TAPS[name]()
    assert said
    answer = heard(said.text)
    assert answer
    assert (answer.score, answer.text) == (2, "")
    assert said.customer.id
    assert said.conversation
    assert said.reply_to


def test_a_tap_on_telegram_is_where_the_question_is() -> None:
    [tapped] = telegram_tap()
    [written] = TELEGRAM.channel.parse(TELEGRAM.delivery_of(TELEGRAM.examples[0]), TELEGRAM.account)
    assert (tapped.conversation, tapped.customer) == (written.conversation, written.customer)
    assert (tapped.external_id, tapped.sent_at) == ("10002", None)
    assert tapped.reply_to
    assert (tapped.reply_to.recipient, tapped.reply_to.thread) == ("1111111", {"message_id": "77"})


@pytest.mark.parametrize("fields", [{"data": None, "game_short_name": "chess"}, {"message": None}, {"data": " "}])
def test_what_was_tapped_elsewhere_says_nothing(fields: dict[str, Any]) -> None:
    assert telegram_tap(**fields) == ()


def test_a_tap_on_telegram_is_answered_with_the_call_itself() -> None:
    answer = TELEGRAM.channel.acknowledge(TELEGRAM.request(telegram_query()), TELEGRAM.account, now=NOW)
    assert json.loads(answer.body) == {
        "method": "answerCallbackQuery",
        "callback_query_id": "4382bfdwdsb323b2d9",
    }
    assert (answer.status, answer.content_type) == (200, "application/json")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", as_json({"callback_query": 1}), telegram_query(id=None)])
def test_no_tap_is_acknowledged_as_ever(body: bytes) -> None:
    assert TELEGRAM.channel.acknowledge(TELEGRAM.request(body), TELEGRAM.account, now=NOW).body == ""


# --- the words


@pytest.mark.parametrize("language", [*Language, "fr"])
def test_each_score_is_heard_from_its_word(language: str) -> None:
    answers = [heard(word) for word in satisfaction(language).words]
    assert [(each.score, each.text) for each in answers if each] == [(score, "") for score in range(1, 6)]


@pytest.mark.parametrize("language", [*Language, "fr"])
def test_the_scores_have_room_everywhere(language: str) -> None:
    scores = satisfaction(language)
    assert that_fit(scores, most=10, longest=20) == scores.words
    assert that_fit(scores, most=5, longest=64, measure=in_bytes) == scores.words
    assert len(scores.title) <= 20


def test_all_or_none() -> None:
    assert that_fit(SCORES, most=4, longest=20) == ()
    assert that_fit(SCORES, most=5, longest=3) == ()
    assert that_fit(SCORES, most=5, longest=11, measure=in_bytes) == ()
    assert that_fit(None, most=5, longest=20) == ()


def test_under_the_last_part_alone() -> None:
    assert list(under_the_last(["a", "b"], TWO)) == [("a", None), ("b", TWO)]
    assert list(under_the_last([], TWO)) == []
