"""腾讯云短信 (Tencent Cloud SMS): the way to customers whose platform takes no answer any more.

https://cloud.tencent.com/document/product/382

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
from .sending import DEFAULT_REGION, send_notice
from .signing import SecretKey

SECRET_KEY: Final = "secret_key"  # noqa: S105 - the name of a secret
SECRET_ID: Final = "secret_id"  # noqa: S105 - the name of a setting
APP_ID: Final = "sdk_app_id"
SIGN_NAME: Final = "sign_name"
TEMPLATE_ID: Final = "template_id"
REGION: Final = "region"
RECEIVED: Final = Answer(body='{"result":0,"errmsg":"OK"}', content_type="application/json")


class TencentSmsChannel(Channel):
    name: ClassVar[str] = "tencent_sms"
    features: ClassVar[Features] = Features(
        title={"en": "Tencent Cloud SMS", "zh": "腾讯云短信"},
        proof=Proof.SECRET,
        secrets=(SECRET_KEY, HOOK_KEY),
        settings=(SECRET_ID, APP_ID, SIGN_NAME, *with_surveys(TEMPLATE_ID, TEMPLATE_PARAMETERS), REGION),
        replies=True,
        template=True,
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        require_hook_key(request, account)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        return read_messages(delivery.body, name_of=_name_of(account))

    def acknowledge(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer:
        return RECEIVED

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        """The law wants an approved text, so it is a notice whatever was written."""
        key, *_ = account.secret(SECRET_KEY)
        notice = Notice.at_hand(account, effect.kind, named_by=TEMPLATE_ID)
        reference = send_notice(
            effect,
            outlets,
            secret=SecretKey(id=account.setting(SECRET_ID), key=key),
            app_id=account.setting(APP_ID),
            sign_name=account.setting(SIGN_NAME),
            template_id=notice.required(TEMPLATE_ID),
            parameters=notice.listed_parameters(effect),
            region=account.settings.get(REGION) or DEFAULT_REGION,
        )
        return Sent(reference=reference, known_as=(f"{_name_of(account)}{effect.to.recipient}",))


def _name_of(account: ChannelAccount) -> str:
    """Who answers a text message answers the last complaint that it was about."""
    return f"{account.channel}:{account.account}:"
