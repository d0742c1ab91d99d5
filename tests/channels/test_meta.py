"""Messenger, Instagram, WhatsApp: kinds of message, ways back and their windows, sending, refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.channels.base import Answer
from chalicelib.model.effect import EffectKind
from chalicelib.model.errors import Undeliverable, Upstream
from chalicelib.model.message import Inbound
from chalicelib.model.ports import HttpAnswer

from .outgoing import RecordedHttp, effect, outlets
from .specimen import NOW, as_json
from .specimens.meta import META, PAGE, PERSON, SECONDS, change, comment, direct, entry, whatsapp

CHANNEL, ACCOUNT = META.channel, META.account
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def parsed(body: bytes) -> tuple[Inbound, ...]:
    return CHANNEL.parse(META.delivery(META.request(body)), ACCOUNT)


def only(body: bytes) -> Inbound:
    (said,) = parsed(body)
    return said


def test_a_refusal_is_403() -> None:
    assert CHANNEL.reject() == Answer(status=403)


# --- Messenger and Instagram


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"text": "看", "attachments": [{"type": "image", "payload": {"url": "https://x"}}]}, "看\n[image]"),
        (
            {"attachments": [{"type": "location", "payload": {"coordinates": {"lat": 1.5, "long": 2}}}]},
            "[location] (1.5, 2)",
        ),
        ({"attachments": [{"type": "fallback", "title": "Shop", "url": "https://x"}]}, "[fallback] Shop https://x"),
        ({"attachments": [{"type": "story_mention", "payload": {"url": "https://x"}}]}, "[story_mention] https://x"),
        ({"is_unsupported": True}, "[message]\nis_unsupported: true"),
    ],
)
def test_kinds_of_direct_message(message: dict[str, Any], text: str) -> None:
    assert only(direct({"mid": "m", **message})).text == text


def test_a_file_is_an_attachment_by_its_address() -> None:
    said = only(direct({"mid": "m", "attachments": [{"type": "video", "payload": {"url": "https://x/v"}}]}))
    assert [(file.media, file.content_type) for file in said.attachments] == [("https://x/v", "video/mp4")]


@pytest.mark.parametrize(("subject", "product"), [("page", "messenger"), ("instagram", "instagram")])
def test_a_direct_message_can_be_answered_for_a_day(subject: str, product: str) -> None:
    said = only(direct({"mid": "m", "text": "x"}, subject=subject))
    assert (said.customer.id, said.conversation, said.sent_at) == (PERSON, f"{PAGE}:{PERSON}", NOW)
    assert said.reply_to is not None
    assert (said.reply_to.recipient, said.reply_to.open_until) == (PERSON, NOW + DAY)
    assert said.reply_to.thread == {"product": product, "sender": PAGE}


def test_what_another_app_answers_has_no_way_back() -> None:
    said = only(direct({"mid": "m", "text": "x"}, place="standby"))
    assert said.reply_to is None
    assert said.notes


def test_several_entries_and_items_are_several_messages() -> None:
    one, other = (json.loads(direct({"mid": mid, "text": mid})) for mid in ("a", "b"))
    one["entry"][0]["messaging"] *= 2
    body = as_json({"object": "page", "entry": one["entry"] + other["entry"]})
    assert [said.text for said in parsed(body)] == ["a", "a", "b"]


# --- comments


def test_a_comment_on_instagram_can_be_answered_privately_for_a_week() -> None:
    said = only(change("instagram", "comments", comment(id="17")))
    assert (said.customer.id, said.customer.name, said.sent_at) == ("232", "mybuzzname", NOW)
    assert said.reply_to is not None
    assert said.reply_to.thread == {"product": "instagram", "sender": PAGE, "comment_id": "17"}
    assert said.reply_to.open_until == NOW + WEEK


def test_a_comment_on_a_page() -> None:
    author = {"id": PERSON, "name": "Lin"}
    value = {"item": "comment", "verb": "add", "comment_id": "1_2", "message": "破了", "from": author}
    said = only(change("page", "feed", value | {"created_time": SECONDS - 9}))
    assert (said.text, said.customer.name, said.external_id) == ("破了", "Lin", "1_2")
    assert said.sent_at == NOW - timedelta(seconds=9)
    assert said.reply_to is not None
    assert said.reply_to.thread["comment_id"] == "1_2"
    assert only(change("page", "feed", value | {"message": "", "photo": "https://x"})).text == "[comment] https://x"
    assert only(change("page", "feed", value)).sent_at == NOW


def test_a_mention_says_where() -> None:
    said = only(change("instagram", "mentions", {"media_id": "5", "comment_id": "6"}))
    assert (said.external_id, said.reply_to, said.conversation) == ("6", None, None)
    assert "media_id: 5" in said.text


def test_the_time_of_an_entry_may_be_in_milliseconds() -> None:
    body = entry("instagram", time=SECONDS * 1000, changes=[{"field": "comments", "value": comment()}])
    assert only(body).sent_at == NOW


# --- WhatsApp


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"type": "button", "button": {"text": "Yes"}}, "Yes"),
        ({"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"title": "Refund"}}}, "Refund"),
        ({"type": "interactive", "interactive": {"type": "nfm"}}, "[interactive]\ntype: nfm"),
        ({"type": "image", "image": {"id": "9", "mime_type": "image/jpeg", "caption": "碎了"}}, "[image] 碎了"),
        ({"type": "document", "document": {"id": "9", "filename": "a.pdf"}}, "[document] a.pdf"),
        (
            {"type": "location", "location": {"latitude": 1.5, "longitude": 2, "name": "Shop"}},
            "[location] Shop (1.5, 2)",
        ),
        ({"type": "unsupported", "errors": [{"code": 131051}]}, '[unsupported]\nerrors: [{"code":131051}]'),
    ],
)
def test_kinds_of_whatsapp_message(message: dict[str, Any], text: str) -> None:
    assert only(whatsapp(message)).text == text


def test_a_person_is_a_number_with_a_name() -> None:
    said = only(whatsapp({"type": "text", "text": {"body": "x"}}))
    assert (said.customer.id, said.customer.name, said.customer.phone) == ("8613800000000", "小红", "13800000000")
    assert said.conversation is not None
    assert "138" not in said.conversation
    assert said.reply_to is not None
    assert (said.reply_to.recipient, said.reply_to.open_until) == ("8613800000000", NOW + DAY)
    assert said.reply_to.thread == {"product": "whatsapp", "sender": "106540352242922", "message_id": "wamid.1"}


def test_a_person_without_a_number_is_known_and_has_no_way_back() -> None:
    hidden = {"type": "text", "text": {"body": "x"}, "from": None, "from_user_id": "US.1349"}
    said = only(whatsapp(hidden, contacts=[{"profile": {"name": "Lin"}, "user_id": "US.1349"}]))
    assert (said.customer.id, said.customer.name, said.reply_to) == ("US.1349", "Lin", None)


def test_media_are_attachments_by_their_id() -> None:
    voice = {"type": "audio", "audio": {"id": "9", "mime_type": "audio/ogg; codecs=opus", "voice": True}}
    (file,) = only(whatsapp(voice)).attachments
    assert (file.name, file.content_type, file.media) == ("audio.ogg", "audio/ogg", "9")


def test_a_forwarded_message_says_so() -> None:
    said = only(whatsapp({"type": "text", "text": {"body": "x"}, "context": {"forwarded": True}}))
    assert said.notes == ("forwarded by the customer",)


# --- sending


def send(
    http: RecordedHttp, *, settings: Mapping[str, str] | None = None, text: str = "已受理", **thread: str
) -> str | None:
    account = replace(ACCOUNT, settings=settings or {})
    owed = effect(account, recipient=PERSON, thread={"sender": PAGE, **thread}, text=text)
    return CHANNEL.send(owed, account, outlets(http)).reference


@pytest.mark.parametrize(
    ("thread", "settings", "url", "document"),
    [
        (
            {"product": "messenger"},
            {},
            f"https://graph.facebook.com/v23.0/{PAGE}/messages",
            {"recipient": {"id": PERSON}, "messaging_type": "RESPONSE", "message": {"text": "已受理"}},
        ),
        (
            {"product": "instagram"},
            {"graph_version": "v99.0"},
            "https://graph.facebook.com/v99.0/me/messages",
            {"recipient": {"id": PERSON}, "message": {"text": "已受理"}},
        ),
        (
            {"product": "instagram", "comment_id": "17"},
            {"instagram_login": "yes"},
            f"https://graph.instagram.com/v23.0/{PAGE}/messages",
            {"recipient": {"comment_id": "17"}, "message": {"text": "已受理"}},
        ),
        (
            {"product": "whatsapp", "message_id": "wamid.1"},
            {},
            f"https://graph.facebook.com/v23.0/{PAGE}/messages",
            {
                "messaging_product": "whatsapp",
                "to": PERSON,
                "type": "text",
                "text": {"body": "已受理"},
                "context": {"message_id": "wamid.1"},
            },
        ),
    ],
)
def test_each_product_has_its_own_call(
    thread: dict[str, str], settings: dict[str, str], url: str, document: dict[str, Any]
) -> None:
    answer = {"recipient_id": PERSON, "message_id": "m_9", "messages": [{"id": "m_9"}]}
    http = RecordedHttp([HttpAnswer(200, as_json(answer))])
    assert send(http, settings=settings, **thread) == "m_9"
    (call,) = http.sent
    assert (call.url, json.loads(call.body)) == (url, document)
    assert call.headers["authorization"] == "Bearer specimen-access-token"


@pytest.mark.parametrize(("product", "calls"), [("messenger", 1), ("instagram", 2), ("whatsapp", 1)])
def test_a_long_text_goes_out_in_parts(product: str, calls: int) -> None:
    http = RecordedHttp()
    send(http, product=product, text="我们已经为您登记。" * 50)
    assert len(http.sent) == calls
    with pytest.raises(Undeliverable):
        send(RecordedHttp(), product=product, text="长" * 9000)


def test_a_comment_is_answered_once_or_not_at_all() -> None:
    http = RecordedHttp()
    with pytest.raises(Undeliverable):
        send(http, product="instagram", comment_id="17", text="我们已经为您登记。" * 50)
    assert http.sent == []


def test_a_closed_window_is_not_tried() -> None:
    http = RecordedHttp()
    late = effect(ACCOUNT, thread={"product": "whatsapp", "sender": "1"}, open_until=NOW - timedelta(seconds=1))
    with pytest.raises(Undeliverable):
        CHANNEL.send(late, ACCOUNT, outlets(http))
    assert http.sent == []


def test_an_address_of_no_product_is_not_tried() -> None:
    with pytest.raises(Undeliverable):
        send(RecordedHttp(), product="telegraph")


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        ({"code": 10, "error_subcode": 2018278}, Undeliverable),
        ({"code": 10}, Upstream),
        ({"code": 100, "error_subcode": 2018001}, Undeliverable),
        ({"code": 551}, Undeliverable),
        ({"code": 131047}, Undeliverable),
        ({"code": 131026}, Undeliverable),
        ({"code": 130429}, Upstream),
        ({"code": 613}, Upstream),
        ({"code": 190}, Upstream),
        ({"code": 2}, Upstream),
        ({"code": 99999}, Upstream),
        ({"code": "100"}, Upstream),
        (None, Upstream),
        ("text", Upstream),
    ],
)
def test_what_is_final_and_what_may_pass(error: object, raised: type[Exception]) -> None:
    with pytest.raises(raised) as failed:
        send(RecordedHttp([HttpAnswer(400, as_json({"error": error}))]), product="messenger")
    assert "specimen-access-token" not in f"{failed.value!r} {vars(failed.value)}"


def test_whatsapp_takes_an_approved_template_at_any_time() -> None:
    settings = {"template_name": "answer_ready", "template_language": "en", "template_parameters": '["{number}"]'}
    account = replace(ACCOUNT, settings={**ACCOUNT.settings, **settings})
    late = effect(
        account,
        recipient="8613800000000",
        thread={"product": "whatsapp", "sender": "106"},
        open_until=NOW - timedelta(days=9),
    ).model_copy(update={"link": "https://huiyin.example/status/t"})
    http = RecordedHttp([HttpAnswer(200, as_json({"messages": [{"id": "wamid.1"}]}))])
    assert CHANNEL.has_template(late, account)
    assert CHANNEL.send_template(late, account, outlets(http)).reference == "wamid.1"
    (call,) = http.sent
    assert call.url == "https://graph.facebook.com/v23.0/106/messages"
    assert json.loads(call.body) == {
        "messaging_product": "whatsapp",
        "to": "8613800000000",
        "type": "template",
        "template": {
            "name": "answer_ready",
            "language": {"code": "en"},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": "c1"}]}],
        },
    }


@pytest.mark.parametrize("product", ["messenger", "instagram", "whatsapp"])
def test_only_whatsapp_has_templates_and_only_when_one_is_named(product: str) -> None:
    owed = effect(ACCOUNT, thread={"product": product, "sender": "1"})
    survey = owed.model_copy(update={"kind": EffectKind.SURVEY})
    named = replace(ACCOUNT, settings={"template_name": "answer_ready"})
    assert not CHANNEL.has_template(owed, ACCOUNT)
    assert CHANNEL.has_template(owed, named) == (product == "whatsapp")
    assert not CHANNEL.has_template(survey, named)
    asking = replace(ACCOUNT, settings={"survey_template_name": "how_was_it"})
    assert CHANNEL.has_template(survey, asking) == (product == "whatsapp")


def test_whatsapp_asks_by_a_template_of_its_own() -> None:
    settings = {
        "template_name": "answer_ready",
        "survey_template_name": "how_was_it",
        "survey_template_parameters": '["{token}"]',
    }
    account = replace(ACCOUNT, settings=settings)
    survey = effect(account, recipient="861", thread={"product": "whatsapp", "sender": "106"}).model_copy(
        update={"link": "https://huiyin.example/survey/t", "kind": EffectKind.SURVEY}
    )
    http = RecordedHttp([HttpAnswer(200, as_json({"messages": [{"id": "wamid.1"}]}))])
    CHANNEL.send_template(survey, account, outlets(http))
    [call] = http.sent
    assert json.loads(call.body)["template"] == {
        "name": "how_was_it",
        "language": {"code": "zh_CN"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": "t"}]}],
    }
