"""How to reach a person: phone numbers and addresses made comparable, and what follows from having them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

from chalicelib.model.message import Customer, OrderReference, ReplyAddress
from chalicelib.model.ports import ChannelAccount

from .base import EMAIL_ACCOUNT, SMS_ACCOUNT

_SEPARATORS: Final = re.compile(r"[\s\-‐-―.·/()\[\]]+")
_PHONE: Final = re.compile(r"\+?[0-9]{5,20}", re.ASCII)
_MAINLAND_MOBILE: Final = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})", re.ASCII)
_EMAIL: Final = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}@[^\s@<>()\[\]\\,;:\"]+\.[^\s@<>()\[\]\\,;:\".]{2,}")
_EMAIL_LENGTH: Final = 254  # RFC 5321, section 4.5.3.1.3, without the angle brackets


def normalise_phone(typed: str) -> str | None:
    """Digits, perhaps after a ``+``; a mainland mobile loses its country code. ``None`` for what is no number."""
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed))
    if mobile := _MAINLAND_MOBILE.fullmatch(digits.removeprefix("00")):
        return mobile[1]
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    return digits if _PHONE.fullmatch(digits) else None


def normalise_email(typed: str) -> str | None:
    """One bare address with its domain in lower case. ``None`` for anything that is not exactly one address."""
    address = unicodedata.normalize("NFKC", typed).strip()
    if len(address) > _EMAIL_LENGTH or not address.isprintable() or not _EMAIL.fullmatch(address):
        return None
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def conversation_of(customer: Customer, order: OrderReference | None) -> str | None:
    """The same person about the same order: every contact counts, because nobody has proved any of them.

    A digest, because names of conversations are not sealed.
    """
    if order is None or not customer.contacts:
        return None
    matter = "\n".join((*(part for contact in customer.contacts for part in contact), order.number))
    return hashlib.sha256(matter.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def by_sms(customer: Customer, account: ChannelAccount) -> ReplyAddress | None:
    """A text message, when the whole number is known and the account says who sends it (``<channel>/<account>``)."""
    number = normalise_phone(customer.phone or "")
    channel, _, sender = account.settings.get(SMS_ACCOUNT, "").partition("/")
    if not number or not sender:
        return None
    return ReplyAddress(channel=channel, account=sender, recipient=number)


def by_email(customer: Customer, account: ChannelAccount) -> ReplyAddress | None:
    """An answer by e-mail, when the customer left an address and the account says which mailbox answers."""
    mailbox = account.settings.get(EMAIL_ACCOUNT, "")
    if not customer.email or not mailbox:
        return None
    return ReplyAddress(channel="email", account=mailbox, recipient=customer.email)
