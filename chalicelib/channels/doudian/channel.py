"""抖店 message push: https://op.jinritemai.com/docs (not readable; see ``signature`` for what is followed instead).

Every call is a POST, the test call of the console too (tag ``0``). There is no API by which an answer could go out.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from chalicelib.channels.base import Answer, Channel, Features, Request
from chalicelib.channels.signing import any_is
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .messages import read_message
from .payload import read_pushes
from .signature import fits

APP_SECRET: Final = "app_secret"  # noqa: S105 - the name of a secret
APP_KEY: Final = "app_key"
RECEIVED: Final = Answer(body='{"code":0,"msg":"success"}', content_type="application/json")


class DoudianChannel(Channel):
    name: ClassVar[str] = "doudian"
    features: ClassVar[Features] = Features(
        title={"en": "Doudian", "zh": "抖店"}, secrets=(APP_SECRET,), settings=(APP_KEY,)
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        """The platform signs no time. A replay is harmless: the ``msg_id`` is under the signature."""
        app_key, app_secrets = account.setting(APP_KEY), account.secret(APP_SECRET)
        offered = request.headers.get("app-id", "")
        if not any_is(offered, (app_key,)):
            raise SignatureInvalid("the push is for another app")
        signature = request.headers.get("event-sign", "")
        if not fits(signature, app_key=app_key, body=request.body, app_secrets=app_secrets):
            raise SignatureInvalid("event-sign does not fit the body")

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        read = (read_message(push) for push in read_pushes(delivery.body))
        return tuple(message for message in read if message is not None)

    def acknowledge(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer:
        return RECEIVED
