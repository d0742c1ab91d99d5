"""微博粉丝服务, developer mode: https://open.weibo.com/wiki/Messages_api_start

The rule of the signature is that of 微信公众号, with the app secret as the token. It covers no body, so the account
needs a name that nobody can guess, and a signature is taken for five minutes only.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chalicelib.channels.base import Answer, Channel, Features, Outlets, Proof, Request, Sent
from chalicelib.channels.wechat_oa.signature import fits
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.errors import SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .messages import REPLY_WINDOW, read_message, read_push
from .sending import send_text

APP_SECRET: Final = "app_secret"  # noqa: S105 - the name of a secret
ACCESS_TOKEN: Final = "access_token"  # noqa: S105 - the name of a secret
TOLERANCE: Final = timedelta(minutes=5)

_UNIX_MILLISECONDS: Final = re.compile(r"[0-9]{1,15}", re.ASCII)


class WeiboChannel(Channel):
    name: ClassVar[str] = "weibo"
    features: ClassVar[Features] = Features(
        title={"en": "Weibo fans service", "zh": "微博粉丝服务"},
        proof=Proof.CALL,
        secrets=(APP_SECRET, ACCESS_TOKEN),
        replies=True,
        reply_window_hours=int(REPLY_WINDOW / timedelta(hours=1)),
    )

    def handshake(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer | None:
        """Saving the address sends a signed GET; it wants its ``echostr`` back. That time may be any."""
        if request.method != "GET":
            return super().handshake(request, account, now=now)
        _verify_address(request, account)
        return Answer(body=request.query.get("echostr", ""))

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        _verify_address(request, account)
        timestamp = request.query.get("timestamp", "")
        if not _UNIX_MILLISECONDS.fullmatch(timestamp):
            raise SignatureInvalid("the timestamp is not in unix milliseconds")
        if abs(now.timestamp() * 1000 - int(timestamp)) > TOLERANCE / timedelta(milliseconds=1):
            raise SignatureInvalid("the timestamp is too far from now")

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        message = read_message(read_push(delivery.body), channel=self.name, account=account.account)
        return () if message is None else (message,)

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        access_token, *_ = account.secret(ACCESS_TOKEN)
        return Sent(messages=send_text(effect, outlets, access_token=access_token))


def _verify_address(request: Request, account: ChannelAccount) -> None:
    query = request.query
    parts = (query.get("timestamp", ""), query.get("nonce", ""))
    if not fits(query.get("signature", ""), tokens=account.secret(APP_SECRET), parts=parts):
        raise SignatureInvalid("the signature does not fit the app secret")
