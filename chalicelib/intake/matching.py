"""Is it new? What makes a message the same message, and which complaint it belongs to. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from chalicelib.model.delivery import Delivery
from chalicelib.model.message import Customer, Inbound

FINGERPRINT_LIFE: Final = timedelta(hours=24)
"""How long an identical text without an id of its own counts as the same message."""

MESSAGE: Final = "message"
THREAD: Final = "thread"
CONVERSATION: Final = "conversation"
RECEIPT: Final = "receipt"
ACKNOWLEDGED: Final = "acknowledged"
EMAIL: Final = "email"
ACKNOWLEDGEMENTS_A_DAY: Final = 4
"""To one address; a machine that answers under ever new subjects would otherwise be answered for ever."""
Name = tuple[str, str]
Recorded = Mapping[Name, str]
"""What stands under the names that were looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """``name`` of the once row; ``content`` tells a redelivery (equal) from a revision (other)."""

    name: str
    content: str
    is_fingerprint: bool


def identify(delivery: Delivery, inbound: Inbound) -> Identity:
    """(channel, account, external id), or a fingerprint of the content where the channel gives no id."""
    content = content_hash(delivery, inbound)
    place = (inbound.channel or delivery.channel, delivery.account)
    if inbound.external_id:
        return Identity(name=_join(*place, "id", inbound.external_id), content=content, is_fingerprint=False)
    return Identity(name=_join(*place, "content", content), content=content, is_fingerprint=True)


def content_hash(delivery: Delivery, inbound: Inbound) -> str:
    """Of what was said and by whom, not of how it travelled. Nameless senders are told apart by their address."""
    customer = inbound.customer.contacts or (("address", delivery.source_address),)
    said = [
        customer,
        inbound.subject,
        inbound.text,
        inbound.order.number if inbound.order else None,
        [(one.name, one.content_type, one.size, one.media) for one in inbound.attachments],
    ]
    text = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def names_to_look_up(delivery: Delivery, inbound: Inbound, identity: Identity) -> list[Name]:
    """Every once row that decides what to do with a message; they are read in one call."""
    names: list[Name] = [(MESSAGE, identity.name), (MESSAGE, revision_name(identity)), (RECEIPT, delivery.id)]
    names += [(ACKNOWLEDGED, name) for name in acknowledged_names(inbound)]
    names += [(THREAD, known_as) for known_as in inbound.known_as]
    names += [(THREAD, answered) for answered in inbound.answers if answered.startswith("mid:")]
    conversation = [(CONVERSATION, conversation_name(delivery, inbound))] if inbound.conversation else []
    return list(dict.fromkeys((*conversation, *names)))[:100]


def revision_name(identity: Identity) -> str:
    return _join(identity.name, identity.content)


def acknowledged_names(inbound: Inbound) -> tuple[str, ...]:
    """The acknowledgements that one address may get in a while, each a row of its own. Only mail can answer mail in
    a circle; on other channels there are none.
    """
    address = inbound.reply_to
    if address is None or address.channel != EMAIL:
        return ()
    person = address.recipient.casefold()
    return tuple(_join(address.channel, person, str(number)) for number in range(ACKNOWLEDGEMENTS_A_DAY))


def conversation_name(delivery: Delivery, inbound: Inbound) -> str:
    return _join(inbound.channel or delivery.channel, delivery.account, inbound.conversation or "")


def candidates(inbound: Inbound, recorded: Recorded) -> list[tuple[str, bool]]:
    """(complaint, whether the sender must be one of its people), strongest claim first.

    A signed token proves that the sender has our letter. The id of a mail stands in every copy of it and a tag in the
    subject can be guessed, so both are good only for people of the complaint; a bounce, which is nobody's, moves
    nothing. A message that is known by its own name came before over another account: it belongs to the same complaint.
    """
    found: list[tuple[str, bool]] = []
    for answered in inbound.answers:
        kind, _, value = answered.partition(":")
        if kind == "token":
            found.append((value, False))
        elif kind == "tag":
            found.append((value, True))
        elif complaint := recorded.get((THREAD, answered)):
            found.append((complaint, kind == "mid" and not inbound.is_automatic))
    found += [(recorded[name], False) for known in inbound.known_as if (name := (THREAD, known)) in recorded]
    return list(dict.fromkeys(found))


def knows(customer: Customer, sender: Customer) -> bool:
    """Do the two share any contact?"""
    folded = {(kind, value.casefold()) for kind, value in customer.contacts}
    return any((kind, value.casefold()) in folded for kind, value in sender.contacts)


def merged(known: Customer, sender: Customer) -> Customer:
    """What was known stays; what is new is added."""
    return known.model_copy(
        update={
            name: value for name, value in sender.model_dump(exclude_none=True).items() if getattr(known, name) is None
        }
    )


def _join(*parts: str) -> str:
    return json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
