"""微信公众号 (WeChat Official Account).

https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html

In secure mode, the ordinary one, the signature covers the encrypted message. In plain mode it covers no body at all,
so plain mode has to be asked for (setting ``message_mode``), and its signatures are good for five minutes only.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chalicelib.channels.base import Answer, Channel, Features, Outlets, Proof, Request, Sent
from chalicelib.channels.notices import TEMPLATE_PARAMETERS, Notice, with_surveys
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.errors import ConfigurationError, MalformedPayload, NotFound, SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .crypto import open_sealed
from .messages import MOST_REPLIES, REPLY_WINDOW, read_message
from .payload import read_fields
from .sending import OfficialAccountApi, send_notice, send_subscription, send_text
from .signature import fits

TOKEN: Final = "token"  # noqa: S105 - the name of a secret
AES_KEY: Final = "encoding_aes_key"
APP_SECRET: Final = "app_secret"  # noqa: S105 - the name of a secret
APP_ID: Final = "app_id"
MESSAGE_MODE: Final = "message_mode"
TEMPLATE_ID: Final = "template_id"
TEMPLATE_KIND: Final = "template_kind"
PLAIN_TOLERANCE: Final = timedelta(seconds=300)

_UNIX_SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


class WechatOfficialAccountChannel(Channel):
    name: ClassVar[str] = "wechat_oa"
    features: ClassVar[Features] = Features(
        title={"en": "WeChat Official Account", "zh": "微信公众号"},
        proof=Proof.ENCRYPTED,
        secrets=(TOKEN, AES_KEY, APP_SECRET),
        settings=(APP_ID, MESSAGE_MODE, *with_surveys(TEMPLATE_ID, TEMPLATE_PARAMETERS, TEMPLATE_KIND)),
        replies=True,
        reply_window_hours=int(REPLY_WINDOW / timedelta(hours=1)),
        replies_per_window=MOST_REPLIES,
        template=True,
        choices=True,
        media=True,
    )

    def handshake(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer | None:
        """Saving the server address in the console sends a signed GET; it wants its ``echostr`` back, alone."""
        if request.method != "GET":
            return super().handshake(request, account, now=now)
        _verify_address(request, account)
        return Answer(body=request.query.get("echostr", ""))

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        if _is_plain(account):
            _verify_address(request, account)
            _require_fresh(request.query.get("timestamp", ""), now=now)
        else:
            _verify_sealed(request, account)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        body = delivery.body if _is_plain(account) else _opened(delivery.body, account)
        message = read_message(read_fields(body), channel=self.name, account=account.account)
        return () if message is None else (message,)

    def acknowledge(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer:
        """Within five seconds, or the push is repeated and in the end the follower is told the service is down."""
        return Answer(body="success")

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        return Sent(messages=send_text(effect, _api(account, outlets)))

    def fetch(self, media: str, account: ChannelAccount, outlets: Outlets) -> bytes:
        if not account.secrets.get(APP_SECRET):
            raise NotFound(f"without {APP_SECRET} no files are fetched")
        return _api(account, outlets).media(media)

    def has_template(self, effect: Effect, account: ChannelAccount) -> bool:
        return bool(Notice.of(account, effect.kind).setting(TEMPLATE_ID))

    def send_template(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        notice = Notice.of(account, effect.kind)
        parameters = notice.named_parameters(effect)
        send = send_subscription if notice.setting(TEMPLATE_KIND) == "subscription" else send_notice
        send(effect, _api(account, outlets), template_id=notice.required(TEMPLATE_ID), parameters=parameters)
        return Sent(messages=0)


def _api(account: ChannelAccount, outlets: Outlets) -> OfficialAccountApi:
    app_secret, *_ = account.secret(APP_SECRET)
    return OfficialAccountApi(app_id=_app_id(account), app_secret=app_secret, outlets=outlets)


def _is_plain(account: ChannelAccount) -> bool:
    mode = account.settings.get(MESSAGE_MODE, "secure")
    if mode not in ("secure", "plain"):
        raise ConfigurationError(f"{MESSAGE_MODE} of {account.channel}/{account.account} is neither secure nor plain")
    return mode == "plain"


def _app_id(account: ChannelAccount) -> str:
    if app_id := account.settings.get(APP_ID, ""):
        return app_id
    raise ConfigurationError(f"channel account {account.channel}/{account.account} has no setting '{APP_ID}'")


def _verify_address(request: Request, account: ChannelAccount) -> None:
    query = request.query
    parts = (query.get("timestamp", ""), query.get("nonce", ""))
    if not fits(query.get("signature", ""), tokens=account.secret(TOKEN), parts=parts):
        raise SignatureInvalid("the signature does not fit the token")


def _verify_sealed(request: Request, account: ChannelAccount) -> None:
    """``msg_signature``, never ``signature``, which says nothing about the body. Opening it can wait for intake."""
    account.secret(AES_KEY)
    try:
        sealed = read_fields(request.body).get("Encrypt", "")
    except MalformedPayload:
        raise SignatureInvalid("the body is no sealed message") from None
    query = request.query
    parts = (query.get("timestamp", ""), query.get("nonce", ""), sealed)
    if not sealed or not fits(query.get("msg_signature", ""), tokens=account.secret(TOKEN), parts=parts):
        raise SignatureInvalid("the message signature does not fit the sealed message")


def _require_fresh(timestamp: str, *, now: datetime) -> None:
    if (
        not _UNIX_SECONDS.fullmatch(timestamp)
        or abs(now.timestamp() - int(timestamp)) > PLAIN_TOLERANCE.total_seconds()
    ):
        raise SignatureInvalid("the timestamp is too far from now")


def _opened(body: bytes, account: ChannelAccount) -> bytes:
    sealed = read_fields(body).get("Encrypt", "")
    return open_sealed(sealed, aes_keys=account.secret(AES_KEY), app_id=_app_id(account))
