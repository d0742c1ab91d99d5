"""Key conditions of a query as ranges of encoded keys.

Source: Developer Guide, "Key condition expressions for the Query operation in DynamoDB".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from infra.local.dynamodb.conditions import And, BeginsWith, Between, Comparison, Condition, check_bounds
from infra.local.dynamodb.errors import validation
from infra.local.dynamodb.keys import KeyAttribute, KeySchema, after_prefix, encode_partition, encode_sort
from infra.local.dynamodb.operands import Path, Placeholder
from infra.local.dynamodb.scope import Scope
from infra.local.dynamodb.values import AttributeValue, kind

MIRRORED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class SortRange:
    """Which encoded sort keys are meant: from `lower`, up to but without `upper`; None is open.

    Keys are byte strings, so the next key after `key` is `key + b"\\0"`: inclusive bounds need no flag.
    """

    lower: bytes | None = None
    upper: bytes | None = None

    def contains(self, key: bytes) -> bool:
        return (self.lower is None or self.lower <= key) and (self.upper is None or key < self.upper)


@dataclass(frozen=True)
class KeyRange:
    partition: bytes
    sort: SortRange


@dataclass(frozen=True)
class _Term:
    name: str
    operator: str
    values: tuple[AttributeValue, ...]


def key_range(condition: Condition, scope: Scope, keys: KeySchema) -> KeyRange:
    terms = {}
    for term in _terms(condition, scope):
        if term.name in terms:
            raise validation("KeyConditionExpressions must only contain one condition per key")
        terms[term.name] = term
    partition = terms.pop(keys.partition.name, None)
    if partition is None:
        raise validation(f"Query condition missed key schema element: {keys.partition.name}")
    if partition.operator != "=":
        raise validation("Query key condition not supported")
    sort = terms.pop(keys.sort.name, None) if keys.sort is not None else None
    if terms:
        raise validation("Query key condition not supported")
    [value] = partition.values
    return KeyRange(
        encode_partition(keys.partition, value),
        SortRange() if sort is None or keys.sort is None else _sort_range(keys.sort, sort),
    )


def _terms(condition: Condition, scope: Scope) -> Iterator[_Term]:
    match condition:
        case And(left, right):
            yield from _terms(left, scope)
            yield from _terms(right, scope)
        case Comparison(symbol, Path() as path, Placeholder() as value) if symbol in MIRRORED:
            yield _term(path, symbol, scope, value)
        case Comparison(symbol, Placeholder() as value, Path() as path) if symbol in MIRRORED:
            yield _term(path, MIRRORED[symbol], scope, value)
        case Between(Path() as path, Placeholder() as lower, Placeholder() as upper):
            check_bounds(lower.evaluate(scope), upper.evaluate(scope))
            yield _term(path, "BETWEEN", scope, lower, upper)
        case BeginsWith(Path() as path, Placeholder() as prefix):
            yield _term(path, "begins_with", scope, prefix)
        case _:
            raise validation(f"Invalid operator used in KeyConditionExpression: {type(condition).__name__.upper()}")


def _term(path: Path, symbol: str, scope: Scope, *values: Placeholder) -> _Term:
    steps = scope.path(path.steps)
    if len(steps) > 1:
        raise validation("KeyConditionExpressions cannot have conditions on nested attributes")
    return _Term(str(steps[0]), symbol, tuple(value.evaluate(scope) for value in values))


def _sort_range(attribute: KeyAttribute, term: _Term) -> SortRange:
    if term.operator == "begins_with" and kind(term.values[0]) == "N":
        raise validation("Incorrect operand type for operator or function; operator or function: begins_with")
    return _RANGES[term.operator](*(encode_sort(attribute, value) for value in term.values))


def _after(key: bytes) -> bytes:
    return key + b"\x00"


_RANGES: Mapping[str, Callable[..., SortRange]] = {
    "=": lambda key: SortRange(key, _after(key)),
    "<": lambda key: SortRange(None, key),
    "<=": lambda key: SortRange(None, _after(key)),
    ">": lambda key: SortRange(_after(key), None),
    ">=": lambda key: SortRange(key, None),
    "BETWEEN": lambda lower, upper: SortRange(lower, _after(upper)),
    "begins_with": lambda prefix: SortRange(prefix, after_prefix(prefix)),
}
