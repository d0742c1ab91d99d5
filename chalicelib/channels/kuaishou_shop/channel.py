"""快手电商 message push: https://open.kwaixiaodian.com (消息服务说明, document 401854).

There is no signature and no time. A body that opens under the message secret and names our app is the only proof, so
the account needs a name that nobody can guess, and a push is a hint rather than evidence.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from chalicelib.channels.base import Answer, Channel, Features, Proof, Request
from chalicelib.channels.signing import any_is
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import MalformedPayload, SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .messages import read_message
from .payload import HEARTBEAT, is_plain_heartbeat, opened, read_event

MESSAGE_KEY: Final = "message_key"
APP_KEY: Final = "app_key"
RECEIVED: Final = Answer(body='{"result":1}', content_type="application/json")


class KuaishouShopChannel(Channel):
    name: ClassVar[str] = "kuaishou_shop"
    features: ClassVar[Features] = Features(
        title={"en": "Kuaishou shop", "zh": "快手电商"},
        proof=Proof.ENCRYPTED,
        secrets=(MESSAGE_KEY,),
        settings=(APP_KEY,),
    )

    def handshake(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer | None:
        """A heartbeat comes when the address is saved and ever after; unanswered, the platform stops pushing."""
        if request.method != "POST":
            return super().handshake(request, account, now=now)
        return RECEIVED if _is_heartbeat(request.body, account) else None

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        app_key, message_keys = account.setting(APP_KEY), account.secret(MESSAGE_KEY)
        try:
            named = opened(request.body, message_keys=message_keys).get("appKey")
        except MalformedPayload:
            raise SignatureInvalid("the body does not open") from None
        if not isinstance(named, str) or not any_is(named, (app_key,)):
            raise SignatureInvalid("the push is for another app")

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        document = opened(delivery.body, message_keys=account.secret(MESSAGE_KEY))
        message = read_message(read_event(document))
        return () if message is None else (message,)

    def acknowledge(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer:
        """Within three seconds, or it is pushed again after 5, 10, 20, 30 and 60 minutes."""
        return RECEIVED


def _is_heartbeat(body: bytes, account: ChannelAccount) -> bool:
    if is_plain_heartbeat(body):
        return True
    try:
        return opened(body, message_keys=account.secret(MESSAGE_KEY)) == HEARTBEAT
    except MalformedPayload:
        return False
