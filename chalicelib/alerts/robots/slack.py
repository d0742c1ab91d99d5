"""Slack incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks

Nothing is signed: the address is the secret.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from chalicelib.model.errors import Undeliverable
from chalicelib.model.ports import ChannelAccount, HttpAnswer

from .base import Call, Robot


class Slack(Robot):
    """About one message a second. An answer of 429 is tried again later."""

    name: ClassVar[str] = "slack"
    hosts: ClassVar[frozenset[str]] = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
    longest: ClassVar[int] = 8_000
    pace: ClassVar[timedelta] = timedelta(seconds=2)

    def call(self, text: str, account: ChannelAccount, *, now: datetime) -> Call:
        del now
        return Call(self.url(account), {"text": escaped(text)})

    def require_taken(self, answer: HttpAnswer) -> None:
        if answer.status != 200 or answer.body.strip() != b"ok":
            raise Undeliverable(f"slack refused with {answer.status}", status=answer.status)


def escaped(text: str) -> str:
    """The three signs that mean something in Slack's texts."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
