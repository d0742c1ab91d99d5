"""The signed relay: keys, lenient reading, and replies."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.channels.relay import standard_webhooks
from chalicelib.model.errors import ConfigurationError, MalformedPayload, SignatureInvalid, Undeliverable, Upstream
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount, HttpAnswer

from .outgoing import RecordedHttp, effect, outlets
from .specimen import NOW, as_json
from .specimens.relay import RELAY, relay_event, relay_request

SECRET = RELAY.account.secrets["signing"][0]
ANSWERING = replace(RELAY.account, settings={"reply_url": "https://relay.example/replies"})


def parsed(body: bytes, account: ChannelAccount = RELAY.account) -> Inbound:
    (message,) = RELAY.channel.parse(RELAY.delivery(relay_request(body, RELAY.account)), account)
    return message


# --- keys


def verify(keys: list[str], *, signed_with: list[str], body: bytes = b"{}") -> None:
    headers = standard_webhooks.sign(body, identifier="m", now=NOW, keys=signed_with)
    standard_webhooks.verify(headers, body, keys=keys, now=NOW)


def test_any_of_several_signatures_and_any_of_several_keys_will_do() -> None:
    other = "whsec_" + base64.b64encode(b"other" * 6).decode()
    verify([SECRET], signed_with=[other, SECRET])
    verify([other, SECRET], signed_with=[SECRET])


def test_padding_may_be_left_out() -> None:
    verify([SECRET.rstrip("=")], signed_with=[SECRET])


def test_ed25519() -> None:
    private = Ed25519PrivateKey.generate()
    public = "whpk_" + base64.b64encode(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    headers = {standard_webhooks.ID: "m", standard_webhooks.TIMESTAMP: str(int(NOW.timestamp()))}
    content = f"m.{headers[standard_webhooks.TIMESTAMP]}.".encode()
    for body, offered in ((b"body", None), (b"other", SignatureInvalid)):
        signed = base64.b64encode(private.sign(content + body)).decode()
        call = {**headers, standard_webhooks.SIGNATURE: f"v1,AAAA v1a,not-base64 v1a,{signed}"}
        if offered is None:
            standard_webhooks.verify(call, b"body", keys=[SECRET, public], now=NOW)
        else:
            with pytest.raises(offered):
                standard_webhooks.verify(call, b"body", keys=[SECRET, public], now=NOW)


def test_a_call_without_an_id_is_refused_though_signed() -> None:
    headers = standard_webhooks.sign(b"{}", identifier="", now=NOW, keys=[SECRET])
    with pytest.raises(SignatureInvalid):
        standard_webhooks.verify(headers, b"{}", keys=[SECRET], now=NOW)


def test_a_signature_of_one_kind_does_not_count_as_the_other() -> None:
    headers = standard_webhooks.sign(b"{}", identifier="m", now=NOW, keys=[SECRET])
    headers[standard_webhooks.SIGNATURE] = headers[standard_webhooks.SIGNATURE].replace("v1,", "v1a,")
    with pytest.raises(SignatureInvalid):
        standard_webhooks.verify(headers, b"{}", keys=[SECRET], now=NOW)


@pytest.mark.parametrize(
    "key", ["whsec_", "whsec_c2hvcnQ=", "whsec_***", "whsec_密", "whpk_c2hvcnQ=", "whpk_", "plain"]
)
def test_an_unusable_key_closes_the_relay_without_being_told(key: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        verify([key], signed_with=[SECRET])
    assert key.partition("_")[2] not in str(raised.value) or not key.partition("_")[2]


# --- reading


def test_a_relayed_complaint() -> None:
    body = relay_event(
        channel="12315",
        external_id="1110000020260214000123",
        text="安全带扣失灵",
        customer={"id": 42, "name": "林女士", "phone": "+86 138 0000 0000", "email": "lin@example.com"},
        order_id=260206339507978993455,
        platform="pinduoduo",
        attachments=[{"name": "a.jpg", "content_type": "image/jpeg", "url": "https://relay.example/a.jpg"}],
        meta={"deadline": "2026-03-02", "stage": {"number": 2}},
        brand_new_field=True,
    )
    message = parsed(body)
    assert message.channel == "12315"
    assert message.customer.contacts == (("customer", "42"), ("phone", "13800000000"), ("email", "lin@example.com"))
    assert message.order is not None
    assert (message.order.number, message.order.platform) == ("260206339507978993455", "pinduoduo")
    assert message.attachments[0].media == "https://relay.example/a.jpg"
    assert message.notes == ("deadline: 2026-03-02", 'stage: {"number":2}')
    assert message.conversation is not None


def test_a_masked_contact_is_noted_and_not_matched() -> None:
    message = parsed(relay_event(text="x", order_id="1", customer={"phone": "138****0000", "email": "l***@example"}))
    assert message.customer.contacts == ()
    assert message.conversation is None
    assert message.notes == ("phone as relayed: 138****0000", "e-mail as relayed: l***@example")


def test_a_conversation_of_the_relay_comes_first() -> None:
    body = relay_event(text="x", order_id="1", customer={"phone": "13800000000"}, conversation_id=77)
    assert parsed(body).conversation == "77"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-02-14T10:20:30+08:00", datetime(2026, 2, 14, 2, 20, 30, tzinfo=UTC)),
        ("2026-02-14 10:20:30", datetime(2026, 2, 14, 2, 20, 30, tzinfo=UTC)),
        ("2026-02-14T02:20:30Z", datetime(2026, 2, 14, 2, 20, 30, tzinfo=UTC)),
        ("yesterday", NOW),
        (None, NOW),
    ],
)
def test_when_it_was_said(written: str | None, read: datetime) -> None:
    assert parsed(relay_event(text="x", occurred_at=written)).sent_at == read


def test_attachments_alone_are_a_complaint() -> None:
    assert parsed(relay_event(attachments=[{"name": "a.jpg"}])).text == ""


def test_a_refusal_names_fields_and_not_what_they_hold() -> None:
    with pytest.raises(MalformedPayload) as raised:
        parsed(relay_event(text="x", customer={"name": ["hush"]}))
    assert raised.value.facts["fields"] == ["customer.name"]
    assert "hush" not in repr(raised.value)


# --- replies


def test_the_way_back_is_the_relay_then_mail_then_none() -> None:
    body = relay_event(
        channel="12315", external_id="7", conversation_id="k", text="x", customer={"email": "lin@example.com"}
    )
    back = parsed(body, ANSWERING).reply_to
    assert back is not None
    assert (back.channel, back.recipient) == ("relay", "7")
    assert back.thread == {"channel": "12315", "conversation_id": "k"}
    by_mail = parsed(body).reply_to
    assert by_mail is not None
    assert (by_mail.channel, by_mail.account) == ("email", "support")
    assert parsed(body, replace(RELAY.account, settings={})).reply_to is None


def test_a_reply_is_signed_and_named_after_the_effect() -> None:
    http = RecordedHttp()
    owed = effect(ANSWERING, recipient="7", thread={"channel": "12315"}, text="已受理")
    sent = RELAY.channel.send(owed, ANSWERING, outlets(http))
    (call,) = http.sent
    standard_webhooks.verify(call.headers, call.body, keys=[SECRET], now=NOW)
    assert sent.reference == owed.id == call.headers["webhook-id"]
    assert "已受理" in call.body.decode()
    event = json.loads(call.body)
    assert event["type"] == "complaint.reply"
    assert event["data"]["external_id"] == "7"
    assert event["data"]["channel"] == "12315"


def test_our_own_reply_sent_back_to_us_is_no_complaint() -> None:
    http = RecordedHttp()
    RELAY.channel.send(effect(ANSWERING), ANSWERING, outlets(http))
    assert RELAY.channel.parse(RELAY.delivery(relay_request(http.sent[0].body, RELAY.account)), ANSWERING) == ()


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (500, Upstream),
        (429, Upstream),
        (401, Upstream),
        (301, Undeliverable),
        (404, Undeliverable),
        (410, Undeliverable),
    ],
)
def test_what_a_relay_may_answer(status: int, raised: type[Exception]) -> None:
    with pytest.raises(raised):
        RELAY.channel.send(effect(ANSWERING), ANSWERING, outlets(RecordedHttp([HttpAnswer(status, b"")])))


def test_a_relay_without_an_address_cannot_send() -> None:
    with pytest.raises(Undeliverable):
        RELAY.channel.send(effect(RELAY.account), RELAY.account, outlets())


def test_a_relay_that_only_signs_by_public_key_cannot_be_answered() -> None:
    public = "whpk_" + base64.b64encode(bytes(32)).decode()
    account = replace(ANSWERING, secrets={"signing": (public,)})
    with pytest.raises(ConfigurationError):
        RELAY.channel.send(effect(account), account, outlets())


def test_an_event_of_another_type_may_hold_anything() -> None:
    body = as_json({"type": "shop.opened", "data": {"text": {"deep": [1]}}})
    assert RELAY.channel.parse(RELAY.delivery(relay_request(body, RELAY.account)), RELAY.account) == ()
