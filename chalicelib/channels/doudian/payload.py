"""The pushed JSON: ``[{"tag": "200", "msg_id": "…", "data": "<JSON in a string>"}]``, or one such object alone.

Shape and tags after https://github.com/zsmhub/doudian-sdk and https://github.com/minibear2021/doudian
"""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime

from chalicelib.channels.fields import Fields, Line
from chalicelib.channels.pushes import decoded, shaped


class Push(Fields):
    """``data`` stays unread until the tag is known: the probe's is no JSON."""

    tag: str
    msg_id: Line = None
    data: Any = None


class AfterSale(Fields):
    """Amounts are in fen, times in unix seconds. ``p_id`` is the order, ``s_id`` the line of the order."""

    aftersale_id: Line = None
    aftersale_type: int | None = None
    p_id: Line = None
    s_id: Line = None
    shop_id: Line = None
    reason_code: Line = None
    refund_amount: int | None = None
    apply_time: AwareDatetime | None = None
    update_time: AwareDatetime | None = None


def read_pushes(body: bytes) -> tuple[Push, ...]:
    """Raises ``MalformedPayload``."""
    document = decoded(body)
    return tuple(shaped(Push, each) for each in (document if isinstance(document, list) else [document]))


def read_after_sale(push: Push) -> AfterSale:
    """Raises ``MalformedPayload``."""
    return shaped(AfterSale, push.data)
