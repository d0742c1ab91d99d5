"""Telegram bot, by webhook.

https://core.telegram.org/bots/api#setwebhook

Telegram signs nothing: it repeats a secret that was given to ``setWebhook``. Whoever learns it can write messages, so
it is long, random and rotated like a password.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from pydantic_core import to_json

from chalicelib.channels.base import Answer, Channel, Features, Outlets, Proof, Request, Sent
from chalicelib.channels.signing import any_is
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.errors import SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .messages import read_message, tap
from .sending import send_text

SECRET_TOKEN: Final = "secret_token"  # noqa: S105 - the name of a secret
BOT_TOKEN: Final = "bot_token"  # noqa: S105 - the name of a secret
HEADER: Final = "x-telegram-bot-api-secret-token"


class TelegramChannel(Channel):
    name: ClassVar[str] = "telegram"
    features: ClassVar[Features] = Features(
        title={"en": "Telegram", "zh": "Telegram"},
        proof=Proof.SECRET,
        secrets=(SECRET_TOKEN, BOT_TOKEN),
        replies=True,
        choices=True,
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        if not any_is(request.headers.get(HEADER, ""), account.secret(SECRET_TOKEN)):
            raise SignatureInvalid("the secret token is not ours")

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        message = read_message(delivery.body, channel=self.name, account=account.account)
        return () if message is None else (message,)

    def acknowledge(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer:
        """A button that was tapped shows a clock until the tap is answered, which the answer to the call can do.

        https://core.telegram.org/bots/api#making-requests-when-getting-updates
        """
        if not (identifier := tap(request.body)):
            return Answer()
        answered = {"method": "answerCallbackQuery", "callback_query_id": identifier}
        return Answer(body=to_json(answered).decode(), content_type="application/json")

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        bot_token, *_ = account.secret(BOT_TOKEN)
        return Sent(reference=send_text(effect, outlets, bot_token=bot_token))
