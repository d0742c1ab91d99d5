"""``taobao_top.json``: signed calls both ways, a page of messages, and the handshake of the WebSocket."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from chalicelib.channels.base import Request
from chalicelib.channels.documents import Document
from chalicelib.channels.open_platforms import china_moment
from chalicelib.channels.taobao import spi
from chalicelib.channels.taobao.api import messages_of, sign
from chalicelib.channels.taobao.messages import read_message
from chalicelib.channels.taobao.stream import handshake_sign
from chalicelib.model.errors import SignatureInvalid
from chalicelib.model.message import Inbound

from .replay import Vector, clock, differences, lowered


def replay(vector: Vector) -> Sequence[str]:
    play = _KINDS.get(vector["kind"])
    return (f"no replay for the kind {vector['kind']}",) if play is None else play(vector["inputs"], vector["expect"])


def _call(inputs: Vector, expect: Vector) -> Sequence[str]:
    return differences(sign=(sign(inputs["params"], secret=inputs["app_secret"]), expect["sign"]))


def _handshake(inputs: Vector, expect: Vector) -> Sequence[str]:
    return differences(sign=(handshake_sign(inputs["params"], secret=inputs["app_secret"]), expect["sign"]))


def _page(inputs: Vector, expect: Vector) -> Sequence[str]:
    told = messages_of(Document(inputs["response"]).child("tmc_messages_consume_response"))
    messages = [message for one in told if (message := read_message(one))]
    differing = differences(
        confirm_ids=([one.text("id") for one in told], expect["confirm_ids"]),
        messages=(len(messages), len(expect["messages"])),
    )
    for message, wanted in zip(messages, expect["messages"], strict=False):
        differing += _message(message, wanted)
    return differing


def _message(message: Inbound, wanted: Mapping[str, Any]) -> tuple[str, ...]:
    return differences(
        dedupe_key=(message.external_id, wanted["dedupe_key"]),
        refund_id=(message.conversation, wanted["refund_id"]),
        order_id=(message.order.number if message.order else None, wanted["order_id"]),
        amount=(f"退款金额：{wanted['amount']} 元" in message.text, True),
        sender_id=(message.customer.id, wanted["sender_id"]),
        occurred_at=(message.sent_at, clock(wanted["occurred_at"])),
    )


def _spi(inputs: Vector, expect: Vector) -> Sequence[str]:
    body = urlencode(inputs["form"]) if "form" in inputs else inputs["body"]
    request = Request(method="POST", headers=lowered(inputs["headers"]), query=inputs["query"], body=body.encode())
    told = inputs["query"].get("timestamp", "")
    now = clock(inputs["now"]) if "now" in inputs else china_moment(told) or clock(0)
    try:
        spi.verify(request, secrets=(inputs["app_secret"],), now=now)
    except SignatureInvalid:
        return differences(valid=(False, expect["valid"]))
    return differences(valid=(True, expect["valid"]))


_KINDS: Final[Mapping[str, Callable[[Vector, Vector], Sequence[str]]]] = {
    "sign_request": _call,
    "normalise": _page,
    "spi_inbound": _spi,
    "websocket_handshake": _handshake,
}
