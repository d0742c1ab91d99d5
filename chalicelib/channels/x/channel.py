"""X by the Account Activity API.

https://docs.x.com/x-api/webhooks/introduction
https://docs.x.com/x-api/account-activity/introduction

The platform checks the address by letting us sign a token with the very secret that signs its calls. Whoever knows the
address can ask for that too, so a token that could be the body of a call is not signed, and a body that could be such
a token is not taken.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import ClassVar, Final

from pydantic_core import to_json

from chalicelib.channels.base import Answer, Channel, Features, Outlets, Request, Sent
from chalicelib.channels.signing import any_is, hmac_base64
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.errors import SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .messages import read_messages
from .oauth import Credentials
from .sending import send_text

CONSUMER_KEY: Final = "consumer_key"
CONSUMER_SECRET: Final = "consumer_secret"  # noqa: S105 - the name of a secret
ACCESS_TOKEN: Final = "access_token"  # noqa: S105 - the name of a secret
ACCESS_TOKEN_SECRET: Final = "access_token_secret"  # noqa: S105 - the name of a secret
SIGNATURE: Final = "x-twitter-webhooks-signature"

_TOKEN: Final = re.compile(r"[A-Za-z0-9_.~+/=:-]{1,512}", re.ASCII)


class XChannel(Channel):
    name: ClassVar[str] = "x"
    features: ClassVar[Features] = Features(
        title={"en": "X (Twitter)", "zh": "X（推特）"},
        secrets=(CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_TOKEN_SECRET),
        replies=True,
    )

    def handshake(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer | None:
        """The challenge-response check, at registration and many times a day after it."""
        if request.method != "GET" or "crc_token" not in request.query:
            return super().handshake(request, account, now=now)
        token, (secret, *_) = request.query["crc_token"], account.secret(CONSUMER_SECRET)
        if not _TOKEN.fullmatch(token):
            raise SignatureInvalid("this is no token of a challenge-response check")
        answer = {"response_token": f"sha256={hmac_base64(secret, token.encode())}"}
        return Answer(body=to_json(answer).decode(), content_type="application/json")

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        """The signature has no clock; a repeated event is known by its id."""
        expected = [f"sha256={hmac_base64(secret, request.body)}" for secret in account.secret(CONSUMER_SECRET)]
        if not any_is(request.headers.get(SIGNATURE, ""), expected):
            raise SignatureInvalid("the signature does not fit the consumer secret")
        if _TOKEN.fullmatch(request.body.decode("utf-8", "replace")):
            raise SignatureInvalid("what is signed is the token of a challenge-response check")

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        return tuple(read_messages(delivery.body, channel=self.name, account=account.account))

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        names = (CONSUMER_KEY, CONSUMER_SECRET, ACCESS_TOKEN, ACCESS_TOKEN_SECRET)
        credentials = Credentials(*(account.secret(name)[0] for name in names))
        return Sent(reference=send_text(effect, outlets, credentials))
