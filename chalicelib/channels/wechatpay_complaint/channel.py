"""微信支付 消费者投诉2.0 (WeChat Pay consumer complaints).

https://pay.weixin.qq.com/doc/v3/merchant/4012076174

A notification tells only the number of a complaint. With the merchant's private key the words are asked for; without
it the complaint comes in by its number, so that nobody is overlooked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Final

from chalicelib.channels.base import Answer, Channel, Features, Outlets, Request, Sent
from chalicelib.channels.splitting import CHARACTERS, split
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect, EffectKind
from chalicelib.model.errors import ConfigurationError
from chalicelib.model.message import Customer, Inbound
from chalicelib.model.ports import ChannelAccount

from . import signature
from .api import Merchant, MerchantApi, opened_field
from .complaints import MCHID, first_message, later_message, reply_address
from .notification import CREATED, Notice, Notification, read_notice, read_notification

PLATFORM_KEY: Final = "platform_key"
API_V3_KEY: Final = "api_v3_key"
MERCHANT_KEY: Final = "merchant_key"
SERIAL_NO: Final = "serial_no"
SURVEY_LINK_TEXT: Final = "survey_link_text"
COMPLETE_WITH_SURVEY: Final = "complete_with_survey"
LONGEST_TEXT: Final = 500  # characters
LONGEST_LINK: Final = 512

_LINK: Final = re.compile(r"https://[!-~]+", re.ASCII)


class WechatPayComplaintChannel(Channel):
    name: ClassVar[str] = "wechatpay_complaint"
    features: ClassVar[Features] = Features(
        title={"en": "WeChat Pay complaints", "zh": "微信支付消费者投诉"},
        secrets=(PLATFORM_KEY, API_V3_KEY, MERCHANT_KEY),
        settings=(MCHID, SERIAL_NO, SURVEY_LINK_TEXT, COMPLETE_WITH_SURVEY),
        replies=True,
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        account.secret(API_V3_KEY)
        signature.verify(request.headers, request.body, platform_keys=account.secret(PLATFORM_KEY), now=now)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        notification, notice = _read(delivery, account)
        return () if notice is None else (_by_number(notification, notice, account),)

    def pull(self, delivery: Delivery, account: ChannelAccount, outlets: Outlets) -> Iterator[Inbound]:
        """The complaint, and after the first notification what was said since. Told twice, it is recorded once."""
        if not any(account.secrets.get(MERCHANT_KEY, ())):
            yield from self.parse(delivery, account)
            return
        _, notice = _read(delivery, account)
        if notice is None:
            return
        api = MerchantApi(_merchant(account), outlets)
        detail = api.detail(notice.complaint_id)
        phone = _phone(detail.payer_phone, account)
        first = first_message(detail, phone=phone, channel=self.name, account=account.account)
        yield first
        if notice.action_type != CREATED:
            history = api.history(notice.complaint_id)
            yield from (later_message(entry, first) for entry in history if entry.says_something)

    def acknowledge(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer:
        return Answer(status=204)

    def reject(self) -> Answer:
        return Answer(status=401, body='{"code":"FAIL","message":"失败"}', content_type="application/json")

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        api, complaint = MerchantApi(_merchant(account), outlets), effect.to.recipient
        mchid = {"complainted_mchid": effect.to.thread.get(MCHID) or _setting(account, MCHID)}
        *before, last = split(effect.text, limit=LONGEST_TEXT * 4, encoding=CHARACTERS) or ("",)
        for part in before:
            api.post(complaint, "response", {**mchid, "response_content": part})
        api.post(complaint, "response", {**mchid, "response_content": last, **_jump(effect, account)})
        if effect.kind is EffectKind.SURVEY and account.settings.get(COMPLETE_WITH_SURVEY) == "yes":
            api.post(complaint, "complete", mchid)
        return Sent()


def _read(delivery: Delivery, account: ChannelAccount) -> tuple[Notification, Notice | None]:
    notification = read_notification(delivery.body)
    notice = read_notice(notification, api_v3_keys=account.secret(API_V3_KEY))
    return notification, notice if notice and notice.says_something else None


def _by_number(notification: Notification, notice: Notice, account: ChannelAccount) -> Inbound:
    """All that the notification itself tells. It says no more than that a customer did something."""
    told = (f"[{notification.summary or notice.action_type or notification.event_type}]", notice.complaint_id)
    return Inbound(
        text=" ".join(told),
        customer=Customer(),
        external_id=notification.id,
        sent_at=notification.create_time,
        conversation=notice.complaint_id,
        reply_to=reply_address(
            notice.complaint_id, None, channel=WechatPayComplaintChannel.name, account=account.account
        ),
        notes=(f"{notice.action_type}: the words are at WeChat Pay, and were not asked for",),
    )


def _merchant(account: ChannelAccount) -> Merchant:
    private_key, *_ = account.secret(MERCHANT_KEY)
    return Merchant(mchid=_setting(account, MCHID), serial=_setting(account, SERIAL_NO), private_key=private_key)


def _setting(account: ChannelAccount, name: str) -> str:
    if value := account.settings.get(name, ""):
        return value
    raise ConfigurationError(f"channel account {account.channel}/{account.account} has no setting '{name}'")


def _phone(sealed: str | None, account: ChannelAccount) -> str | None:
    if sealed is None:
        return None
    opened = (opened_field(sealed, private_key=key) for key in account.secret(MERCHANT_KEY))
    return next(filter(None, opened), None)


def _jump(effect: Effect, account: ChannelAccount) -> dict[str, str]:
    """A survey's link as a button, for merchants whom WeChat Pay allows it."""
    text = account.settings.get(SURVEY_LINK_TEXT, "")
    link = _LINK.search(effect.text)
    if effect.kind is not EffectKind.SURVEY or not text or link is None or len(link[0]) > LONGEST_LINK:
        return {}
    return {"jump_url": link[0], "jump_url_text": text[:10]}
