"""What is written once with a message: it, its thread and its receipt are found by it, and nothing is recorded twice.
Pure.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from chalicelib.model.change import Once
from chalicelib.model.effect import Effect
from chalicelib.model.message import Message

from . import matching, opening
from .arrival import Arrival
from .matching import Recorded

RECEIPT_LIFE: Final = timedelta(days=90)
ACKNOWLEDGED_AGAIN_AFTER: Final = timedelta(hours=1)
ACKNOWLEDGEMENTS_COUNT_FOR: Final = timedelta(days=1)


def of_message(
    arrival: Arrival, message: Message, *, complaint: str, recorded: Recorded, now: datetime
) -> tuple[Once, ...]:
    """The message by its own name, its thread, and its receipt."""
    identity = arrival.identity
    name = matching.revision_name(identity) if message.revision_of else identity.name
    expires = now + matching.FINGERPRINT_LIFE if identity.is_fingerprint else None
    value = f"{complaint}|{message.id}|{identity.content}"
    thread = (
        Once(kind=matching.THREAD, key=known_as, value=complaint)
        for known_as in dict.fromkeys(arrival.inbound.known_as)
        if (matching.THREAD, known_as) not in recorded
    )
    said = Once(kind=matching.MESSAGE, key=name, value=value, expires_at=expires)
    return (said, *thread, *of_receipt(arrival, complaint=complaint, recorded=recorded, now=now))


def of_receipt(arrival: Arrival, *, complaint: str, recorded: Recorded, now: datetime) -> tuple[Once, ...]:
    """Leads from the delivery to its first message's complaint, over a quarantine entry if there was one."""
    key = arrival.delivery.id
    present = recorded.get((matching.RECEIPT, key))
    if not arrival.is_first or present == complaint:
        return ()
    return (Once(kind=matching.RECEIPT, key=key, value=complaint, replaces=present, expires_at=now + RECEIPT_LIFE),)


def of_conversation(arrival: Arrival, *, complaint: str, recorded: Recorded) -> tuple[Once, ...]:
    """What is said next in the same conversation belongs to this complaint."""
    if not arrival.inbound.conversation:
        return ()
    name = matching.conversation_name(arrival.delivery, arrival.inbound)
    present = recorded.get((matching.CONVERSATION, name))
    return (Once(kind=matching.CONVERSATION, key=name, value=complaint, replaces=present),)


def within_limits(
    effects: tuple[Effect, ...], arrival: Arrival, *, recorded: Recorded, now: datetime
) -> tuple[tuple[Effect, ...], tuple[Once, ...]]:
    """A few acknowledgements a day to one address, and one an hour where nobody proved the address: neither two
    machines that answer each other nor the form may fill a mailbox.
    """
    names = matching.acknowledged_names(arrival.inbound)
    if not effects or not names:
        return effects, ()
    is_proved = opening.proves_address(arrival.delivery.channel)
    free = [name for name in (names if is_proved else names[:1]) if (matching.ACKNOWLEDGED, name) not in recorded]
    if not free:
        return (), ()
    expires = now + (ACKNOWLEDGEMENTS_COUNT_FOR if is_proved else ACKNOWLEDGED_AGAIN_AFTER)
    return effects, (Once(kind=matching.ACKNOWLEDGED, key=free[0], value="1", expires_at=expires),)
