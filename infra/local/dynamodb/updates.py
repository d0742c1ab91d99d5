"""Update expressions applied to items (Developer Guide, "Update expressions").

Operands are read from the item as it was; then values are set, then paths are removed, list elements from the end, so
that an index always means what it meant in the item as it was. Items are never changed in place.
"""

from dataclasses import dataclass
from itertools import combinations

from infra.local.dynamodb import decimals
from infra.local.dynamodb.errors import validation
from infra.local.dynamodb.operands import Operand, Path, required, wrong_operand_type
from infra.local.dynamodb.scope import PathStep, Scope
from infra.local.dynamodb.values import ELEMENT_TYPES, AttributeValue, Item, kind, set_of

Steps = tuple[PathStep, ...]


@dataclass(frozen=True)
class Assign:
    """SET path = operand"""

    path: Path
    operand: Operand

    def outcome(self, scope: Scope) -> AttributeValue | None:
        return required(self.operand, scope)


@dataclass(frozen=True)
class Remove:
    """REMOVE path"""

    path: Path

    def outcome(self, _scope: Scope) -> AttributeValue | None:
        return None


@dataclass(frozen=True)
class Add:
    """ADD path operand: to a number or to a set"""

    path: Path
    operand: Operand

    def outcome(self, scope: Scope) -> AttributeValue | None:
        added = required(self.operand, scope, "N", *ELEMENT_TYPES)
        present = self.path.evaluate(scope)
        if present is None:
            return added
        type_name = kind(added)
        if kind(present) != type_name:
            raise wrong_operand_type()
        if type_name == "N":
            return {"N": decimals.add(present["N"], added["N"])}
        return set_of(type_name, list({*present[type_name], *added[type_name]}))


@dataclass(frozen=True)
class Discard:
    """DELETE path operand: elements of a set; the last one takes the set with it"""

    path: Path
    operand: Operand

    def outcome(self, scope: Scope) -> AttributeValue | None:
        discarded = required(self.operand, scope, *ELEMENT_TYPES)
        present = self.path.evaluate(scope)
        if present is None:
            return None
        type_name = kind(discarded)
        if kind(present) != type_name:
            raise wrong_operand_type()
        left = [element for element in present[type_name] if element not in discarded[type_name]]
        return {type_name: left} if left else None


UpdateAction = Assign | Remove | Add | Discard


@dataclass(frozen=True)
class Update:
    actions: tuple[UpdateAction, ...]

    def paths(self, scope: Scope) -> list[Steps]:
        return [scope.path(action.path.steps) for action in self.actions]

    def check(self, scope: Scope, key_names: tuple[str, ...]) -> None:
        """What is wrong whatever the item holds: overlapping paths, and key attributes as targets."""
        paths = self.paths(scope)
        check_apart(paths)
        for steps in paths:
            if steps[0] in key_names:
                raise validation(
                    "One or more parameter values were invalid: "
                    f"Cannot update attribute {steps[0]}. This attribute is part of the key"
                )

    def apply(self, scope: Scope, start: Item) -> Item:
        """The item that `start` becomes; `scope` holds the item as it was."""
        outcomes = [
            (steps, action.outcome(scope)) for steps, action in zip(self.paths(scope), self.actions, strict=True)
        ]
        outcomes.sort(key=lambda outcome: [_position(step) for step in outcome[0]])
        root: AttributeValue = {"M": start}
        for steps, value in outcomes:
            if value is not None:
                root = _placed(root, steps, value)
        for steps, value in reversed(outcomes):
            if value is None:
                root = _placed(root, steps, None)
        updated: Item = root["M"]
        return updated


def _position(step: PathStep) -> tuple[int, str]:
    return (step, "") if isinstance(step, int) else (0, step)


def check_apart(paths: list[Steps]) -> None:
    for first, second in combinations(paths, 2):
        length = min(len(first), len(second))
        if first[:length] == second[:length]:
            raise validation(
                "Two document paths overlap with each other; must remove or rewrite one of these paths; "
                f"path one: {list(first)}, path two: {list(second)}"
            )


def _placed(container: AttributeValue, steps: Steps, value: AttributeValue | None) -> AttributeValue:
    """The container with the value at the path; with None, without whatever lies at the path."""
    step, *further = steps
    if isinstance(step, int) and "L" in container:
        return {"L": _placed_in_list(container["L"], step, tuple(further), value)}
    if isinstance(step, str) and "M" in container:
        return {"M": _placed_in_map(container["M"], step, tuple(further), value)}
    raise _invalid_path()


def _placed_in_map(members: Item, name: str, further: Steps, value: AttributeValue | None) -> Item:
    if further:
        if name not in members:
            raise _invalid_path()
        return {**members, name: _placed(members[name], further, value)}
    if value is None:
        return {other: kept for other, kept in members.items() if other != name}
    return {**members, name: value}


def _placed_in_list(
    elements: list[AttributeValue], index: int, further: Steps, value: AttributeValue | None
) -> list[AttributeValue]:
    if further:
        if index >= len(elements):
            raise _invalid_path()
        return [*elements[:index], _placed(elements[index], further, value), *elements[index + 1 :]]
    replacement = [] if value is None else [value]
    return [*elements[:index], *replacement, *elements[index + 1 :]]


def _invalid_path() -> Exception:
    return validation("The document path provided in the update expression is invalid for update")
