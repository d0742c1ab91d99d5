"""阿里云短信 (Aliyun SMS): the way to customers whose platform takes no answer any more.

https://help.aliyun.com/zh/sms/

Its pushes are not signed, so the address carries a key of our own.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from chalicelib.channels.base import HOOK_KEY, Answer, Channel, Features, Outlets, Proof, Request, Sent
from chalicelib.channels.notices import TEMPLATE_PARAMETERS, Notice, with_surveys
from chalicelib.channels.signing import require_hook_key
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .messages import read_messages
from .sending import send_notice
from .signing import AccessKey

ACCESS_KEY_SECRET: Final = "access_key_secret"  # noqa: S105 - the name of a secret
ACCESS_KEY_ID: Final = "access_key_id"
SIGN_NAME: Final = "sign_name"
TEMPLATE_CODE: Final = "template_code"
RECEIVED: Final = Answer(body='{"code":0,"msg":"接收成功"}', content_type="application/json")


class AliyunSmsChannel(Channel):
    name: ClassVar[str] = "aliyun_sms"
    features: ClassVar[Features] = Features(
        title={"en": "Aliyun SMS", "zh": "阿里云短信"},
        proof=Proof.SECRET,
        secrets=(ACCESS_KEY_SECRET, HOOK_KEY),
        settings=(ACCESS_KEY_ID, SIGN_NAME, *with_surveys(TEMPLATE_CODE, TEMPLATE_PARAMETERS)),
        replies=True,
        template=True,
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        require_hook_key(request, account)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        """Reports of delivery say nothing that a customer said."""
        return read_messages(delivery.body, name_of=_name_of(account))

    def acknowledge(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer:
        return RECEIVED

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        """The law wants an approved text, so it is a notice whatever was written."""
        secret, *_ = account.secret(ACCESS_KEY_SECRET)
        notice = Notice.at_hand(account, effect.kind, named_by=TEMPLATE_CODE)
        reference = send_notice(
            effect,
            outlets,
            key=AccessKey(id=account.setting(ACCESS_KEY_ID), secret=secret),
            sign_name=account.setting(SIGN_NAME),
            template_code=notice.required(TEMPLATE_CODE),
            parameters=notice.named_parameters(effect),
        )
        return Sent(reference=reference, known_as=(f"{_name_of(account)}{effect.to.recipient}",))


def _name_of(account: ChannelAccount) -> str:
    """Who answers a text message answers the last complaint that it was about."""
    return f"{account.channel}:{account.account}:"
