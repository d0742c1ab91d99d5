"""How often the same customer has come lately. Pure.

A contact is a new complaint, or a word to an open one after a silence: five pictures in a row are one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from chalicelib.model.change import Once
from chalicelib.model.message import Customer
from chalicelib.routing.conditions import LONGEST_HOURS, MOST_CONTACTS
from chalicelib.store.rows import normalised

from .matching import Name, Recorded

CONTACTS: Final = "contacts"
SILENCE: Final = timedelta(minutes=10)
"""As 京东咚咚 tells one conversation from the next."""
REMEMBERED: Final = timedelta(hours=LONGEST_HOURS)


def contact_names(customer: Customer) -> list[Name]:
    """One for each way by which they are known: who wrote a mail yesterday may come by another channel today."""
    return [
        (CONTACTS, json.dumps([kind, normalised(kind, value)], ensure_ascii=True)) for kind, value in customer.contacts
    ]


def contacts_with(
    recorded: Recorded, customer: Customer, *, now: datetime, is_new_matter: bool
) -> tuple[datetime, ...]:
    """The latest, oldest first, with this one if it counts."""
    before: Counter[str] = Counter()
    for name in contact_names(customer):
        before |= Counter(json.loads(recorded.get(name, "[]")))
    lately = [one for one in sorted(map(datetime.fromisoformat, before.elements())) if now - REMEMBERED < one <= now]
    counts = is_new_matter or not lately or now - lately[-1] >= SILENCE
    return tuple([*lately, now] if counts else lately)[-MOST_CONTACTS:]


def remembered(customer: Customer, contacts: Sequence[datetime], *, now: datetime) -> list[Once]:
    """Of two that come at once the later row stands: they are one visit anyway."""
    value = json.dumps([one.isoformat() for one in contacts])
    return [
        Once(kind=kind, key=key, value=value, always=True, expires_at=now + REMEMBERED)
        for kind, key in contact_names(customer)
    ]
