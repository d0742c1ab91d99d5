"""小红书 shops (https://open.xiaohongshu.com), experimental: no trustworthy source says how a push is signed.

In place of a signature the address carries a key of our own, and what comes in is marked as unproven. The check of a
mini-program's address is documented: https://miniapp.xiaohongshu.com (DC577113); its encrypted messages are not.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from chalicelib.channels.base import EXPERIMENTAL, HOOK_KEY, Answer, Channel, Features, Proof, Request
from chalicelib.channels.signing import require_hook_key
from chalicelib.channels.wechat_oa.signature import fits
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .messages import read_message, read_pushes

TOKEN: Final = "token"  # noqa: S105 - the name of a secret
RECEIVED: Final = Answer(body='{"success":true,"error_code":0,"error_msg":""}', content_type="application/json")


class XiaohongshuChannel(Channel):
    name: ClassVar[str] = "xiaohongshu"
    features: ClassVar[Features] = Features(
        title={"en": "Xiaohongshu shop", "zh": "小红书"},
        proof=Proof.SECRET,
        secrets=(HOOK_KEY, TOKEN),
        settings=(EXPERIMENTAL,),
        experimental=True,
    )

    def handshake(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer | None:
        """A mini-program's console sends a signed GET; it wants its ``echostr`` back."""
        self.require_asked_for(account)
        if request.method != "GET" or "echostr" not in request.query:
            return super().handshake(request, account, now=now)
        query = request.query
        parts = (query.get("timestamp", ""), query.get("nonce", ""))
        if not fits(query.get("signature", ""), tokens=account.secret(TOKEN), parts=parts):
            raise SignatureInvalid("the signature does not fit the token")
        return Answer(body=query["echostr"])

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        """By our own key alone. What the platform calls ``sign`` is not looked at: nobody has shown how it is made."""
        self.require_asked_for(account)
        require_hook_key(request, account)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        read = (read_message(push) for push in read_pushes(delivery.body))
        return tuple(message for message in read if message is not None)

    def acknowledge(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer:
        return RECEIVED
