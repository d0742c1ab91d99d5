"""What is known of a case, read from JSON into dates, money and flags, each with where it comes from.

Names, kinds and further spellings are data (``rules/vocabulary.yaml``). What has no name there is kept apart as
``unread``, so that nobody believes it was taken into account.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal, get_args
from zoneinfo import ZoneInfo

from chalicelib.model.errors import InvalidInput

Source = Literal["asserted", "evidenced", "confirmed"]
"""Somebody says so; there is proof; it is settled."""
SOURCES: Final[tuple[Source, ...]] = get_args(Source)

ZONES: Final = {
    "CN": "Asia/Shanghai",
    "TW": "Asia/Taipei",
    "HK": "Asia/Hong_Kong",
    "EU": "Europe/Brussels",
    "UK": "Europe/London",
    "US": "America/New_York",
}
"""Jurisdiction → the zone in which its days begin (C1). The USA and the EU have several; ``zone`` among the facts
says which.
"""
REQUIRED: Final = ("jurisdiction", "issue", "claim_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """``values`` in their kinds; ``sources`` only for those that somebody named one for."""

    values: Mapping[str, Any]
    sources: Mapping[str, Source]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """``kinds``: name → kind. ``names``: every spelling → name."""

    kinds: Mapping[str, str]
    names: Mapping[str, str]


def read_facts(given: Mapping[str, Any], vocabulary: Vocabulary) -> Facts:
    """A fact is its value, or ``{"value": …, "source": …}``; ``null`` and empty text
    are unknown.

    Raises ``InvalidInput`` with every field that cannot be read and what would be right.
    """
    zone = _zone(given)
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    unread: list[str] = []
    wrong: dict[str, str] = {}
    for spelling, told in given.items():
        name = vocabulary.names.get(spelling)
        if name is None:
            unread.append(spelling)
            continue
        try:
            value, source = _told(told)
            if value not in (None, ""):
                values[name] = _KINDS[vocabulary.kinds[name]](value, zone)
        except (ValueError, TypeError, InvalidOperation) as error:
            wrong[spelling] = str(error) or f"not {vocabulary.kinds[name]}"
            continue
        if source:
            sources[name] = source
    wrong |= {name: "is needed" for name in REQUIRED if name not in values and name not in wrong}
    if wrong:
        raise InvalidInput(f"these facts cannot be read: {', '.join(sorted(wrong))}", fields=wrong)
    return Facts(values=values, sources=sources, unread=tuple(sorted(unread)))


def _zone(given: Mapping[str, Any]) -> ZoneInfo:
    jurisdiction, _ = _told(given.get("jurisdiction"))
    if jurisdiction not in ZONES:
        raise InvalidInput("no such jurisdiction", fields={"jurisdiction": f"one of {', '.join(ZONES)}"})
    named, _ = _told(given.get("zone"))
    try:
        return _zone_named(str(named or ZONES[jurisdiction]))
    except (KeyError, ValueError):
        raise InvalidInput("no such time zone", fields={"zone": "a name like Europe/Paris"}) from None


_zones: Final[dict[str, ZoneInfo]] = {}


def _zone_named(name: str) -> ZoneInfo:
    if name not in _zones:
        _zones[name] = ZoneInfo(name)
    return _zones[name]


def _told(told: Any) -> tuple[Any, Source | None]:
    if not (isinstance(told, Mapping) and told.keys() == {"value", "source"}):
        return told, None
    if told["source"] not in SOURCES:
        raise ValueError(f"the source is one of {', '.join(SOURCES)}")
    return told["value"], told["source"]


def _text(value: Any, _: ZoneInfo) -> str:
    if not isinstance(value, str):
        raise TypeError("write text")
    return value


_FLAGS: Final = {"true": True, "yes": True, "false": False, "no": False}


def _flag(value: Any, _: ZoneInfo) -> bool:
    """A form field or a CSV column says it in words."""
    said = _FLAGS.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(said, bool):
        raise TypeError("write true or false")
    return said


def _number(value: Any, _: ZoneInfo) -> Decimal:
    """Through its text: a binary fraction never becomes money (C13)."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise TypeError('write a number, money as text: "219.00"')
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError("write a finite number")
    return number


def _money(value: Any, zone: ZoneInfo) -> Decimal:
    """A sum of money; of a table of sums, their total."""
    if isinstance(value, Mapping):
        return sum((_money(one, zone) for one in value.values()), Decimal())
    amount = _number(value, zone)
    if amount < 0:
        raise ValueError("money is not negative")
    return amount


def _moment(value: Any, zone: ZoneInfo) -> datetime:
    """Wall time of the jurisdiction, without offset: all counting happens there (C1)."""
    if not isinstance(value, str | datetime):
        raise TypeError("write a time like 2026-07-17T10:00:00")
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo is None else moment.astimezone(zone).replace(tzinfo=None)


def _day(value: Any, zone: ZoneInfo) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str | datetime):
        raise TypeError("write a day like 2026-07-17")
    return _moment(value, zone).date()


def _rate(value: Any, zone: ZoneInfo) -> Decimal:
    """A share per unit, as a fraction: ``0.5 %``, or 0.5 meant as percent, or 0.005."""
    percent = isinstance(value, str) and "%" in value
    rate = _number(value.split("%")[0].strip() if percent else value, zone)
    return rate / 100 if percent or rate >= _LARGEST_FRACTION else rate


_LARGEST_FRACTION: Final = Decimal("0.05")
"""No good loses a twentieth of its price in a day, so from here on a rate is written in percent."""


def _list(value: Any, zone: ZoneInfo) -> tuple[Any, ...]:
    """Of objects or texts; one alone counts as a list of one."""
    if isinstance(value, str | Mapping):
        return (_any(value, zone),)
    if not isinstance(value, list | tuple):
        raise TypeError("write a list")
    return tuple(_any(one, zone) for one in value)


def _any(value: Any, zone: ZoneInfo) -> Any:
    """The fields of an object are read by their names."""
    if not isinstance(value, Mapping):
        return value
    return {name: _field(name, told, zone) for name, told in value.items() if told not in (None, "")}


def _field(name: str, told: Any, zone: ZoneInfo) -> Any:
    kind = _FIELDS.get(name)
    try:
        return told if kind is None else kind(told, zone)
    except (ValueError, TypeError, InvalidOperation) as error:
        raise ValueError(f"{name}: {error}") from error


def _percent(value: Any, zone: ZoneInfo) -> Decimal:
    return _number(value.rstrip("% ") if isinstance(value, str) else value, zone)


_COUNTS: Final = ("days", "months", "years", "n", "times", "multiple", "pay", "quantity")
_SUMS: Final = (
    "price", "marked_price", "value", "min", "max", "floor", "cap", "amount", "sum", "sum_insured", "threshold",
)  # fmt: skip
_FIELDS: Final[Mapping[str, Callable[[Any, ZoneInfo], Any]]] = {
    **dict.fromkeys(("sent_in", "ready"), _day),
    **dict.fromkeys(_COUNTS, _number),
    **dict.fromkeys(_SUMS, _money),
    "percent": _percent,
    "returned": _flag,
}
"""Fields of repairs, items, promises, gifts and offers."""

_KINDS: Final[Mapping[str, Callable[[Any, ZoneInfo], Any]]] = {
    "text": _text,
    "flag": _flag,
    "number": _number,
    "money": _money,
    "moment": _moment,
    "day": _day,
    "list": _list,
    "rate": _rate,
    "any": _any,
}
KINDS: Final = tuple(_KINDS)
