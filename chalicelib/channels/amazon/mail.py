"""Mail from Amazon. What a buyer writes comes from an address that stands for the buyer, with Amazon's frame around the
words; an answer goes back to that very address, and only words survive the way. Amazon's own notices (returns, claims,
chargebacks) come from an address that nobody reads.

Frame, subjects and addresses as seen in sellers' mail; Amazon documents none of them.
"""

from __future__ import annotations

import re
from typing import Final

from chalicelib.model.message import Customer, Inbound, OrderReference

PLATFORM: Final = "amazon"
_RELAY: Final = re.compile(
    r"[a-z0-9]{10,20}(?:\+[a-z0-9._-]{1,64})?@marketplace\.amazon(?:\.[a-z]{2,3}){1,2}", re.ASCII
)
_NOTICE: Final = re.compile(r"(?:cb-)?seller-notification@amazon(?:\.[a-z]{2,3}){1,2}", re.ASCII)
_ORDER: Final = re.compile(r"(?<![\d-])\d{3}-\d{7}-\d{7}(?![\d-])", re.ASCII)
_FRAMED: Final = re.compile(
    r"^[ \t>]*-{5,}[ \t]*Begin message\b[^\n]*\n(.*?)\n[ \t>]*-{5,}[ \t]*End message\b",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"\[commMgrTok:([A-Za-z0-9]{6,64})\]", re.ASCII)
_SUFFIX: Final = re.compile(r"\s*[-–]\s*Amazon (?:Marketplace|Seller Central)\b.*$", re.IGNORECASE)


def is_buyer(address: str | None) -> bool:
    """Whether the address is one that Amazon made for a buyer."""
    return address is not None and _RELAY.fullmatch(address.lower()) is not None


def is_notice(address: str | None) -> bool:
    """Whether Amazon itself tells something about an order."""
    return address is not None and _NOTICE.fullmatch(address.lower()) is not None


def as_from_amazon(inbound: Inbound, *, whole: str) -> Inbound:
    """The same message when it is not from Amazon. ``whole`` is the text before any quote was cut."""
    if is_buyer(inbound.customer.email):
        return _written_by_a_buyer(inbound, whole=whole)
    return _told_by_amazon(inbound, whole=whole) if is_notice(inbound.customer.email) else inbound


def _told_by_amazon(inbound: Inbound, *, whole: str) -> Inbound:
    """Nobody is there to be answered, and the sender is no customer."""
    order = _order(inbound.subject or "", whole)
    changes = {
        "channel": PLATFORM,
        "customer": Customer(),
        "order": OrderReference(number=order, platform=PLATFORM) if order else inbound.order,
        "conversation": f"{PLATFORM}:{order}" if order else inbound.conversation,
        "reply_to": None,
    }
    return inbound.model_copy(update=changes)


def _written_by_a_buyer(inbound: Inbound, *, whole: str) -> Inbound:
    address = inbound.customer.email
    framed, token = _FRAMED.search(whole), _TOKEN.search(whole)
    words = framed[1].strip() if framed else ""
    order = _order(inbound.subject or "", whole)
    reply_to = inbound.reply_to and inbound.reply_to.model_copy(update={"takes_links": False})
    changes = {
        "channel": PLATFORM,
        "text": words or inbound.text,
        "quoted": None if words else inbound.quoted,
        "external_id": f"commMgrTok:{token[1]}" if token else inbound.external_id,
        "order": OrderReference(number=order, platform=PLATFORM) if order else inbound.order,
        "conversation": f"{PLATFORM}:{address}:{order}" if order else inbound.conversation,
        "customer": inbound.customer.model_copy(update={"name": _name(inbound.customer.name)}),
        "reply_to": reply_to,
    }
    return inbound.model_copy(update=changes)


def _order(subject: str, whole: str) -> str | None:
    """The subject may lack the number, or have it cut."""
    found = _ORDER.search(subject) or _ORDER.search(whole)
    return found[0] if found else None


def _name(shown: str | None) -> str | None:
    return _SUFFIX.sub("", shown or "").strip() or None
