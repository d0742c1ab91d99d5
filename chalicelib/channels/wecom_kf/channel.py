"""企业微信 callbacks and 微信客服 (WeCom, WeChat Customer Service).

https://developer.work.weixin.qq.com/document/path/90930

Callbacks are signed and sealed as those of an Official Account in secure mode, for a corp id instead of an app id.
A callback of 微信客服 tells only that there are messages: ``pull`` fetches them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chalicelib.channels.base import Answer, Channel, Features, Outlets, Proof, Request, Sent
from chalicelib.channels.wechat_oa.crypto import open_sealed
from chalicelib.channels.wechat_oa.messages import read_message
from chalicelib.channels.wechat_oa.payload import read_fields
from chalicelib.channels.wechat_oa.signature import fits
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.errors import ConfigurationError, MalformedPayload, SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .api import WecomApi
from .messages import MOST_REPLIES, REPLY_WINDOW
from .notice import read_notice
from .pulling import pulled
from .sending import send_text

TOKEN: Final = "token"  # noqa: S105 - the name of a secret
AES_KEY: Final = "encoding_aes_key"
KF_SECRET: Final = "kf_secret"  # noqa: S105 - the name of a secret
CORP_ID: Final = "corp_id"


class WecomKfChannel(Channel):
    name: ClassVar[str] = "wecom_kf"
    features: ClassVar[Features] = Features(
        title={"en": "WeChat Customer Service", "zh": "微信客服"},
        proof=Proof.ENCRYPTED,
        secrets=(TOKEN, AES_KEY, KF_SECRET),
        settings=(CORP_ID,),
        replies=True,
        reply_window_hours=int(REPLY_WINDOW / timedelta(hours=1)),
        replies_per_window=MOST_REPLIES,
        choices=True,
        media=True,
    )

    def handshake(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer | None:
        """Saving the address sends a signed and sealed ``echostr``; within a second it wants it back, opened."""
        if request.method != "GET":
            return super().handshake(request, account, now=now)
        sealed = request.query.get("echostr", "").replace(" ", "+")
        _verify(request, account, sealed=sealed)
        try:
            return Answer(body=_opened(sealed, account).decode())
        except (MalformedPayload, UnicodeDecodeError):
            raise SignatureInvalid("the echostr is not sealed for this account") from None

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        account.secret(AES_KEY)
        try:
            sealed = read_fields(request.body).get("Encrypt", "")
        except MalformedPayload:
            raise SignatureInvalid("the body is no sealed message") from None
        _verify(request, account, sealed=sealed)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        """What a colleague wrote to the app itself. Its answers are not built, so there is no way back."""
        fields = _fields(delivery, account)
        if read_notice(fields) is not None:
            return ()
        message = read_message(fields, channel=self.name, account=account.account)
        return () if message is None else (message.model_copy(update={"reply_to": None}),)

    def pull(self, delivery: Delivery, account: ChannelAccount, outlets: Outlets) -> Iterator[Inbound]:
        notice = read_notice(_fields(delivery, account))
        if notice is None:
            yield from self.parse(delivery, account)
            return
        age = outlets.now - delivery.received_at
        yield from pulled(notice, _api(account, outlets), age=age, channel=self.name, account=account.account)

    def fetch(self, media: str, account: ChannelAccount, outlets: Outlets) -> bytes:
        return _api(account, outlets).media(media)

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        return Sent(messages=send_text(effect, _api(account, outlets), outlets))


def _verify(request: Request, account: ChannelAccount, *, sealed: str) -> None:
    query = request.query
    parts = (query.get("timestamp", ""), query.get("nonce", ""), sealed)
    if not sealed or not fits(query.get("msg_signature", ""), tokens=account.secret(TOKEN), parts=parts):
        raise SignatureInvalid("the signature does not fit what is sealed")


def _fields(delivery: Delivery, account: ChannelAccount) -> Mapping[str, str]:
    sealed = read_fields(delivery.body).get("Encrypt", "")
    return read_fields(_opened(sealed, account))


def _opened(sealed: str, account: ChannelAccount) -> bytes:
    return open_sealed(sealed, aes_keys=account.secret(AES_KEY), app_id=_corp_id(account))


def _corp_id(account: ChannelAccount) -> str:
    if corp_id := account.settings.get(CORP_ID, ""):
        return corp_id
    raise ConfigurationError(f"channel account {account.channel}/{account.account} has no setting '{CORP_ID}'")


def _api(account: ChannelAccount, outlets: Outlets) -> WecomApi:
    kf_secret, *_ = account.secret(KF_SECRET)
    return WecomApi(corp_id=_corp_id(account), secret=kf_secret, outlets=outlets)
