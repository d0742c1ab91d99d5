"""微信公众号: sending replies, and cutting long ones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.splitting import split
from chalicelib.model.effect import EffectKind
from chalicelib.model.errors import ConfigurationError, Undeliverable, Upstream
from chalicelib.model.ports import ChannelAccount, HttpAnswer

from .outgoing import RecordedHttp, RememberedTokens, effect, outlets
from .specimen import NOW
from .specimens.wechat_oa import APP_ID, OPENID, WECHAT_OA

CHANNEL, ACCOUNT = WECHAT_OA.channel, WECHAT_OA.account

TOKEN = HttpAnswer(200, b'{"access_token": "token/1", "expires_in": 7200}')
DONE = HttpAnswer(200, b'{"errcode": 0, "errmsg": "ok"}')


def refused(code: int) -> HttpAnswer:
    return HttpAnswer(200, json.dumps({"errcode": code, "errmsg": "no"}).encode())


def send(http: RecordedHttp, tokens: RememberedTokens | None = None, *, text: str = "已受理") -> None:
    CHANNEL.send(effect(ACCOUNT, recipient=OPENID, text=text), ACCOUNT, outlets(http, tokens))


def test_a_reply_fetches_a_token_once_and_says_it_in_chinese() -> None:
    http, tokens = RecordedHttp([TOKEN, DONE]), RememberedTokens()
    send(http, tokens)
    send(http, tokens)
    fetched, *messages = http.sent
    assert fetched.url == "https://api.weixin.qq.com/cgi-bin/stable_token"
    assert json.loads(fetched.body) == {
        "grant_type": "client_credential",
        "appid": APP_ID,
        "secret": "specimen-app-secret",
    }
    assert [call.url for call in messages] == [
        "https://api.weixin.qq.com/cgi-bin/message/custom/send?access_token=token%2F1"
    ] * 2
    assert "已受理" in messages[0].body.decode()
    assert json.loads(messages[0].body) == {"touser": OPENID, "msgtype": "text", "text": {"content": "已受理"}}


def test_a_token_is_fetched_anew_before_it_expires() -> None:
    http, tokens = RecordedHttp([TOKEN, DONE, TOKEN, DONE]), RememberedTokens()
    for later in (timedelta(), timedelta(seconds=6900)):
        CHANNEL.send(effect(ACCOUNT, recipient=OPENID), ACCOUNT, outlets(http, tokens, now=NOW + later))
    assert [call.url.endswith("stable_token") for call in http.sent] == [True, False, True, False]


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_refused_token_is_forgotten(code: int) -> None:
    http, tokens = RecordedHttp([TOKEN, refused(code), TOKEN, DONE]), RememberedTokens()
    with pytest.raises(Upstream):
        send(http, tokens)
    send(http, tokens)
    assert len(http.sent) == 4


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        (45015, Undeliverable),
        (43004, Undeliverable),
        (40003, Undeliverable),
        (45009, Upstream),
        (45047, Undeliverable),
        (-1, Upstream),
        (99999, Upstream),
    ],
)
def test_error_codes(code: int, raised: type[Exception]) -> None:
    with pytest.raises(raised):
        send(RecordedHttp([TOKEN, refused(code)]))


@pytest.mark.parametrize(
    "answers",
    [
        [refused(40164)],
        [HttpAnswer(502, b"<html>")],
        [HttpAnswer(200, b"<html>")],
        [HttpAnswer(200, b"[]")],
        [TOKEN, HttpAnswer(200, b"")],
        [TOKEN, refused(40001)],
    ],
)
def test_failures_that_may_pass_tell_no_secret(answers: list[HttpAnswer]) -> None:
    with pytest.raises(Upstream) as raised:
        send(RecordedHttp(answers))
    told = f"{raised.value!r} {raised.value.facts}"
    assert "specimen-app-secret" not in told
    assert "token/1" not in told


def test_a_closed_window_is_not_tried() -> None:
    http = RecordedHttp([TOKEN, DONE])
    late = effect(ACCOUNT, recipient=OPENID, open_until=NOW - timedelta(seconds=1))
    with pytest.raises(Undeliverable):
        CHANNEL.send(late, ACCOUNT, outlets(http))
    assert http.sent == []


def test_a_long_text_goes_out_in_parts_up_to_five() -> None:
    http = RecordedHttp([TOKEN, DONE])
    send(http, text="我们已经为您登记。" * 100)
    assert len(http.sent) == 3
    with pytest.raises(Undeliverable):
        send(RecordedHttp([TOKEN, DONE]), text="长" * 5000)


# --- cutting


@given(st.text(max_size=400), st.integers(16, 200))
def test_cutting_loses_nothing_but_space(text: str, limit: int) -> None:
    parts = split(text, limit=limit)
    assert all(len(part.encode()) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("一二三。四五六七八", ("一二三。", "四五六七八")),
        ("one two three four", ("one two three", "four")),
        ("甲乙\n丙。丁戊己庚", ("甲乙", "丙。丁戊己", "庚")),
        ("short", ("short",)),
        ("  ", ()),
    ],
)
def test_it_cuts_where_a_reader_would_pause(text: str, parts: tuple[str, ...]) -> None:
    assert split(text, limit=15) == parts


def test_a_sign_of_several_characters_is_not_torn() -> None:
    family = "👨‍👩‍👧"
    assert split("x" * 10 + family, limit=20) == ("x" * 10, family)


# --- notices


def with_settings(**settings: str) -> ChannelAccount:
    return replace(ACCOUNT, settings={**ACCOUNT.settings, **settings})


NOTICE = {"template_id": "T-1", "template_parameters": '{"thing1": "投诉 {number}", "character_string2": "{token}"}'}
LINK = "https://huiyin.example/status/c2hvcA.dGFn"
DATA = {"thing1": {"value": "投诉 c1"}, "character_string2": {"value": "c2hvcA.dGFn"}}


@pytest.mark.parametrize(
    ("settings", "path", "opens"),
    [
        (NOTICE, "message/template/send", {"url": LINK}),
        ({**NOTICE, "template_kind": "subscription"}, "message/subscribe/bizsend", {"page": LINK}),
    ],
    ids=["template message", "subscription"],
)
def test_after_the_window_a_notice_leads_to_the_answer(
    settings: dict[str, str], path: str, opens: dict[str, str]
) -> None:
    http, account = RecordedHttp([TOKEN, DONE]), with_settings(**settings)
    late = effect(account, recipient=OPENID, open_until=NOW - timedelta(days=1)).model_copy(update={"link": LINK})
    assert CHANNEL.has_template(late, account)
    assert CHANNEL.send_template(late, account, outlets(http)).messages == 0
    _, notice = http.sent
    assert notice.url == f"https://api.weixin.qq.com/cgi-bin/{path}?access_token=token%2F1"
    assert json.loads(notice.body) == {"touser": OPENID, "template_id": "T-1", "data": DATA, **opens}


@pytest.mark.parametrize("code", [43004, 43101, 40037, 47003])
def test_a_notice_refused_for_good(code: int) -> None:
    account = with_settings(**NOTICE)
    owed = effect(account, recipient=OPENID).model_copy(update={"link": LINK})
    with pytest.raises(Undeliverable):
        CHANNEL.send_template(owed, account, outlets(RecordedHttp([TOKEN, refused(code)])))


@pytest.mark.parametrize("kind", [EffectKind.SURVEY, EffectKind.SURVEY_REMINDER])
def test_a_survey_has_a_notice_of_its_own_or_none(kind: EffectKind) -> None:
    own = {
        "survey_template_id": "T-2",
        "survey_template_parameters": '{"thing3": "{link}"}',
        "survey_template_kind": "subscription",
    }
    survey = effect(ACCOUNT, recipient=OPENID).model_copy(update={"link": LINK, "kind": kind})
    assert not CHANNEL.has_template(survey, with_settings(**NOTICE))
    assert not CHANNEL.has_template(effect(ACCOUNT), with_settings(**own))
    both, http = with_settings(**NOTICE, **own), RecordedHttp([TOKEN, DONE])
    assert CHANNEL.has_template(survey, both)
    CHANNEL.send_template(survey, both, outlets(http))
    assert "message/subscribe/bizsend" in http.sent[-1].url
    said = json.loads(http.sent[-1].body)
    assert (said["template_id"], said["data"]) == ("T-2", {"thing3": {"value": LINK}})


@pytest.mark.parametrize("written", [{}, {"survey_template_parameters": "{link}"}])
def test_the_notice_of_surveys_that_is_not_laid_out_is_named(written: dict[str, str]) -> None:
    survey = effect(ACCOUNT, recipient=OPENID).model_copy(update={"link": LINK, "kind": EffectKind.SURVEY})
    account = with_settings(**NOTICE, survey_template_id="T-2", **written)
    with pytest.raises(ConfigurationError, match="survey_template_parameters"):
        CHANNEL.send_template(survey, account, outlets())


def test_without_a_template_there_is_no_notice() -> None:
    assert not CHANNEL.has_template(effect(ACCOUNT), ACCOUNT)


def test_no_more_parts_than_the_platform_still_takes() -> None:
    http = RecordedHttp([TOKEN, DONE])
    owed = effect(ACCOUNT, recipient=OPENID, text="我们已经为您登记。" * 100)
    few = owed.model_copy(update={"to": owed.to.model_copy(update={"takes": 1})})
    with pytest.raises(Undeliverable):
        CHANNEL.send(few, ACCOUNT, outlets(http))
    assert http.sent == []
    assert CHANNEL.send(owed, ACCOUNT, outlets(http)).messages == 2


# --- the token


def test_while_one_asks_for_the_token_the_others_come_again() -> None:
    tokens = RememberedTokens()
    assert tokens.claim(f"wechat_oa:{APP_ID}", now=NOW, until=NOW + timedelta(seconds=20))
    http = RecordedHttp([TOKEN, DONE])
    with pytest.raises(Upstream):
        send(http, tokens)
    assert http.sent == []
    CHANNEL.send(effect(ACCOUNT, recipient=OPENID), ACCOUNT, outlets(http, tokens, now=NOW + timedelta(seconds=20)))
    assert len(http.sent) == 2


def test_a_refusal_of_the_token_does_not_keep_the_others_out() -> None:
    tokens = RememberedTokens()
    with pytest.raises(Upstream):
        send(RecordedHttp([refused(40164)]), tokens)
    http = RecordedHttp([TOKEN, DONE])
    send(http, tokens)
    assert len(http.sent) == 2
