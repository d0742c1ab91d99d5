"""The functions of expressions: their names, their arguments and the trees they become.

Source: Developer Guide, "Condition and filter expressions, operators, and functions" and "Update expressions".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from infra.local.dynamodb.conditions import BeginsWith, Condition, Contains, Exists, HasType, Not
from infra.local.dynamodb.errors import validation
from infra.local.dynamodb.operands import IfNotExists, ListAppend, Operand, Path, Size

Tree = TypeVar("Tree")


@dataclass(frozen=True)
class Function(Generic[Tree]):
    """How a function becomes a tree; the arguments marked True must be paths."""

    build: Callable[..., Tree]
    must_be_path: tuple[bool, ...]

    def applied(self, name: str, arguments: tuple[Operand, ...]) -> Tree:
        if len(arguments) != len(self.must_be_path):
            raise validation(
                "Invalid expression: Incorrect number of operands for operator or function; "
                f"operator or function: {name}, number of operands: {len(arguments)}"
            )
        for argument, must_be_path in zip(arguments, self.must_be_path, strict=True):
            if must_be_path and not isinstance(argument, Path):
                raise validation(
                    f"Invalid expression: Operator or function requires a document path; operator or function: {name}"
                )
        check_distinct(name, *arguments)
        return self.build(*arguments)


def check_distinct(name: str, first: Operand, *others: Operand) -> None:
    if isinstance(first, Path) and first in others:
        raise validation(
            "Invalid expression: The first operand must be distinct from the remaining operands for this operator or "
            f"function; operator: {name}"
        )


def _not_exists(path: Path) -> Condition:
    return Not(Exists(path))


PREDICATES: Mapping[str, Function[Condition]] = {
    "attribute_exists": Function(Exists, (True,)),
    "attribute_not_exists": Function(_not_exists, (True,)),
    "attribute_type": Function(HasType, (True, False)),
    "begins_with": Function(BeginsWith, (True, False)),
    "contains": Function(Contains, (True, False)),
}

CONDITION_FUNCTIONS: Mapping[str, Function[Operand]] = {"size": Function(Size, (True,))}

UPDATE_FUNCTIONS: Mapping[str, Function[Operand]] = {
    "if_not_exists": Function(IfNotExists, (True, False)),
    "list_append": Function(ListAppend, (False, False)),
}
