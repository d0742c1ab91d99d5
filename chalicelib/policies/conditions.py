"""Whether conditions hold, and if not, which one fails and on what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from .periods import at_end
from .rulebook import Conditions


def failing(conditions: Conditions, facts: Mapping[str, Any]) -> tuple[str, str, Any] | None:
    """The first condition that does not hold, or ``None``."""
    for condition in conditions:
        name, test, operand = condition
        if not TESTS[test](facts[name], operand, facts):
            return condition
    return None


def first_holding(conditions: Conditions, facts: Mapping[str, Any]) -> tuple[str, str, Any] | None:
    for condition in conditions:
        name, test, operand = condition
        if TESTS[test](facts[name], operand, facts):
            return condition
    return None


def told(condition: tuple[str, str, Any], facts: Mapping[str, Any]) -> str:
    """``buyer is business; asked for: consumer``"""
    name, test, operand = condition
    value = facts[name]
    if test == "known":
        return f"{name} is {'unknown' if operand else 'known'}"
    try:
        return _told(name, test, operand, value)
    except TypeError:  # a list of objects, which nothing can remember
        return f"{name} does not fit"


@lru_cache(maxsize=8192)
def _told(name: str, test: str, operand: Any, value: Any) -> str:
    known = "unknown" if value is None else _shown(value)
    return f"{name} is {known}; asked for: {_WORDS[test]}{_shown(operand)}"


def _shown(value: Any) -> str:
    if isinstance(value, frozenset | tuple):
        return " or ".join(sorted(map(_shown, value))) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _is_in(value: Any, wanted: frozenset[Any], _: Mapping[str, Any]) -> bool:
    return not wanted.isdisjoint(value) if isinstance(value, frozenset) else value in wanted


def _other(value: Any, facts: Mapping[str, Any]) -> Any:
    """An operand that is text names another fact."""
    return facts[value] if isinstance(value, str) else value


def _compared(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any, Mapping[str, Any]], bool]:
    def holds(value: Any, operand: Any, facts: Mapping[str, Any]) -> bool:
        bound = _other(operand, facts)
        if value is None or bound is None:
            return False
        return test(at_end(value, like=bound) if hasattr(bound, "year") else value, bound)

    return holds


TESTS: Final[Mapping[str, Callable[[Any, Any, Mapping[str, Any]], bool]]] = {
    "in": _is_in,
    "known": lambda value, operand, _: (value is not None and value != frozenset()) is operand,
    "min": _compared(lambda value, bound: value >= bound),
    "max": _compared(lambda value, bound: value <= bound),
    "above": _compared(lambda value, bound: value > bound),
    "below": _compared(lambda value, bound: value < bound),
}
_WORDS: Final = {
    "in": "",
    "min": "at least ",
    "max": "at most ",
    "above": "more than ",
    "below": "less than ",
}
