"""Amounts as formulas over facts: ``max(3 * price_paid, 500)``. Decimal throughout, rounded once, to two places (C13).

``parsed`` turns the text into nested lists when the rules are compiled; only ``value_of`` runs in production.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import reduce
from typing import Any, Final

from chalicelib.model.errors import ConfigurationError

Parsed = Any
"""A name, a number as text behind ``#``, or ``[operation, operand, …]``: what JSON can hold."""

_CENT: Final = Decimal("0.01")
_BINARY: Final = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_CALLS: Final = ("max", "min")
_OPERATIONS: Final[Mapping[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "max": max,
    "min": min,
}


def parsed(formula: str) -> Parsed:
    """Raises ``ConfigurationError`` for anything but names, numbers, ``+ - * /``, ``max`` and ``min``."""
    try:
        return _parsed(ast.parse(formula, mode="eval").body)
    except (SyntaxError, ValueError) as error:
        raise ConfigurationError(f"not a formula: {formula} ({error})") from error


def _parsed(node: ast.expr) -> Parsed:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return f"#{number}"
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
            return [_BINARY[type(operator)], _parsed(left), _parsed(right)]
        case ast.Call(func=ast.Name(id=name), args=[_, _, *_] as operands, keywords=[]) if name in _CALLS:
            return [name, *map(_parsed, operands)]
    raise ValueError(f"{ast.unparse(node)} is not allowed")


def names_in(formula: Parsed) -> Iterator[str]:
    if isinstance(formula, str):
        if not formula.startswith("#"):
            yield formula
        return
    for operand in formula[1:]:
        yield from names_in(operand)


def value_of(formula: Parsed, facts: Mapping[str, Any]) -> Decimal | None:
    """``None`` when a fact is missing, so that no amount is guessed."""
    exact = _exact(formula, facts)
    return None if exact is None else exact.quantize(_CENT, rounding=ROUND_HALF_UP)


def _exact(formula: Parsed, facts: Mapping[str, Any]) -> Decimal | None:
    if isinstance(formula, str):
        if formula.startswith("#"):
            return Decimal(formula[1:])
        known = facts[formula]
        return None if known is None else Decimal(known)
    operation, *operands = formula
    values = [_exact(operand, facts) for operand in operands]
    if any(value is None for value in values):
        return None
    if operation == "/" and not values[1]:
        return None
    return reduce(_OPERATIONS[operation], [value for value in values if value is not None])
