"""Key attributes as bytes whose order is the order of the values: UTF-8 bytes, numeric, or unsigned bytes."""

import base64
from dataclasses import dataclass
from decimal import Decimal

from infra.local.dynamodb.decimals import digits_of
from infra.local.dynamodb.errors import validation
from infra.local.dynamodb.values import AttributeValue, Item, kind

MAXIMUM_PARTITION_KEY_BYTES = 2048
MAXIMUM_SORT_KEY_BYTES = 1024

_NEGATIVE, _ZERO, _POSITIVE = b"\x01", b"\x02", b"\x03"
_EXPONENT_OFFSET = 0x8000


@dataclass(frozen=True)
class KeyAttribute:
    name: str
    type_name: str


@dataclass(frozen=True)
class EncodedKey:
    """Where an item, or its entry in an index, lies. Without a sort key attribute the sort part is empty."""

    partition: bytes
    sort: bytes


@dataclass(frozen=True)
class KeySchema:
    partition: KeyAttribute
    sort: KeyAttribute | None

    @property
    def attributes(self) -> tuple[KeyAttribute, ...]:
        return (self.partition,) if self.sort is None else (self.partition, self.sort)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(attribute.name for attribute in self.attributes)

    def key_of(self, item: Item) -> Item:
        """The key attributes alone."""
        return {name: item[name] for name in self.names}

    def is_in(self, item: Item) -> bool:
        return all(name in item for name in self.names)

    def encode(self, item: Item) -> EncodedKey:
        return EncodedKey(
            encode_partition(self.partition, item[self.partition.name]),
            b"" if self.sort is None else encode_sort(self.sort, item[self.sort.name]),
        )

    def check(self, item: Item) -> None:
        """Every key attribute is there, of its type and of a lawful length."""
        for attribute in self.attributes:
            if attribute.name not in item:
                raise validation(
                    f"One or more parameter values were invalid: Missing the key {attribute.name} in the item"
                )
        self.encode(item)

    def check_exact(self, key: Item) -> None:
        """As `check`, and nothing else is there."""
        if set(key) != set(self.names):
            raise validation("The provided key element does not match the schema")
        self.check(key)


def encode_partition(attribute: KeyAttribute, value: AttributeValue) -> bytes:
    return _encode(attribute, value, MAXIMUM_PARTITION_KEY_BYTES)


def encode_sort(attribute: KeyAttribute, value: AttributeValue) -> bytes:
    return _encode(attribute, value, MAXIMUM_SORT_KEY_BYTES)


def encode_value(value: AttributeValue) -> bytes:
    [(type_name, content)] = value.items()
    if type_name == "S":
        return str(content).encode()
    if type_name == "B":
        return base64.b64decode(content)
    return encode_number(Decimal(content))


def encode_number(number: Decimal) -> bytes:
    """Sign, exponent, digits, end mark; for negative numbers all but the sign turned round."""
    if not number:
        return _ZERO
    exponent = (number.adjusted() + _EXPONENT_OFFSET).to_bytes(2, "big")
    magnitude = exponent + bytes(digit + 1 for digit in digits_of(number)) + b"\x00"
    if number < 0:
        return _NEGATIVE + bytes(0xFF - byte for byte in magnitude)
    return _POSITIVE + magnitude


def after_prefix(prefix: bytes) -> bytes | None:
    """The smallest key above every key that begins with the prefix; None if there is none."""
    stem = prefix.rstrip(b"\xff")
    return stem[:-1] + bytes([stem[-1] + 1]) if stem else None


def _encode(attribute: KeyAttribute, value: AttributeValue, maximum: int) -> bytes:
    if kind(value) != attribute.type_name:
        raise validation(
            "One or more parameter values were invalid: "
            f"Type mismatch for key {attribute.name} expected: {attribute.type_name} actual: {kind(value)}"
        )
    encoded = encode_value(value)
    if not encoded:
        raise validation(
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
            f"empty {'string' if attribute.type_name == 'S' else 'binary'} value. Key: {attribute.name}"
        )
    if len(encoded) > maximum:
        raise validation(
            "One or more parameter values were invalid: "
            f"Size of key {attribute.name} has exceeded the maximum size limit of {maximum} bytes"
        )
    return encoded
