"""Conditions: what must hold of an item.

Source: Developer Guide, "Condition and filter expressions, operators, and functions".

Both sides of AND and OR are always evaluated, so that a wrong operand is refused whatever the item holds.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from infra.local.dynamodb.errors import validation
from infra.local.dynamodb.operands import Operand, Path, Placeholder
from infra.local.dynamodb.scope import Scope
from infra.local.dynamodb.values import ELEMENT_TYPES, AttributeValue, is_ordered, kind, ordering

ATTRIBUTE_TYPES = frozenset({"S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"})


class Condition(Protocol):
    def holds(self, scope: Scope) -> bool:
        """Whether the item in the scope meets the condition."""


@dataclass(frozen=True)
class And:
    left: Condition
    right: Condition

    def holds(self, scope: Scope) -> bool:
        return all([self.left.holds(scope), self.right.holds(scope)])


@dataclass(frozen=True)
class Or:
    left: Condition
    right: Condition

    def holds(self, scope: Scope) -> bool:
        return any([self.left.holds(scope), self.right.holds(scope)])


@dataclass(frozen=True)
class Not:
    condition: Condition

    def holds(self, scope: Scope) -> bool:
        return not self.condition.holds(scope)


@dataclass(frozen=True)
class Comparison:
    operator: str
    left: Operand
    right: Operand

    def holds(self, scope: Scope) -> bool:
        left, right = self.left.evaluate(scope), self.right.evaluate(scope)
        if self.operator in ("=", "<>"):
            are_equal = left is not None and left == right
            return are_equal == (self.operator == "=")
        _check_literals(self.operator, (self.left, self.right), scope)
        return _ordered_as(ORDER_OPERATORS[self.operator], left, right)


@dataclass(frozen=True)
class Between:
    operand: Operand
    lower: Operand
    upper: Operand

    def holds(self, scope: Scope) -> bool:
        operands = (self.operand, self.lower, self.upper)
        _check_literals("BETWEEN", operands, scope)
        value, lower, upper = (operand.evaluate(scope) for operand in operands)
        if isinstance(self.lower, Placeholder) and isinstance(self.upper, Placeholder):
            check_bounds(self.lower.evaluate(scope), self.upper.evaluate(scope))
        return _ordered_as(operator.ge, value, lower) and _ordered_as(operator.le, value, upper)


@dataclass(frozen=True)
class Membership:
    operand: Operand
    options: tuple[Operand, ...]

    def holds(self, scope: Scope) -> bool:
        value = self.operand.evaluate(scope)
        return value is not None and any(value == option.evaluate(scope) for option in self.options)


@dataclass(frozen=True)
class Exists:
    path: Path

    def holds(self, scope: Scope) -> bool:
        return self.path.evaluate(scope) is not None


@dataclass(frozen=True)
class HasType:
    path: Path
    type_name: Operand

    def holds(self, scope: Scope) -> bool:
        wanted = (self.type_name.evaluate(scope) or {}).get("S")
        if wanted not in ATTRIBUTE_TYPES:
            raise validation(f"Invalid ConditionExpression: Invalid attribute type name found; type: {wanted}")
        value = self.path.evaluate(scope)
        return value is not None and kind(value) == wanted


@dataclass(frozen=True)
class BeginsWith:
    path: Operand
    prefix: Operand

    def holds(self, scope: Scope) -> bool:
        value, prefix = self.path.evaluate(scope), self.prefix.evaluate(scope)
        if isinstance(self.prefix, Placeholder) and prefix is not None and kind(prefix) not in ("S", "B"):
            raise wrong_literal("begins_with", prefix)
        if value is None or prefix is None or kind(value) != kind(prefix) or kind(value) not in ("S", "B"):
            return False
        return bool(ordering(value).startswith(ordering(prefix)))


@dataclass(frozen=True)
class Contains:
    """A part of a string or binary, or a member of a set or list."""

    path: Operand
    operand: Operand

    def holds(self, scope: Scope) -> bool:
        value, wanted = self.path.evaluate(scope), self.operand.evaluate(scope)
        if value is None or wanted is None:
            return False
        [(type_name, content)] = value.items()
        if type_name == "L":
            return wanted in content
        if type_name in ELEMENT_TYPES:
            return wanted.get(ELEMENT_TYPES[type_name]) in content
        return type_name in ("S", "B") and kind(wanted) == type_name and ordering(wanted) in ordering(value)


def check_bounds(lower: AttributeValue, upper: AttributeValue) -> None:
    if kind(lower) != kind(upper):
        raise validation("The BETWEEN operator requires same data type for lower and upper bounds")
    if ordering(lower) > ordering(upper):
        raise validation("The BETWEEN operator requires upper bound to be greater than or equal to lower bound")


def wrong_literal(operation: str, value: AttributeValue) -> Exception:
    return validation(
        "Incorrect operand type for operator or function; "
        f"operator or function: {operation}, operand type: {kind(value)}"
    )


def _check_literals(operation: str, operands: tuple[Operand, ...], scope: Scope) -> None:
    for operand in operands:
        if isinstance(operand, Placeholder) and not is_ordered(operand.evaluate(scope)):
            raise wrong_literal(operation, operand.evaluate(scope))


def _ordered_as(compare: Callable[[Any, Any], bool], left: AttributeValue | None, right: AttributeValue | None) -> bool:
    if left is None or right is None or kind(left) != kind(right) or not is_ordered(left):
        return False
    return compare(ordering(left), ordering(right))


ORDER_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
