"""企业微信 group robot: https://developer.work.weixin.qq.com/document/path/91770

Nothing is signed: the key in the address is the secret.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Final

from chalicelib.model.ports import ChannelAccount, HttpAnswer

from .base import Call, Robot

_TOO_FAST: Final = frozenset({-1, 45009, 45033})


class WeCom(Robot):
    """At most 20 messages a minute; texts up to 2048 bytes."""

    name: ClassVar[str] = "wecom"
    hosts: ClassVar[frozenset[str]] = frozenset({"qyapi.weixin.qq.com"})
    longest: ClassVar[int] = 2_048
    pace: ClassVar[timedelta] = timedelta(seconds=4)

    def call(self, text: str, account: ChannelAccount, *, now: datetime) -> Call:
        del now
        return Call(self.url(account), {"msgtype": "text", "text": {"content": text}})

    def require_taken(self, answer: HttpAnswer) -> None:
        self.refused(answer, code="errcode", passing=_TOO_FAST)
