"""Facts by name, and what is derived from them at first use. The functions stand in the modules beside this one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from chalicelib.policies.facts import Facts
from chalicelib.policies.rulebook import Lexicon

PROMISE: Final = "promise."
_TYPES: Final[Mapping[str, str]] = {
    r"platform": "",
    r"no_?reason": "no_reason",
    r"quality.*exchange|exchange.*quality": "quality_exchange",
    r"quality.*return|return.*quality": "quality_return",
    r"price_(protect|guarant|match)|lowest_price": "price_protection",
    r"warranty": "extended_warranty",
    r"spare|loan": "spare_unit",
    r"repair_(in|within|time|days)": "repair_within",
    r"pick_?up|collection": "door_pick_up",
    r"on_?site": "on_site_repair",
    r"insur": "freight_insurance",
    r"(free|first).*return|return.*free": "free_return",
    r"(instant|fast|quick|immediate).*refund|refund_first": "instant_refund",
    r"refund_(only|without)": "refund_only",
}
"""Spellings of a promise's type → the type. The first that fits counts; a platform's own promises keep their names."""

Derive = Callable[["Case"], Any]
DERIVED: Final[dict[str, Derive]] = {}
RESTS_ON: Final[dict[str, tuple[str, ...]]] = {}
"""Derived name → the given facts it rests on, so that what follows from something only asserted stays conditional."""


class Case(dict[str, Any]):
    """What is neither given nor derivable is ``None``."""

    def __init__(self, facts: Facts, lexicon: Lexicon) -> None:
        super().__init__(facts.values)
        self.lexicon = lexicon

    def __missing__(self, name: str) -> Any:
        if name.startswith(PROMISE):
            value = _promised(self, name)
        else:
            derive = DERIVED.get(name)
            value = derive(self) if derive else None
        self[name] = value
        return value


def derived(*rests_on: str) -> Callable[[Derive], Derive]:
    def note(function: Derive) -> Derive:
        name = function.__name__
        DERIVED[name], RESTS_ON[name] = function, rests_on
        return function

    return note


def repairs_of(case: Case) -> list[Mapping[str, Any]]:
    return [one for one in case["repairs"] or () if isinstance(one, Mapping)]


def promises_of(case: Case, kind: str) -> list[Mapping[str, Any]]:
    """A promise is an object with its ``type``, or the type alone."""
    given = [{"type": one} if isinstance(one, str) else one for one in case["promises"] or ()]
    return [one for one in given if isinstance(one, Mapping) and _type_of(str(one.get("type") or "")) == kind]


@lru_cache(maxsize=512)
def _type_of(written: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", written.lower())
    return next((known for pattern, known in _TYPES.items() if re.search(pattern, name)), "") or name


def _promised(case: Case, name: str) -> Any:
    """``promise.<type>`` is whether it was given, ``promise.<type>.<field>`` its largest value of that field."""
    kind, _, wanted = name.removeprefix(PROMISE).partition(".")
    given = promises_of(case, kind)
    if not wanted:
        return True if given else None
    return max((one[wanted] for one in given if isinstance(one.get(wanted), Decimal)), default=None)


def first_field(told: Any, *names: str) -> Decimal | None:
    """The first of these fields of an object that holds a number; words there are nobody's sum."""
    written = (told[name] for name in names if name in told) if isinstance(told, Mapping) else ()
    return next((sum_ for sum_ in map(_number, written) if sum_ is not None), None)


def _number(written: Any) -> Decimal | None:
    """A number however it was written; yes and no are none."""
    if isinstance(written, bool) or not isinstance(written, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(written).strip().rstrip("%"))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
