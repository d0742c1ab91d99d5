"""The callback of 微信客服: there are new messages, and with what they can be fetched.

https://developer.work.weixin.qq.com/document/path/94670
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.model.errors import MalformedPayload

_NEW_MESSAGES: Final = "kf_msg_or_event"


@dataclass(frozen=True, slots=True)
class Notice:
    """``token`` lets a fetch pass the platform's strict limit for ten minutes."""

    open_kfid: str
    token: str


def read_notice(fields: Mapping[str, str]) -> Notice | None:
    """``None`` for every other callback. Raises ``MalformedPayload``."""
    if fields.get("Event") != _NEW_MESSAGES:
        return None
    if not (open_kfid := fields.get("OpenKfId", "").strip()):
        raise MalformedPayload("the callback names no OpenKfId", fields=["OpenKfId"])
    return Notice(open_kfid, fields.get("Token", "").strip())
