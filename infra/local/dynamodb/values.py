"""Attribute values in their wire form, as in {"S": "text"} or {"M": {"count": {"N": "1"}}}.

Every value is normalised once when it enters (numbers in one spelling, sets sorted), so that equality of values is
equality of dictionaries. Sources: Developer Guide, "Supported data types and naming rules" and "DynamoDB item sizes
and formats"; API Reference, AttributeValue.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from infra.local.dynamodb import decimals
from infra.local.dynamodb.errors import validation

AttributeValue = dict[str, Any]
Item = dict[str, AttributeValue]

MAXIMUM_DEPTH = 32
MAXIMUM_ITEM_BYTES = 400 * 1024
CONTAINER_BYTES = 3
MEMBER_BYTES = 1

ELEMENT_TYPES = {"SS": "S", "NS": "N", "BS": "B"}


def kind(value: AttributeValue) -> str:
    """The type descriptor: S, N, B, BOOL, NULL, L, M, SS, NS or BS."""
    return next(iter(value))


def ordering(value: AttributeValue) -> Any:
    """What `<` compares: text by code point (the order of its UTF-8), numbers by size, binaries by byte."""
    return _ORDERINGS[kind(value)](next(iter(value.values())))


def is_ordered(value: AttributeValue) -> bool:
    return kind(value) in _ORDERINGS


def set_of(type_name: str, elements: list[str]) -> AttributeValue:
    return {type_name: sorted(elements, key=_ORDERINGS[ELEMENT_TYPES[type_name]])}


def normalised_item(item: Mapping[str, Any]) -> Item:
    for name in item:
        if not name:
            raise validation("One or more parameter values were invalid: Empty attribute name")
    return {name: normalised(value) for name, value in item.items()}


def normalised(value: Any, depth: int = 0) -> AttributeValue:
    if depth > MAXIMUM_DEPTH:
        raise validation("Nesting Levels have exceeded supported limits")
    if not isinstance(value, Mapping) or len(value) != 1:
        raise validation("Supplied AttributeValue must contain exactly one of the supported datatypes")
    [(type_name, content)] = value.items()
    normalise = _NORMALISERS.get(type_name)
    if normalise is None:
        raise validation(f"Supplied AttributeValue has an unknown datatype: {type_name}")
    return {type_name: normalise(content, depth)}


def item_size(item: Item) -> int:
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value: AttributeValue) -> int:
    [(type_name, content)] = value.items()
    if type_name == "L":
        return CONTAINER_BYTES + sum(MEMBER_BYTES + value_size(element) for element in content)
    if type_name == "M":
        return CONTAINER_BYTES + MEMBER_BYTES * len(content) + item_size(content)
    if type_name in ELEMENT_TYPES:
        return sum(_SCALAR_SIZES[ELEMENT_TYPES[type_name]](element) for element in content)
    return _SCALAR_SIZES[type_name](content)


def check_item_size(item: Item) -> None:
    if item_size(item) > MAXIMUM_ITEM_BYTES:
        raise validation("Item size has exceeded the maximum allowed size")


def _string(content: Any, _depth: int = 0) -> str:
    if not isinstance(content, str):
        raise _wrong_content("S")
    try:
        content.encode()
    except UnicodeEncodeError:
        raise validation("A string is not valid Unicode") from None
    return content


def _number(content: Any, _depth: int = 0) -> str:
    if not isinstance(content, str):
        raise _wrong_content("N")
    return decimals.normalised(content)


def _binary(content: Any, _depth: int = 0) -> str:
    if not isinstance(content, str):
        raise _wrong_content("B")
    try:
        return base64.b64encode(base64.b64decode(content, validate=True)).decode()
    except binascii.Error:
        raise _wrong_content("B") from None


def _boolean(content: Any, _depth: int) -> bool:
    if not isinstance(content, bool):
        raise _wrong_content("BOOL")
    return content


def _null(content: Any, _depth: int) -> bool:
    if content is not True:
        raise validation(
            "One or more parameter values were invalid: Null attribute value types must have the value of true"
        )
    return True


def _list(content: Any, depth: int) -> list[AttributeValue]:
    if not isinstance(content, list):
        raise _wrong_content("L")
    return [normalised(element, depth + 1) for element in content]


def _map(content: Any, depth: int) -> Item:
    if not isinstance(content, Mapping):
        raise _wrong_content("M")
    return {_string(name): normalised(value, depth + 1) for name, value in content.items()}


def _set(type_name: str, normalise: Callable[[Any], str]) -> Callable[[Any, int], list[str]]:
    def normalise_set(content: Any, _depth: int) -> list[str]:
        if not isinstance(content, list):
            raise _wrong_content(type_name)
        elements = [normalise(element) for element in content]
        if not elements:
            raise validation("One or more parameter values were invalid: An set may not be empty")
        if len(set(elements)) < len(elements):
            raise validation("One or more parameter values were invalid: Input collection contains duplicates")
        ordered: list[str] = set_of(type_name, elements)[type_name]
        return ordered

    return normalise_set


def _wrong_content(type_name: str) -> Exception:
    return validation(f"A value of type {type_name} cannot be read as such")


_NORMALISERS: Mapping[str, Callable[[Any, int], Any]] = {
    "S": _string,
    "N": _number,
    "B": _binary,
    "BOOL": _boolean,
    "NULL": _null,
    "L": _list,
    "M": _map,
    "SS": _set("SS", _string),
    "NS": _set("NS", _number),
    "BS": _set("BS", _binary),
}

_ORDERINGS: Mapping[str, Callable[[str], Any]] = {
    "S": str,
    "N": decimals.parse,
    "B": base64.b64decode,
}

_SCALAR_SIZES: Mapping[str, Callable[[Any], int]] = {
    "S": lambda text: len(text.encode()),
    "N": decimals.size,
    "B": lambda text: len(base64.b64decode(text)),
    "BOOL": lambda _: 1,
    "NULL": lambda _: 1,
}
