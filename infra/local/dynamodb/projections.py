"""The parts of an item that a projection expression asks for (Developer Guide, "Projection expressions")."""

from typing import Any

from infra.local.dynamodb.operands import Path
from infra.local.dynamodb.scope import PathStep, Scope
from infra.local.dynamodb.updates import check_apart
from infra.local.dynamodb.values import AttributeValue, Item

Tree = dict[PathStep, Any]


class Projection:
    """Paths as a tree: each step leads to the steps wanted below it, an empty tree means everything below."""

    def __init__(self, paths: tuple[Path, ...], scope: Scope) -> None:
        resolved = [scope.path(path.steps) for path in paths]
        check_apart(resolved)
        self._tree: Tree = {}
        for steps in resolved:
            branch = self._tree
            for step in steps:
                branch = branch.setdefault(step, {})

    @property
    def attribute_names(self) -> list[str]:
        return [str(step) for step in self._tree]

    def of(self, item: Item) -> Item:
        return _members(item, self._tree)


def _part(value: AttributeValue, tree: Tree) -> AttributeValue | None:
    if not tree:
        return value
    if "M" in value:
        members = _members(value["M"], tree)
        return {"M": members} if members else None
    if "L" in value:
        elements = _elements(value["L"], tree)
        return {"L": elements} if elements else None
    return None


def _members(members: Item, tree: Tree) -> Item:
    parts = {
        step: _part(members[step], below) for step, below in tree.items() if isinstance(step, str) and step in members
    }
    return {name: part for name, part in parts.items() if part is not None}


def _elements(elements: list[AttributeValue], tree: Tree) -> list[AttributeValue]:
    indexes = sorted(step for step in tree if isinstance(step, int) and step < len(elements))
    parts = (_part(elements[index], tree[index]) for index in indexes)
    return [part for part in parts if part is not None]
