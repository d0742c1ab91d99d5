"""X: the check that must not become an oracle, direct messages and posts, OAuth, sending."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.channels.x.oauth import Credentials, signature
from chalicelib.channels.x.sending import weight
from chalicelib.model.errors import SignatureInvalid, Undeliverable, Upstream
from chalicelib.model.message import Inbound
from chalicelib.model.ports import HttpAnswer

from .outgoing import RecordedHttp, effect, outlets
from .specimen import NOW
from .specimens.x import PERSON, X, x_direct, x_post, x_probe, x_request

CHANNEL, ACCOUNT = X.channel, X.account


def only(body: bytes) -> Inbound:
    (said,) = CHANNEL.parse(X.delivery(X.request(body)), ACCOUNT)
    return said


def test_what_the_check_signs_is_no_call() -> None:
    answer = CHANNEL.handshake(x_probe("aGVsbG8"), ACCOUNT, now=NOW)
    assert answer is not None
    forged = x_request(b"aGVsbG8", ACCOUNT)
    assert json.loads(answer.body)["response_token"] == forged.headers["x-twitter-webhooks-signature"]
    with pytest.raises(SignatureInvalid):
        CHANNEL.verify(forged, ACCOUNT, now=NOW)


def test_a_direct_message() -> None:
    media = {"type": "photo", "media_url_https": "https://ton.x.example/1.jpg"}
    said = only(x_direct({"text": "碎了 https://t.co/x", "attachment": {"type": "media", "media": media}}))
    assert (said.customer.id, said.customer.name, said.sent_at) == (PERSON, "Lin (@lin)", NOW)
    assert [(file.media, file.content_type) for file in said.attachments] == [(media["media_url_https"], "image/jpeg")]
    assert said.reply_to is not None
    assert (said.reply_to.recipient, said.reply_to.thread) == (PERSON, {})


def test_a_post_is_a_conversation_apart_from_direct_messages() -> None:
    said = only(x_post())
    assert said.conversation != only(x_direct({"text": "x"})).conversation
    assert said.reply_to is not None
    assert said.reply_to.thread == {"in_reply_to_tweet_id": "1050118621198921728"}
    assert said.notes


def test_a_long_post_is_whole() -> None:
    entities = {"media": [{"type": "video", "media_url_https": "https://x/v"}]}
    said = only(x_post(text="cut…", extended_tweet={"full_text": "all of it", "extended_entities": entities}))
    assert said.text == "all of it"
    assert [file.content_type for file in said.attachments] == ["video/mp4"]


def test_the_platforms_worked_example_of_a_signature() -> None:
    credentials = Credentials(
        consumer_key="xvz1evFS4wEEPTGEFPHBog",
        consumer_secret="kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
        token="370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        token_secret="LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
    )
    parameters = {
        "status": "Hello Ladies + Gentlemen, a signed OAuth request!",
        "include_entities": "true",
        "oauth_consumer_key": credentials.consumer_key,
        "oauth_nonce": "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": "1318622958",
        "oauth_token": credentials.token,
        "oauth_version": "1.0",
    }
    url = "https://api.twitter.com/1/statuses/update.json"
    assert signature("POST", url, parameters, credentials) == "tnnArxj06cWHq44gCs1OSKk/jLY="


def send(http: RecordedHttp, *, text: str = "已受理", later: timedelta = timedelta(), **thread: str) -> str | None:
    owed = effect(ACCOUNT, recipient=PERSON, thread=thread, text=text)
    return CHANNEL.send(owed, ACCOUNT, outlets(http, now=NOW + later)).reference


def test_a_direct_message_is_answered_by_one() -> None:
    http = RecordedHttp([HttpAnswer(201, b'{"data": {"dm_event_id": "77", "dm_conversation_id": "1-2"}}')])
    assert send(http) == "77"
    (call,) = http.sent
    assert call.url == f"https://api.x.com/2/dm_conversations/with/{PERSON}/messages"
    assert json.loads(call.body) == {"text": "已受理"}
    header = call.headers["authorization"]
    assert header.startswith('OAuth oauth_consumer_key="specimen-consumer-key", oauth_nonce="')
    assert f'oauth_timestamp="{int(NOW.timestamp())}"' in header
    for secret in ("5pecimen0consumer0secret", "specimen-token-secret"):
        assert secret not in header


def test_every_call_has_a_nonce_of_its_own() -> None:
    http = RecordedHttp()
    send(http, text="我们已经为您登记。" * 500)
    send(http, later=timedelta(seconds=1))
    assert len({call.headers["authorization"] for call in http.sent}) == len(http.sent) == 3


def test_a_post_is_answered_in_public_by_one_post() -> None:
    http = RecordedHttp([HttpAnswer(201, b'{"data": {"id": "78", "text": "..."}}')])
    assert send(http, in_reply_to_tweet_id="5") == "78"
    (call,) = http.sent
    assert call.url == "https://api.x.com/2/tweets"
    assert json.loads(call.body) == {"text": "已受理", "reply": {"in_reply_to_tweet_id": "5"}}
    send(http, in_reply_to_tweet_id="5", text="长" * 140)
    with pytest.raises(Undeliverable):
        send(http, in_reply_to_tweet_id="5", text="长" * 141)


@pytest.mark.parametrize(("text", "weighs"), [("abc", 3), ("é’", 2), ("破了", 4), ("😡", 2), ("", 0)])
def test_the_weight_of_a_post(text: str, weighs: int) -> None:
    assert weight(text) == weighs


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (400, Undeliverable),
        (403, Undeliverable),
        (404, Undeliverable),
        (401, Upstream),
        (429, Upstream),
        (503, Upstream),
    ],
)
@pytest.mark.parametrize("thread", [{}, {"in_reply_to_tweet_id": "5"}])
def test_what_is_final_and_what_may_pass(status: int, raised: type[Exception], thread: dict[str, Any]) -> None:
    with pytest.raises(raised) as failed:
        send(RecordedHttp([HttpAnswer(status, b'{"title": "no"}')]), **thread)
    assert "specimen-" not in f"{failed.value!r} {vars(failed.value)}"
