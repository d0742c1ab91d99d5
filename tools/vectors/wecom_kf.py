"""``wecom_kf.json``: the sealed address check, callbacks, sealed replies, and a page of fetched messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from chalicelib.channels.base import Request
from chalicelib.channels.wechat_oa.crypto import open_sealed, seal
from chalicelib.channels.wechat_oa.payload import read_fields
from chalicelib.channels.wechat_oa.signature import signature
from chalicelib.channels.wecom_kf.messages import read_message
from chalicelib.channels.wecom_kf.notice import read_notice
from chalicelib.channels.wecom_kf.pulling import has_more, messages_of, next_cursor
from chalicelib.model.message import Inbound

from .replay import Outcome, Vector, account_of, call, clock, differences, moment_told, refusal


def replay(vector: Vector) -> Sequence[str]:
    play = _KINDS.get(vector["kind"])
    return (f"no replay for the kind {vector['kind']}",) if play is None else play(vector["inputs"], vector["expect"])


def _call(inputs: Vector, *, method: str) -> Outcome:
    account = account_of(
        "wecom_kf",
        secrets={"token": [inputs["token"]], "encoding_aes_key": [inputs["encoding_aes_key"]]},
        settings={"corp_id": inputs["receive_id"]},
    )
    request = Request(method=method, query=inputs["query"], body=inputs.get("body", "").encode())
    return call(request, account, now=moment_told(inputs["query"].get("timestamp")))


def _handshake(inputs: Vector, expect: Vector) -> Sequence[str]:
    """A probe has no quarantine: whatever is wrong with it, it is refused."""
    outcome = _call(inputs, method="GET")
    if not expect["valid"] or outcome.answer is None:
        return differences(refused=(outcome.refused, None if expect["valid"] else "signature"))
    differing = differences(
        status=(outcome.answer.status, expect["status"]), body=(outcome.answer.body, expect["body"])
    )
    return (*differing, *_sealed_again(inputs, expect, outcome.answer.body, inputs["query"]["echostr"]))


def _push(inputs: Vector, expect: Vector) -> Sequence[str]:
    outcome = _call(inputs, method="POST")
    if not expect["valid"] or outcome.answer is None:
        return refusal(outcome, expect)
    sealed = read_fields(inputs["body"].encode())["Encrypt"]
    opened = open_sealed(sealed, aes_keys=[inputs["encoding_aes_key"]], app_id=inputs["receive_id"])
    return (
        *differences(
            plaintext=(opened.decode(), expect["plaintext"]),
            status=(outcome.answer.status, expect.get("status", 200)),
            ack_body=(outcome.answer.body, expect.get("ack_body", "")),
        ),
        *_sealed_again(inputs, expect, expect["plaintext"], sealed),
        *_extracted(opened, outcome.messages, expect.get("extract", {})),
    )


def _sealed_again(inputs: Vector, expect: Vector, plaintext: str, sealed: str) -> Sequence[str]:
    """The random bytes, the receiver and the padding are right when the same seal comes out."""
    again = seal(
        plaintext.encode(),
        aes_key=inputs["encoding_aes_key"],
        app_id=expect["receive_id"],
        random16=expect["random16"].encode(),
    )
    return differences(sealed_again=(again, sealed))


def _extracted(opened: bytes, messages: Sequence[Inbound], extract: Mapping[str, Any]) -> Sequence[str]:
    notice = read_notice(read_fields(opened))
    if "sync_token" in extract:
        found = (notice.token, notice.open_kfid) if notice else None
        return differences(notice=(found, (extract["sync_token"], extract["open_kfid"])))
    if not extract:
        return ()
    return differences(
        sender_id=([one.customer.id for one in messages], [extract["sender_id"]]),
        text=([one.text for one in messages], [extract["text"]]),
        dedupe_key=([one.external_id for one in messages], [extract["dedupe_key"]]),
    )


def _sealed_reply(inputs: Vector, expect: Vector) -> Sequence[str]:
    sealed = seal(
        inputs["plaintext"].encode(),
        aes_key=inputs["encoding_aes_key"],
        app_id=inputs["receive_id"],
        random16=inputs["random16"].encode(),
    )
    signed = signature(inputs["token"], inputs["timestamp"], inputs["nonce"], sealed)
    return differences(encrypt=(sealed, expect["encrypt"]), msg_signature=(signed, expect["msg_signature"]))


def _page(inputs: Vector, expect: Vector) -> Sequence[str]:
    page = inputs["sync_msg_response"]
    read = (read_message(told, channel="wecom_kf", account="vectors") for told in messages_of(page))
    messages = [message for message in read if message is not None]
    differing = differences(
        next_cursor=(next_cursor(page), expect["next_cursor"]),
        more=(has_more(page), expect["more"]),
        messages=(len(messages), len(expect["messages"])),
    )
    for message, wanted in zip(messages, expect["messages"], strict=False):
        differing += _message(message, wanted)
    return differing


def _message(message: Inbound, wanted: Vector) -> tuple[str, ...]:
    media = message.attachments[0].media if message.attachments else None
    return differences(
        dedupe_key=(message.external_id, wanted["dedupe_key"]),
        sender_id=(message.customer.id, wanted["sender_id"]),
        text=(message.text, wanted.get("text", message.text)),
        media_id=(media, wanted.get("media_id")),
        occurred_at=(message.sent_at, clock(wanted["occurred_at"])),
    )


_KINDS: Final[Mapping[str, Callable[[Vector, Vector], Sequence[str]]]] = {
    "get_handshake_encrypted": _handshake,
    "post_secure": _push,
    "reply_encrypt": _sealed_reply,
    "normalise": _page,
}
