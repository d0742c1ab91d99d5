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
    """``sender`` is the one of the envelope: empty for a bounce, ``None`` when the provider does not say.

    ``distrust`` is what the provider holds against the mail, ``None`` when it has not looked.
    """

    raw: bytes
    sender: str | None = None
    recipients: tuple[str, ...] = ()
    distrust: tuple[str, ...] | None = None


def read_posted(mail: PostedMail, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
    """The message in the mail. Its way back is the mailbox named by ``email_account``; without one there is none."""
    mailbox = account.settings.get(EMAIL_ACCOUNT, "")
    arrived = delivery.model_copy(update={"headers": _headers(mail, account), "body": mail.raw})
    messages = EmailChannel().parse(arrived, replace(account, account=mailbox))
    return messages if mailbox else tuple(one.model_copy(update={"reply_to": None}) for one in messages)


def _headers(mail: PostedMail, account: ChannelAccount) -> dict[str, str]:
    distrust = _unchecked(account) if mail.distrust is None else mail.distrust
    headers = {ENVELOPE_TO: ",".join(mail.recipients), DISTRUST: ",".join(distrust)}
    return headers if mail.sender is None else {**headers, ENVELOPE_FROM: mail.sender}


def _unchecked(account: ChannelAccount) -> tuple[str, ...]:
    """A sender counts as forged until the account says that the provider turns such mail away."""
    return () if account.settings.get(SENDER_CHECK) == "provider" else ("sender",)
