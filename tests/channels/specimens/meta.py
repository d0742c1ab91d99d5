"""Messenger, Instagram and WhatsApp. All secrets are invented."""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.signing import hmac_hex
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen, as_json

PAGE: Final = "111222333"
PERSON: Final = "998877"
SECONDS: Final = int(NOW.timestamp())


def entry(subject: str, **fields: Any) -> bytes:
    return as_json({"object": subject, "entry": [{"id": PAGE, "time": SECONDS, **fields}]})


def direct(message: dict[str, Any], *, subject: str = "page", place: str = "messaging", **fields: Any) -> bytes:
    item = {"sender": {"id": PERSON}, "recipient": {"id": PAGE}, "timestamp": SECONDS * 1000, "message": message}
    return entry(subject, **{place: [item | fields]})


def change(subject: str, field: str, value: Any) -> bytes:
    return entry(subject, changes=[{"field": field, "value": value}])


def whatsapp(message: dict[str, Any], **value: Any) -> bytes:
    said = {"from": "8613800000000", "id": "wamid.1", "timestamp": str(SECONDS), **message}
    whole = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
        "contacts": [{"profile": {"name": "小红"}, "wa_id": "8613800000000"}],
        "messages": [said],
    }
    return change("whatsapp_business_account", "messages", whole | value)


def comment(**value: Any) -> dict[str, Any]:
    return {"id": FAR_INTEGER, "from": {"id": "232", "username": "mybuzzname"}, "text": "Never shipped 😡", **value}


def meta_request(body: bytes, account: ChannelAccount) -> Request:
    newest, *_ = account.secret("app_secret")
    return Request(method="POST", headers={"x-hub-signature-256": f"sha256={hmac_hex(newest, body)}"}, body=body)


def meta_probe(token: str, mode: str = "subscribe") -> Request:
    query = {"hub.mode": mode, "hub.challenge": "1158201444", "hub.verify_token": token}
    return Request(method="GET", query=query)


META: Final = Specimen(
    account=ChannelAccount(
        channel="meta",
        account="shop-app",
        shop="demo",
        secrets={
            "app_secret": ("5pecimen0app0secret",),
            "verify_token": ("specimen-verify-token",),
            "access_token": ("specimen-access-token",),
        },
    ),
    examples=(
        Example(body=direct({"mid": "m_AbC", "text": "Where is it?"}), text="Where is it?", external_id="m_AbC"),
        Example(body=direct({"mid": "m_2", "text": "碎了"}, subject="instagram"), text="碎了", external_id="m_2"),
        Example(body=change("instagram", "comments", comment()), text="Never shipped 😡", external_id=str(FAR_INTEGER)),
        Example(
            body=entry("instagram", field="comments", value=comment(id="17")), text="Never shipped 😡", external_id="17"
        ),
        Example(body=whatsapp({"type": "text", "text": {"body": "杯子碎了"}}), text="杯子碎了", external_id="wamid.1"),
        Example(
            body=whatsapp({"type": "hologram", "hologram": {"depth": 3}}),
            text='[hologram]\nhologram: {"depth":3}',
            external_id="wamid.1",
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 10_000,
        as_json({"object": "page", "entry": {}}),
        direct({"text": "no id"}),
        direct({"mid": "m", "text": ["a", "list"]}),
        direct({"mid": "m", "text": "x"}, timestamp="soon"),
        direct({"mid": "m", "attachments": [{}]}),
        whatsapp({"type": "text", "text": "no object"}),
        whatsapp({"type": "text", "text": {"body": "x"}, "from": None}, contacts=[]),
        change("instagram", "comments", comment(id=None)),
    ),
    hook=Hook(
        signed=meta_request,
        tampered=lambda body: body + b" ",
        signature=Place(part="headers", name="x-hub-signature-256"),
        timestamp=None,
        signing_secret=("app_secret", "0ther0app0secret"),
        needed=("app_secret",),
        silent=(
            direct({"mid": "m", "text": "ours", "is_echo": True}),
            direct({"mid": "m", "is_deleted": True}, subject="instagram"),
            entry("page", messaging=[{"sender": {"id": PERSON}, "delivery": {"mids": ["m"], "watermark": 1}}]),
            entry("page", messaging=[{"sender": {"id": PERSON}, "read": {"watermark": 1}}]),
            entry("page", messaging=[{"sender": {"id": PERSON}, "postback": {"mid": "m", "title": "Start"}}]),
            entry("page", messaging=[{"sender": {"id": PERSON}, "never_heard_of": {}}]),
            change("page", "feed", {"item": "comment", "verb": "add", "comment_id": "1", "from": {"id": PAGE}}),
            change("page", "feed", {"item": "like", "verb": "add"}),
            change("instagram", "comments", comment(**{"from": {"id": PAGE}})),
            change("whatsapp_business_account", "message_template_status_update", {"event": "APPROVED"}),
            whatsapp({}, messages=None, statuses=[{"id": "wamid.1", "status": "read"}]),
            whatsapp({"type": "reaction", "reaction": {"emoji": "👍"}}),
            as_json({"object": "never_heard_of", "entry": [{"id": "1"}]}),
        ),
        acknowledgement=Answer(body="EVENT_RECEIVED"),
        probes=(
            Probe(request=meta_probe("specimen-verify-token"), answer=Answer(body="1158201444")),
            Probe(request=meta_probe("another-token"), answer=None),
            Probe(request=meta_probe("specimen-verify-token", mode="unsubscribe"), answer=None),
            Probe(request=Request(method="GET"), answer=None),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
