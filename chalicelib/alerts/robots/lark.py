"""飞书 / Lark custom bot: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot

The signature is an HMAC whose key is timestamp and secret, and whose message is empty.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from chalicelib.model.ports import ChannelAccount, HttpAnswer

from .base import SIGNING, Call, Robot

_TOO_FAST: Final = frozenset({11232, 9499})


class Lark(Robot):
    """At most 100 messages a minute and 5 a second; bodies up to 20 KB."""

    name: ClassVar[str] = "lark"
    hosts: ClassVar[frozenset[str]] = frozenset({"open.feishu.cn", "open.larksuite.com"})
    longest: ClassVar[int] = 8_000
    pace: ClassVar[timedelta] = timedelta(seconds=1)

    def call(self, text: str, account: ChannelAccount, *, now: datetime) -> Call:
        secret = account.secret(SIGNING)[0] if account.secrets.get(SIGNING) else None
        return Call(self.url(account), message(text, secret=secret, timestamp=str(int(now.timestamp()))))

    def require_taken(self, answer: HttpAnswer) -> None:
        self.refused(answer, code="code", passing=_TOO_FAST)


def message(text: str, *, secret: str | None, timestamp: str) -> dict[str, Any]:
    """Unsigned when the bot is protected by a keyword or an address list instead."""
    signed = {"timestamp": timestamp, "sign": sign(timestamp, secret)} if secret else {}
    return {**signed, "msg_type": "text", "content": {"text": inert(text)}}


def inert(text: str) -> str:
    """Nothing in it is a tag: a customer who is quoted calls nobody, not even by ``<at user_id="all">``."""
    return text.replace("<", "＜")


def sign(timestamp: str, secret: str) -> str:
    """``timestamp`` in unix seconds."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode("ascii")
