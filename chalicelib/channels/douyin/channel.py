"""抖音开放平台 webhooks, the events of direct messages (私信).

https://developer.open-douyin.com/docs/resource/zh-CN/dop/develop/webhooks/summarize

Not to be mixed up with 抖店, local life or mini-games, which
sign differently.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from pydantic_core import to_json

from chalicelib.channels.base import Answer, Channel, Features, Request
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import MalformedPayload, SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .messages import read_message
from .payload import TEST_CALL, read_challenge, read_event
from .signature import fits

CLIENT_SECRET: Final = "client_secret"  # noqa: S105 - the name of a secret


class DouyinChannel(Channel):
    name: ClassVar[str] = "douyin"
    features: ClassVar[Features] = Features(
        title={"en": "Douyin direct messages", "zh": "抖音私信"}, secrets=(CLIENT_SECRET,)
    )

    def handshake(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer | None:
        """Saving the address sends a signed POST with a number; it wants the number back."""
        if request.method != "POST" or TEST_CALL.encode() not in request.body:
            return super().handshake(request, account, now=now)
        self.verify(request, account, now=now)
        try:
            event = read_event(request.body)
            challenge = read_challenge(event) if event.event == TEST_CALL else None
        except MalformedPayload:
            return None
        if challenge is None:
            return None
        return Answer(body=to_json({"challenge": challenge}).decode(), content_type="application/json")

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        """The platform signs no time. A replay is harmless: the message's id is under the signature."""
        signature = request.headers.get("x-douyin-signature", "")
        if not fits(signature, body=request.body, client_secrets=account.secret(CLIENT_SECRET)):
            raise SignatureInvalid("X-Douyin-Signature does not fit the body")

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        message = read_message(read_event(delivery.body))
        return () if message is None else (message,)
