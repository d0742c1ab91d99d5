"""Messenger, Instagram and WhatsApp by the webhooks of the Graph API.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
https://developers.facebook.com/docs/messenger-platform/webhooks

One app has one webhook for its products, so they are one channel here: ``object`` says which of them called.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Final

from chalicelib.channels.base import Answer, Channel, Features, Outlets, Request, Sent
from chalicelib.channels.notices import TEMPLATE_PARAMETERS, Notice, with_surveys
from chalicelib.channels.signing import any_is, hmac_hex
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.errors import SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .payload import read_messages
from .sending import GRAPH_VERSION, INSTAGRAM_LOGIN, TEMPLATE_LANGUAGE, TEMPLATE_NAME, send_notice, send_text
from .way_back import PRODUCT, REPLY_WINDOW, Product

APP_SECRET: Final = "app_secret"  # noqa: S105 - the name of a secret
VERIFY_TOKEN: Final = "verify_token"  # noqa: S105 - the name of a secret
ACCESS_TOKEN: Final = "access_token"  # noqa: S105 - the name of a secret
SIGNATURE: Final = "x-hub-signature-256"


class MetaChannel(Channel):
    name: ClassVar[str] = "meta"
    features: ClassVar[Features] = Features(
        title={"en": "Messenger, Instagram, WhatsApp", "zh": "Meta（Messenger、Instagram、WhatsApp）"},
        secrets=(APP_SECRET, VERIFY_TOKEN, ACCESS_TOKEN),
        settings=(
            GRAPH_VERSION,
            INSTAGRAM_LOGIN,
            *with_surveys(TEMPLATE_NAME, TEMPLATE_LANGUAGE, TEMPLATE_PARAMETERS),
        ),
        replies=True,
        reply_window_hours=int(REPLY_WINDOW / timedelta(hours=1)),
        template=True,
        choices=True,
    )

    def handshake(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer | None:
        """Saving the address in the console sends a token of ours; it wants the challenge back, bare."""
        if request.method != "GET":
            return super().handshake(request, account, now=now)
        token_is_ours = any_is(request.query.get("hub.verify_token", ""), account.secret(VERIFY_TOKEN))
        if request.query.get("hub.mode") != "subscribe" or not token_is_ours:
            raise SignatureInvalid("the verify token is not ours")
        return Answer(body=request.query.get("hub.challenge", ""))

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        """The signature has no clock; a repeated message is known by its id. The SHA-1 header is ignored."""
        expected = [f"sha256={hmac_hex(secret, request.body)}" for secret in account.secret(APP_SECRET)]
        if not any_is(request.headers.get(SIGNATURE, ""), expected):
            raise SignatureInvalid("the signature does not fit the app secret")

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        return tuple(read_messages(delivery.body, account))

    def acknowledge(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer:
        return Answer(body="EVENT_RECEIVED")

    def reject(self) -> Answer:
        return Answer(status=403)

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        access_token, *_ = account.secret(ACCESS_TOKEN)
        return Sent(reference=send_text(effect, outlets, settings=account.settings, access_token=access_token))

    def has_template(self, effect: Effect, account: ChannelAccount) -> bool:
        """WhatsApp alone has them."""
        is_whatsapp = effect.to.thread.get(PRODUCT) == Product.WHATSAPP
        return is_whatsapp and bool(Notice.of(account, effect.kind).setting(TEMPLATE_NAME))

    def send_template(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        access_token, *_ = account.secret(ACCESS_TOKEN)
        notice = Notice.of(account, effect.kind)
        return Sent(reference=send_notice(effect, outlets, notice=notice, access_token=access_token), messages=0)
