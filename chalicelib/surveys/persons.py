"""One person over all channels: under which names they are remembered, and what of them is. Pure.

The names are kept as hashes under a key (``store.keys.once_key``), each in a row that can be written only once while it
holds: of two complaints of one person that are due at the same moment one is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.channels.contact import normalise_phone
from chalicelib.model.change import Once
from chalicelib.model.complaint import Complaint

ASKED: Final = "surveyed"
RECOMMENDED: Final = "surveyed_recommend"
"""Asked whether they would recommend us, which has a longer pause of its own."""
OPTED_OUT: Final = "survey_opt_out"
OUT: Final = "out"
EMAIL: Final = "email"
Name = tuple[str, str]
_SEPARATOR: Final = "|"


def identities(complaint: Complaint) -> tuple[str, ...]:
    """Everything the channel or the customer gave by which this person would be known again."""
    customer, to = complaint.customer, complaint.reply_to
    named = {
        "phone": normalise_phone(customer.phone or ""),
        EMAIL: customer.email and customer.email.strip().casefold(),
        complaint.channel: customer.id,
    }
    found = [f"{kind}:{value}" for kind, value in named.items() if value]
    if to and to.recipient:
        recipient = to.recipient.strip().casefold() if to.channel == EMAIL else to.recipient
        found.append(f"{to.channel}:{recipient}")
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What is known of one person. ``asked_until`` is when they may be asked again, if they were lately."""

    names: tuple[str, ...]
    recorded: Mapping[Name, str]

    @classmethod
    def of(cls, complaint: Complaint, recorded: Mapping[Name, str]) -> Remembered:
        return cls(names=identities(complaint), recorded=recorded)

    @property
    def has_opted_out(self) -> bool:
        return bool(self._values(OPTED_OUT))

    @property
    def asked_until(self) -> datetime | None:
        return max((_until(value) for value in self._values(ASKED)), default=None)

    @property
    def was_asked_to_recommend(self) -> bool:
        return bool(self._values(RECOMMENDED))

    def asked(self, *, survey: str, until: datetime) -> tuple[Once, ...]:
        """Until then they are not asked, whichever of their names comes up."""
        value = _value(survey=survey, until=until)
        return tuple(Once(kind=ASKED, key=name, value=value, expires_at=until) for name in self.names)

    def asked_to_recommend(self, *, survey: str, until: datetime, expires_at: datetime) -> tuple[Once, ...]:
        """With the same survey, and for longer."""
        value = _value(survey=survey, until=until)
        return tuple(Once(kind=RECOMMENDED, key=name, value=value, expires_at=expires_at) for name in self.names)

    def also_known_as(self) -> tuple[Once, ...]:
        """A complaint that joins names shows that the others belong to who was asked."""
        until = self.asked_until
        if until is None:
            return ()
        value = next(value for value in self._values(ASKED) if _until(value) == until)
        new = (name for name in self.names if (ASKED, name) not in self.recorded)
        return tuple(Once(kind=ASKED, key=name, value=value, expires_at=until) for name in new)

    def _values(self, kind: str) -> list[str]:
        return [self.recorded[kind, name] for name in self.names if (kind, name) in self.recorded]


def names_to_look_up(complaint: Complaint) -> list[Name]:
    """Every row that says something of the person; they are read in one call."""
    return [(kind, name) for name in identities(complaint) for kind in (ASKED, RECOMMENDED, OPTED_OUT)]


def opted_out(complaint: Complaint) -> tuple[Once, ...]:
    """From now on this person is asked nothing, under any of their names. Doing it again changes nothing."""
    return tuple(Once(kind=OPTED_OUT, key=name, value=OUT, replaces=OUT) for name in identities(complaint))


def prolonged(
    names: Iterable[str], kind: str, *, survey: str, before: datetime, until: datetime, expires_at: datetime
) -> tuple[Once, ...]:
    """Asked, and reached only now: the pause that was to end at ``before`` ends at ``until``."""
    value, replaces = _value(survey=survey, until=until), _value(survey=survey, until=before)
    return tuple(Once(kind=kind, key=name, value=value, replaces=replaces, expires_at=expires_at) for name in names)


def given_back(names: Iterable[str], kind: str, *, survey: str, until: datetime, now: datetime) -> tuple[Once, ...]:
    """Nobody was reached, so nobody was asked: the rows that say so end now."""
    value = _value(survey=survey, until=until)
    return tuple(Once(kind=kind, key=name, value=value, replaces=value, expires_at=now) for name in names)


def _value(*, survey: str, until: datetime) -> str:
    return f"{until.isoformat()}{_SEPARATOR}{survey}"


def _until(value: str) -> datetime:
    return datetime.fromisoformat(value.partition(_SEPARATOR)[0])
