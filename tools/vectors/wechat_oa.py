"""``wechat_oa.json``: the address check, pushes in plain and secure mode, and the encrypted envelope."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from chalicelib.channels.base import Request
from chalicelib.channels.wechat_oa.crypto import open_sealed, seal
from chalicelib.channels.wechat_oa.payload import read_fields
from chalicelib.channels.wechat_oa.signature import signature
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .replay import Outcome, Vector, account_of, call, clock, differences, moment_told, refusal


def replay(vector: Vector) -> Sequence[str]:
    play = _KINDS.get(vector["kind"])
    return (f"no replay for the kind {vector['kind']}",) if play is None else play(vector["inputs"], vector["expect"])


def _account(inputs: Vector) -> ChannelAccount:
    secrets = {"token": [inputs.get("token", "")], "encoding_aes_key": [inputs.get("encoding_aes_key", "")]}
    mode = "secure" if "encoding_aes_key" in inputs else "plain"
    settings = {"message_mode": mode, "app_id": inputs.get("receive_id", "")}
    return account_of("wechat_oa", secrets=secrets, settings=settings)


def _call(inputs: Vector, *, method: str) -> Outcome:
    """The vectors carry no clock of their own: the push is now."""
    body = inputs.get("body", "").encode()
    request = Request(method=method, query=inputs["query"], body=body)
    return call(request, _account(inputs), now=moment_told(inputs["query"].get("timestamp")), parse=bool(body))


def _handshake(inputs: Vector, expect: Vector) -> Sequence[str]:
    outcome = _call(inputs, method="GET")
    if not expect["valid"] or outcome.answer is None:
        return refusal(outcome, expect)
    return differences(status=(outcome.answer.status, expect["status"]), body=(outcome.answer.body, expect["body"]))


def _push(inputs: Vector, expect: Vector) -> Sequence[str]:
    outcome = _call(inputs, method="POST")
    if not expect["valid"] or outcome.answer is None:
        return refusal(outcome, expect)
    extracted = _extracted(outcome.messages, expect["extract"]) if "extract" in expect else ()
    return (*differences(ack_body=(outcome.answer.body, expect["ack_body"])), *extracted)


def _secure_push(inputs: Vector, expect: Vector) -> Sequence[str]:
    differing = _push(inputs, expect)
    if not expect["valid"]:
        return differing
    sealed = read_fields(inputs["body"].encode())["Encrypt"]
    opened = open_sealed(sealed, aes_keys=[inputs["encoding_aes_key"]], app_id=inputs["receive_id"])
    return (*differing, *differences(plaintext=(opened.decode(), expect["plaintext"])))


def _sealed_reply(inputs: Vector, expect: Vector) -> Sequence[str]:
    sealed = seal(
        inputs["plaintext"].encode(),
        aes_key=inputs["encoding_aes_key"],
        app_id=inputs["receive_id"],
        random16=inputs["random16"].encode(),
    )
    differing = differences(encrypt=(sealed, expect["encrypt"]))
    if "msg_signature" in expect:
        signed = signature(inputs["token"], inputs["timestamp"], inputs["nonce"], sealed)
        differing += differences(msg_signature=(signed, expect["msg_signature"]))
    return differing


def _extracted(messages: Sequence[Inbound], extract: Mapping[str, Any]) -> Sequence[str]:
    if extract.get("is_complaint") is False:
        return differences(messages=(len(messages), 0))
    if len(messages) != 1:
        return (f"{len(messages)} messages, expected one",)
    message = messages[0]
    media = message.attachments[0].media if message.attachments else None
    return differences(
        sender_id=(message.customer.id, extract["sender_id"]),
        text=(message.text, extract.get("text", message.text)),
        media_id=(media, extract.get("media_id")),
        dedupe_key=(message.external_id, extract["dedupe_key"]),
        occurred_at=(message.sent_at, clock(extract["occurred_at"])),
    )


_KINDS: Final[Mapping[str, Callable[[Vector, Vector], Sequence[str]]]] = {
    "get_handshake": _handshake,
    "post_plain": _push,
    "post_secure": _secure_push,
    "reply_encrypt": _sealed_reply,
}
