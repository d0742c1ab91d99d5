"""What stands on either side of an operator: paths, placeholders, functions that give a value, arithmetic.

Source: Developer Guide, "Condition and filter expressions, operators, and functions" and "Update expressions".
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from infra.local.dynamodb import decimals
from infra.local.dynamodb.errors import validation
from infra.local.dynamodb.scope import PathStep, Scope
from infra.local.dynamodb.values import AttributeValue


class Operand(Protocol):
    def evaluate(self, scope: Scope) -> AttributeValue | None:
        """The value, or None where the item has none."""


@dataclass(frozen=True)
class Path:
    steps: tuple[PathStep, ...]

    def evaluate(self, scope: Scope) -> AttributeValue | None:
        return scope.resolve(self.steps)


@dataclass(frozen=True)
class Placeholder:
    name: str

    def evaluate(self, scope: Scope) -> AttributeValue:
        return scope.values[self.name]


@dataclass(frozen=True)
class Size:
    """Characters of a string, bytes of a binary, members of a set, list or map."""

    operand: Operand

    def evaluate(self, scope: Scope) -> AttributeValue | None:
        value = self.operand.evaluate(scope)
        if value is None:
            return None
        [(type_name, content)] = value.items()
        if type_name == "B":
            return {"N": str(len(content) // 4 * 3 - content.count("="))}
        return {"N": str(len(content))} if type_name in ("S", "SS", "NS", "BS", "L", "M") else None


@dataclass(frozen=True)
class IfNotExists:
    path: Path
    otherwise: Operand

    def evaluate(self, scope: Scope) -> AttributeValue | None:
        found = self.path.evaluate(scope)
        return self.otherwise.evaluate(scope) if found is None else found


@dataclass(frozen=True)
class ListAppend:
    first: Operand
    second: Operand

    def evaluate(self, scope: Scope) -> AttributeValue:
        return {"L": required(self.first, scope, "L")["L"] + required(self.second, scope, "L")["L"]}


@dataclass(frozen=True)
class Arithmetic:
    operator: str
    left: Operand
    right: Operand

    def evaluate(self, scope: Scope) -> AttributeValue:
        operate = _ARITHMETIC[self.operator]
        return {"N": operate(required(self.left, scope, "N")["N"], required(self.right, scope, "N")["N"])}


def required(operand: Operand, scope: Scope, *type_names: str) -> AttributeValue:
    """The value of an operand that must exist and, if types are given, be of one of them."""
    value = operand.evaluate(scope)
    if value is None:
        raise validation("The provided expression refers to an attribute that does not exist in the item")
    if type_names and value.keys().isdisjoint(type_names):
        raise wrong_operand_type()
    return value


def wrong_operand_type() -> Exception:
    return validation("An operand in the update expression has an incorrect data type")


_ARITHMETIC: dict[str, Callable[[str, str], str]] = {"+": decimals.add, "-": decimals.subtract}
