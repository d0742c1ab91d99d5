"""What an expression can see: one item, and the names and values the request gave for its placeholders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from infra.local.dynamodb.errors import validation
from infra.local.dynamodb.tokens import placeholders
from infra.local.dynamodb.values import AttributeValue, Item, normalised_item

PathStep = str | int


@dataclass(frozen=True)
class Scope:
    item: Item
    names: Mapping[str, str]
    values: Mapping[str, AttributeValue]

    @classmethod
    def of_request(cls, request: Mapping[str, Any], expressions: Iterable[str | None]) -> "Scope":
        """A scope without an item yet; every placeholder must be both defined and used."""
        names: Mapping[str, str] = request.get("ExpressionAttributeNames", {})
        values = normalised_item(request.get("ExpressionAttributeValues", {}))
        used = frozenset[str]().union(*(placeholders(text) for text in expressions if text is not None))
        _check_defined(used, names, values)
        _check_used(used, names, values)
        return cls(item={}, names=names, values=values)

    def seeing(self, item: Item | None) -> "Scope":
        return replace(self, item=item or {})

    def path(self, steps: tuple[PathStep, ...]) -> tuple[PathStep, ...]:
        """The steps with their `#placeholders` replaced by the names they stand for."""
        return tuple(self.names[step] if isinstance(step, str) and step.startswith("#") else step for step in steps)

    def resolve(self, steps: tuple[PathStep, ...]) -> AttributeValue | None:
        return find({"M": self.item}, self.path(steps))


def find(value: AttributeValue, steps: tuple[PathStep, ...]) -> AttributeValue | None:
    """Follow names through maps and indexes through lists; None where nothing lies."""
    found: AttributeValue | None = value
    for step in steps:
        found = _member(found, step)
        if found is None:
            return None
    return found


def _member(value: AttributeValue | None, step: PathStep) -> AttributeValue | None:
    if value is None:
        return None
    if isinstance(step, int):
        elements: list[AttributeValue] = value.get("L", [])
        return elements[step] if step < len(elements) else None
    members: Item = value.get("M", {})
    return members.get(step)


def _check_defined(used: frozenset[str], names: Mapping[str, str], values: Mapping[str, AttributeValue]) -> None:
    for placeholder in sorted(used):
        if placeholder.startswith("#") and placeholder not in names:
            raise validation(
                f"An expression attribute name used in the document path is not defined; attribute name: {placeholder}"
            )
        if placeholder.startswith(":") and placeholder not in values:
            raise validation(
                f"An expression attribute value used in expression is not defined; attribute value: {placeholder}"
            )


def _check_used(used: frozenset[str], names: Mapping[str, str], values: Mapping[str, AttributeValue]) -> None:
    for given, label in ((names, "Names"), (values, "Values")):
        unused = sorted(given.keys() - used)
        if unused:
            raise validation(
                f"Value provided in ExpressionAttribute{label} unused in expressions: keys: {{{', '.join(unused)}}}"
            )
