"""Facts by name, and what is derived from them at first use. The functions stand in the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from chalicelib.policies.facts import Facts
from chalicelib.policies.rulebook import Lexicon

PROMISE: Final = "promise."
_TYPES: Final[Mapping[Any, str]] = {
    "no_reason_return": "no_reason",
    "return_for_quality": "quality_return",
    "exchange_for_quality": "quality_exchange",
    "price_protect": "price_protection",
    "warranty": "extended_warranty",
    "spare": "spare_unit",
    "repair_in_days": "repair_within",
}
"""Other spellings of a promise's type."""

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
    return [one for one in given if isinstance(one, Mapping) and _TYPES.get(one.get("type"), one.get("type")) == kind]


def _promised(case: Case, name: str) -> Any:
    """``promise.<type>`` is whether it was given, ``promise.<type>.<field>`` its largest value of that field."""
    kind, _, wanted = name.removeprefix(PROMISE).partition(".")
    given = promises_of(case, kind)
    if not wanted:
        return True if given else None
    return max((one[wanted] for one in given if isinstance(one.get(wanted), Decimal)), default=None)


def first_field(told: Any, *names: str) -> Decimal | None:
    """The first of these fields that an object has."""
    return next((told[name] for name in names if name in told), None) if isinstance(told, Mapping) else None
