"""微信客服: fetching messages, their types, and answering."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.wecom_kf.api import WecomApi
from chalicelib.channels.wecom_kf.messages import read_message
from chalicelib.model.errors import ConfigurationError, Undeliverable, Upstream
from chalicelib.model.message import Inbound
from chalicelib.model.ports import HttpAnswer

from .outgoing import RecordedHttp, RememberedTokens, effect, outlets
from .specimen import NOW, as_json
from .specimens.wecom_kf import CORP_ID, OPEN_KFID, WECOM_KF, kf_notice, wecom_request

CHANNEL, ACCOUNT = WECOM_KF.channel, WECOM_KF.account
TOKEN = HttpAnswer(200, b'{"errcode": 0, "access_token": "token/1", "expires_in": 7200}')
DONE = HttpAnswer(200, b'{"errcode": 0}')
CURSOR = f"wecom_kf:cursor:{CORP_ID}:{OPEN_KFID}"


def told(kind: str, content: Any, *, number: str = "kf1", origin: int = 3, **other: Any) -> dict[str, Any]:
    return {
        "msgid": number,
        "open_kfid": OPEN_KFID,
        "external_userid": "wmLin",
        "send_time": 1794427200,
        "origin": origin,
        "msgtype": kind,
        kind: content,
        **other,
    }


def text(content: str, number: str) -> dict[str, Any]:
    return told("text", {"content": content}, number=number)


def page(*messages: Any, cursor: str = "c1", more: int = 0) -> HttpAnswer:
    return HttpAnswer(200, as_json({"errcode": 0, "next_cursor": cursor, "has_more": more, "msg_list": list(messages)}))


def refused(code: int) -> HttpAnswer:
    return HttpAnswer(200, as_json({"errcode": code}))


class Pulling:
    """One account that is told again and again that there is something new."""

    def __init__(self, *answers: HttpAnswer) -> None:
        self.tokens = RememberedTokens()
        self.http = RecordedHttp((TOKEN, *answers))

    def pull(self, *, later: timedelta = timedelta()) -> Sequence[Inbound]:
        return list(self.start(later=later))

    def start(self, *, later: timedelta = timedelta()) -> Any:
        delivery = WECOM_KF.delivery(wecom_request(kf_notice(), ACCOUNT))
        return CHANNEL.pull(delivery, ACCOUNT, outlets(self.http, self.tokens, now=NOW + later))

    @property
    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(call.body) for call in self.http.sent if "sync_msg" in call.url]

    @property
    def cursor(self) -> str:
        return self.tokens.kept.get(CURSOR, ("", NOW))[0]


# --- fetching


def test_a_notice_is_followed_to_the_last_page() -> None:
    pulling = Pulling(
        page(text("师傅没来", "1"), cursor="c1", more=1),
        page(cursor="c2", more=1),
        page(text("我要投诉", "2"), cursor="c3"),
    )
    assert [(one.external_id, one.text) for one in pulling.pull()] == [("1", "师傅没来"), ("2", "我要投诉")]
    fetched, first, *_ = pulling.http.sent
    secret = "specimen%2Fkf+secret"
    assert fetched.url == f"https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid={CORP_ID}&corpsecret={secret}"
    assert first.url == "https://qyapi.weixin.qq.com/cgi-bin/kf/sync_msg?access_token=token%2F1"
    asked = {"open_kfid": OPEN_KFID, "token": "ENCsync", "limit": 1000, "voice_format": 0}
    assert pulling.asked == [asked, asked | {"cursor": "c1"}, asked | {"cursor": "c2"}]
    assert pulling.cursor == "c3"


def test_the_next_notice_goes_on_from_there() -> None:
    pulling = Pulling(page(text("一", "1"), cursor="c1"), page(text("二", "2"), cursor="c2"))
    pulling.pull()
    assert [one.text for one in pulling.pull()] == ["二"]
    assert pulling.asked[1]["cursor"] == "c1"
    assert len([call for call in pulling.http.sent if "gettoken" in call.url]) == 1


def test_the_cursor_is_kept_only_behind_the_recorded_page() -> None:
    pulling = Pulling(page(text("一", "1"), text("二", "2"), cursor="c1", more=1), page(text("三", "3"), cursor="c2"))
    messages = pulling.start()
    kept = [(next(messages).text, pulling.cursor) for _ in range(3)]
    assert kept == [("一", ""), ("二", ""), ("三", "c1")]
    messages.close()
    assert pulling.cursor == "c1"


def test_an_old_cursor_is_let_go_when_the_platform_has_let_go_of_the_messages() -> None:
    pulling = Pulling(page(cursor="c1"), TOKEN, page(cursor="c2"))
    pulling.pull()
    pulling.pull(later=timedelta(days=3))
    assert "cursor" not in pulling.asked[-1]


def test_an_old_notice_fetches_without_its_token() -> None:
    pulling = Pulling(page())
    pulling.pull(later=timedelta(minutes=10))
    assert "token" not in pulling.asked[0]


@pytest.mark.parametrize("cursor", ["", "c1"])
def test_a_cursor_that_goes_nowhere_ends_the_fetch(cursor: str) -> None:
    pulling = Pulling(page(text("一", "1"), cursor=cursor, more=1))
    assert len(pulling.pull()) == (2 if cursor else 1)


@pytest.mark.parametrize(("code", "kept"), [(-1, "c1"), (45009, "c1"), (42001, "c1"), (95000, "")])
def test_a_refused_fetch_is_tried_again(code: int, kept: str) -> None:
    pulling = Pulling(page(cursor="c1"), refused(code))
    pulling.pull()
    with pytest.raises(Upstream):
        pulling.pull()
    assert pulling.cursor == kept


@pytest.mark.parametrize(
    "answer", [HttpAnswer(500, b""), HttpAnswer(200, b"junk"), HttpAnswer(200, b"[]"), refused(40013)]
)
def test_no_access_token_is_tried_again(answer: HttpAnswer) -> None:
    http = RecordedHttp((answer,))
    delivery = WECOM_KF.delivery(wecom_request(kf_notice(), ACCOUNT))
    with pytest.raises(Upstream):
        list(CHANNEL.pull(delivery, ACCOUNT, outlets(http)))


def test_other_callbacks_are_read_as_they_are() -> None:
    delivery = WECOM_KF.delivery_of(WECOM_KF.examples[0])
    (message,) = CHANNEL.pull(delivery, ACCOUNT, outlets())
    assert message.text == "空调师傅没来"
    assert message.reply_to is None


@pytest.mark.parametrize("missing", ["kf_secret", "corp_id"])
def test_what_is_missing_is_said(missing: str) -> None:
    account = WECOM_KF.with_secrets(kf_secret=()) if missing == "kf_secret" else ACCOUNT
    settings = {} if missing == "corp_id" else ACCOUNT.settings
    account = type(account)(channel="wecom_kf", account="a", shop="s", secrets=account.secrets, settings=settings)
    delivery = WECOM_KF.delivery(wecom_request(kf_notice(), ACCOUNT))
    with pytest.raises(ConfigurationError, match=missing):
        list(CHANNEL.pull(delivery, account, outlets()))


# --- message types


def read(message: dict[str, Any]) -> Inbound:
    found = read_message(message, channel="wecom_kf", account="corp")
    assert found is not None
    return found


def test_who_said_it_and_how_to_answer() -> None:
    message = read(text("退款", "1"))
    assert message.customer.id == "wmLin"
    assert message.conversation == f"{OPEN_KFID}:wmLin"
    assert message.sent_at == datetime(2026, 11, 11, 20, 0, tzinfo=UTC)
    assert message.reply_to is not None
    assert (message.reply_to.recipient, message.reply_to.thread) == ("wmLin", {"open_kfid": OPEN_KFID})
    assert message.reply_to.open_until == message.sent_at + timedelta(hours=48)


@pytest.mark.parametrize(
    ("kind", "content", "shown"),
    [
        ("text", {"content": " 退款 ", "menu_id": ""}, "退款"),
        ("text", {}, "[text]"),
        ("text", "not an object", "[text]"),
        ("image", {"media_id": "m"}, "[图片]"),
        ("file", {"media_id": "m"}, "[文件]"),
        (
            "location",
            {"name": "塔", "address": "广州", "latitude": 23.1, "longitude": 113.3},
            "[位置] 塔 广州 (23.1, 113.3)",
        ),
        ("link", {"title": "标题", "desc": "", "url": "https://a.example"}, "[链接]\n标题\nhttps://a.example"),
        ("miniprogram", {"title": "订单", "pagepath": "p?id=1", "appid": "wx"}, "[小程序]\n订单\np?id=1"),
        ("business_card", {"userid": "u"}, "[名片]\nu"),
        ("hologram", {"depth": 2**53 + 1, "of": ["a"]}, '[hologram]\ndepth: 9007199254740993\nof: ["a"]'),
    ],
)
def test_types(kind: str, content: Any, shown: str) -> None:
    assert read(told(kind, content)).text == shown


@pytest.mark.parametrize(
    ("kind", "name", "content_type"),
    [("image", "image.jpg", "image/jpeg"), ("voice", "voice.amr", "audio/amr"), ("file", "file.bin", None)],
)
def test_media(kind: str, name: str, content_type: str | None) -> None:
    (attachment,) = read(told(kind, {"media_id": "m"})).attachments
    assert (attachment.name, attachment.media) == (name, "m")
    assert attachment.content_type == (content_type or "application/octet-stream")


@pytest.mark.parametrize("origin", [4, 5, None])
def test_events_and_colleagues_say_nothing(origin: Any) -> None:
    assert read_message(told("text", {"content": "x"}, origin=origin), channel="wecom_kf", account="a") is None


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(message=st.fixed_dictionaries({}, optional=dict.fromkeys(told("text", {}), ANY)))
def test_no_message_stops_a_page(message: dict[str, Any]) -> None:
    found = read_message(message | {"origin": 3}, channel="wecom_kf", account="a")
    assert found is not None
    assert found.text


def test_what_is_no_message_is_passed_over() -> None:
    assert [one.text for one in Pulling(page("junk", None, text("一", "1"))).pull()] == ["一"]
    assert Pulling(HttpAnswer(200, b'{"errcode":0,"msg_list":null}')).pull() == []


# --- answering


def test_the_secret_is_not_shown() -> None:
    shown = repr(WecomApi(corp_id=CORP_ID, secret="specimen/kf secret", outlets=outlets()))
    assert "specimen/kf" not in shown


def send(http: RecordedHttp, **about: Any) -> None:
    owed = effect(ACCOUNT, recipient="wmLin", thread={"open_kfid": OPEN_KFID}, **about)
    CHANNEL.send(owed, ACCOUNT, outlets(http))


def test_a_reply() -> None:
    http = RecordedHttp((TOKEN, DONE))
    send(http, text="已安排师傅")
    assert http.sent[1].url == "https://qyapi.weixin.qq.com/cgi-bin/kf/send_msg?access_token=token%2F1"
    assert json.loads(http.sent[1].body) == {
        "touser": "wmLin",
        "open_kfid": OPEN_KFID,
        "msgtype": "text",
        "text": {"content": "已安排师傅"},
    }


def test_a_long_reply_is_cut_and_a_very_long_one_refused() -> None:
    http = RecordedHttp((TOKEN, DONE))
    send(http, text="好" * 1000)
    assert len(http.sent) == 3
    with pytest.raises(Undeliverable):
        send(http, text="好" * 5000)
    assert len(http.sent) == 3


def test_the_window_closes_after_48_hours() -> None:
    http = RecordedHttp((TOKEN, DONE))
    send(http, open_until=NOW)
    with pytest.raises(Undeliverable, match="is over"):
        send(http, open_until=NOW - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("code", "raised"), [(95018, Undeliverable), (45009, Upstream), (-1, Upstream), (99999, Upstream)]
)
def test_error_codes(code: int, raised: type[Exception]) -> None:
    with pytest.raises(raised):
        send(RecordedHttp((TOKEN, refused(code))))


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_refused_token_is_forgotten(code: int) -> None:
    http, tokens = RecordedHttp((TOKEN, refused(code), TOKEN, DONE)), RememberedTokens()
    owed = effect(ACCOUNT, recipient="wmLin", thread={"open_kfid": OPEN_KFID})
    with pytest.raises(Upstream):
        CHANNEL.send(owed, ACCOUNT, outlets(http, tokens))
    CHANNEL.send(owed, ACCOUNT, outlets(http, tokens))
    assert len(http.sent) == 4


def test_a_file_is_fetched_by_its_name() -> None:
    http = RecordedHttp((TOKEN, HttpAnswer(200, b"\xff\xd8 a picture")))
    assert CHANNEL.fetch("media/1", ACCOUNT, outlets(http)) == b"\xff\xd8 a picture"
    assert http.sent[-1].url.startswith("https://qyapi.weixin.qq.com/cgi-bin/media/get?access_token=")
    assert http.sent[-1].url.endswith("&media_id=media%2F1")
