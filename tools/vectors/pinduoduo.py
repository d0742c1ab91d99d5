"""``pinduoduo.json``: signed calls, the WebSocket's address, a message and its confirmation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from chalicelib.channels.documents import Document
from chalicelib.channels.pinduoduo.api import sign
from chalicelib.channels.pinduoduo.stream import address, confirmation, digest, read_frame

from .replay import Vector, clock, differences


def replay(vector: Vector) -> Sequence[str]:
    play = _KINDS.get(vector["kind"])
    return (f"no replay for the kind {vector['kind']}",) if play is None else play(vector["inputs"], vector["expect"])


def _call(inputs: Vector, expect: Vector) -> Sequence[str]:
    return differences(sign=(sign(inputs["params"], secret=inputs["client_secret"]), expect["sign"]))


def _handshake(inputs: Vector, expect: Vector) -> Sequence[str]:
    return differences(digest=(digest(**inputs), expect["digest"]), url=(address(**inputs), expect["url"]))


def _frame(inputs: Vector, expect: Vector) -> Sequence[str]:
    frame, wanted = Document(inputs["message"]), expect["messages"]
    message, told = read_frame(frame), frame.child("message")
    told_back = confirmation(frame, time_ms=0)
    differing = differences(
        messages=(1 if message else 0, len(wanted)),
        ack=({name: told_back[name] for name in expect["ack"]}, expect["ack"]),
    )
    if message is None or not wanted:
        return differing
    amount = f"{wanted[0]['amount_fen'] / 100:.2f}"
    return differing + differences(
        dedupe_key=(message.external_id, wanted[0]["dedupe_key"]),
        topic=(told.text("type"), wanted[0]["topic"]),
        refund_id=(message.conversation, wanted[0]["refund_id"]),
        order_id=(message.order.number if message.order else None, wanted[0]["order_id"]),
        shop_id=(told.text("mallID"), wanted[0]["shop_id"]),
        amount=(f"退款金额：{amount} 元" in message.text, True),
        occurred_at=(message.sent_at, clock(wanted[0]["occurred_at"])),
    )


_KINDS: Final[Mapping[str, Callable[[Vector, Vector], Sequence[str]]]] = {
    "sign_request": _call,
    "websocket_handshake": _handshake,
    "normalise": _frame,
}
