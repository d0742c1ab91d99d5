"""X. All secrets are invented."""

from __future__ import annotations

import json
from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.signing import hmac_base64
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen, as_json

OWN: Final = "2244994945"
PERSON: Final = "3001969357"
CONSUMER_SECRET: Final = "5pecimen0consumer0secret"


def x_call(**fields: Any) -> bytes:
    return as_json({"for_user_id": OWN, **fields})


def x_direct(data: dict[str, Any], *, sender: str = PERSON, **fields: Any) -> bytes:
    said = {"target": {"recipient_id": OWN}, "sender_id": sender, "message_data": data}
    stamp = str(int(NOW.timestamp() * 1000))
    event = {"type": "message_create", "id": FAR_INTEGER, "created_timestamp": stamp, "message_create": said}
    users = {PERSON: {"id": PERSON, "name": "Lin", "screen_name": "lin"}}
    return x_call(direct_message_events=[event | fields], users=users)


def x_post(*, user: str = PERSON, **fields: Any) -> bytes:
    post = {
        "id_str": "1050118621198921728",
        "timestamp_ms": str(int(NOW.timestamp() * 1000)),
        "text": "@shop never shipped 😡",
        "user": {"id_str": user, "name": "Lin", "screen_name": "lin"},
    }
    return x_call(tweet_create_events=[post | fields], user_has_blocked=False)


def x_request(body: bytes, account: ChannelAccount) -> Request:
    newest, *_ = account.secret("consumer_secret")
    signed = f"sha256={hmac_base64(newest, body)}"
    return Request(method="POST", headers={"x-twitter-webhooks-signature": signed}, body=body)


def x_probe(token: str) -> Request:
    return Request(method="GET", query={"crc_token": token})


def x_proof(token: str) -> Answer:
    proof = {"response_token": f"sha256={hmac_base64(CONSUMER_SECRET, token.encode())}"}
    return Answer(body=json.dumps(proof, separators=(",", ":")), content_type="application/json")


X: Final = Specimen(
    account=ChannelAccount(
        channel="x",
        account="shop",
        shop="demo",
        secrets={
            "consumer_key": ("specimen-consumer-key",),
            "consumer_secret": (CONSUMER_SECRET,),
            "access_token": ("specimen-access-token",),
            "access_token_secret": ("specimen-token-secret",),
        },
    ),
    examples=(
        Example(body=x_direct({"text": "My parcel is lost"}), text="My parcel is lost", external_id=str(FAR_INTEGER)),
        Example(body=x_post(), text="@shop never shipped 😡", external_id="1050118621198921728"),
        Example(
            body=x_direct({"hologram": {"depth": 3}, "entities": {}}),
            text='[message]\nhologram: {"depth":3}',
            external_id=str(FAR_INTEGER),
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 10_000,
        x_call(direct_message_events={}),
        x_direct({"text": ["a", "list"]}),
        x_direct({"text": "x"}, id=None),
        x_direct({"text": "x"}, created_timestamp="soon"),
        x_post(id_str=None),
        x_post(user=""),
    ),
    hook=Hook(
        signed=x_request,
        tampered=lambda body: body + b" ",
        signature=Place(part="headers", name="x-twitter-webhooks-signature"),
        timestamp=None,
        signing_secret=("consumer_secret", "0ther0consumer0secret"),
        needed=("consumer_secret",),
        silent=(
            x_direct({"text": "ours"}, sender=OWN),
            x_post(user=OWN),
            x_post(retweeted_status={"id_str": "1"}),
            x_call(favorite_events=[{"id": "1"}]),
            x_call(direct_message_indicate_typing_events=[{}]),
            as_json({"user_event": {"revoke": {}}}),
            x_call(never_heard_of=[{}]),
        ),
        acknowledgement=Answer(),
        probes=(
            Probe(request=x_probe("MTUxNjQwMzU2MA"), answer=x_proof("MTUxNjQwMzU2MA")),
            Probe(request=x_probe("9b4507b3-9040-4669"), answer=x_proof("9b4507b3-9040-4669")),
            Probe(request=x_probe('{"for_user_id":"1"}'), answer=None),
            Probe(request=x_probe(""), answer=None),
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
