"""支付宝 交易投诉 (Alipay trade complaints).

https://opendocs.alipay.com/open/035o4c

A notification tells only the number of a complaint. With the app's private key the words are asked for; without it
the complaint comes in by its number, so that nobody is overlooked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Final

from chalicelib.channels.base import Answer, Channel, Features, Outlets, Request, Sent
from chalicelib.channels.splitting import CHARACTERS, split
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.errors import ConfigurationError, MalformedPayload, SignatureInvalid
from chalicelib.model.message import Inbound, ReplyAddress
from chalicelib.model.ports import ChannelAccount

from .api import AlipayApi
from .complaints import by_number, complaint_named_by, messages
from .form import fits, read_form

ALIPAY_PUBLIC_KEY: Final = "alipay_public_key"
APP_PRIVATE_KEY: Final = "app_private_key"
APP_ID: Final = "app_id"
LONGEST_TEXT: Final = 200  # characters


class AlipayChannel(Channel):
    name: ClassVar[str] = "alipay"
    features: ClassVar[Features] = Features(
        title={"en": "Alipay trade complaints", "zh": "支付宝交易投诉"},
        secrets=(ALIPAY_PUBLIC_KEY, APP_PRIVATE_KEY),
        settings=(APP_ID,),
        replies=True,
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        """Signed fields name the app. There is no time limit: a notification is repeated for a day as it is."""
        public_keys = account.secret(ALIPAY_PUBLIC_KEY)
        try:
            form = read_form(request.body)
        except MalformedPayload:
            raise SignatureInvalid("the body is no signed form") from None
        if not fits(form, public_keys=public_keys):
            raise SignatureInvalid("the signature does not fit the form")
        if form.get("app_id") != _app_id(account):
            raise SignatureInvalid("the form is for another app")

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        form = read_form(delivery.body)
        complaint = complaint_named_by(form)
        return () if complaint is None else (by_number(form, complaint, _reply_to(complaint, account)),)

    def pull(self, delivery: Delivery, account: ChannelAccount, outlets: Outlets) -> Iterator[Inbound]:
        """Told of twice, a message is recorded once."""
        if not any(account.secrets.get(APP_PRIVATE_KEY, ())):
            yield from self.parse(delivery, account)
            return
        complaint = complaint_named_by(read_form(delivery.body))
        if complaint is not None:
            yield from messages(_api(account, outlets).detail(complaint), _reply_to(complaint, account))

    def acknowledge(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer:
        return Answer(body="success")

    def reject(self) -> Answer:
        return Answer(status=401, body="fail")

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        api = _api(account, outlets)
        for part in split(effect.text, limit=LONGEST_TEXT * 4, encoding=CHARACTERS):
            api.reply(effect.to.recipient, part)
        return Sent()


def _reply_to(complaint: str, account: ChannelAccount) -> ReplyAddress:
    return ReplyAddress(channel=AlipayChannel.name, account=account.account, recipient=complaint)


def _api(account: ChannelAccount, outlets: Outlets) -> AlipayApi:
    private_key, *_ = account.secret(APP_PRIVATE_KEY)
    return AlipayApi(app_id=_app_id(account), private_key=private_key, outlets=outlets)


def _app_id(account: ChannelAccount) -> str:
    if app_id := account.settings.get(APP_ID, ""):
        return app_id
    raise ConfigurationError(f"channel account {account.channel}/{account.account} has no setting '{APP_ID}'")
