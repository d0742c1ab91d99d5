"""Mail that a provider takes in and posts to a webhook: read as the e-mail channel reads it, and answered there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from chalicelib.model.delivery import Delivery
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .channel import TOKEN_KEY, EmailChannel
from .envelope import DISTRUST, ENVELOPE_FROM, ENVELOPE_TO

EMAIL_ACCOUNT: Final = "email_account"
SENDER_CHECK: Final = "sender_check"
SECRETS: Final = (TOKEN_KEY,)
SETTINGS: Final = (EMAIL_ACCOUNT, SENDER_CHECK, "team")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedMail:
    """``sender`` is the one of the envelope: empty for a bounce, ``None`` when the provider does not say."""

    raw: bytes
    sender: str | None = None
    recipients: tuple[str, ...] = ()


def read_posted(mail: PostedMail, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
    """The message in the mail. Its way back is the mailbox named by ``email_account``; without one there is none."""
    mailbox = account.settings.get(EMAIL_ACCOUNT, "")
    arrived = delivery.model_copy(update={"headers": _headers(mail, account), "body": mail.raw})
    messages = EmailChannel().parse(arrived, replace(account, channel=EmailChannel.name, account=mailbox))
    return messages if mailbox else tuple(one.model_copy(update={"reply_to": None}) for one in messages)


def _headers(mail: PostedMail, account: ChannelAccount) -> dict[str, str]:
    """A sender counts as forged until the account says that the provider turns such mail away."""
    is_checked = account.settings.get(SENDER_CHECK) == "provider"
    headers = {ENVELOPE_TO: ",".join(mail.recipients), DISTRUST: "" if is_checked else "sender"}
    return headers if mail.sender is None else {**headers, ENVELOPE_FROM: mail.sender}
