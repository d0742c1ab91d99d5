"""钉钉 custom robot: https://open.dingtalk.com/document/orgapp/customize-robot-security-settings

The signature is in the query; its key is the secret, and its message timestamp and secret.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Final
from urllib.parse import urlencode

from chalicelib.channels.signing import hmac_base64
from chalicelib.model.ports import ChannelAccount, HttpAnswer

from .base import SIGNING, Call, Robot

_TOO_FAST: Final = frozenset({-1, 130101})


class DingTalk(Robot):
    """At most 20 messages a minute, then none for ten minutes."""

    name: ClassVar[str] = "dingtalk"
    hosts: ClassVar[frozenset[str]] = frozenset({"oapi.dingtalk.com"})
    longest: ClassVar[int] = 8_000
    pace: ClassVar[timedelta] = timedelta(seconds=4)

    def call(self, text: str, account: ChannelAccount, *, now: datetime) -> Call:
        url = self.url(account)
        if account.secrets.get(SIGNING):
            signed = query(str(int(now.timestamp() * 1000)), account.secret(SIGNING)[0])
            url += ("&" if "?" in url else "?") + signed
        return Call(url, {"msgtype": "text", "text": {"content": text}})

    def require_taken(self, answer: HttpAnswer) -> None:
        self.refused(answer, code="errcode", passing=_TOO_FAST)


def query(timestamp: str, secret: str) -> str:
    return urlencode({"timestamp": timestamp, "sign": sign(timestamp, secret)})


def sign(timestamp: str, secret: str) -> str:
    """``timestamp`` in milliseconds."""
    return hmac_base64(secret, f"{timestamp}\n{secret}".encode())
