"""Responses from their wire form to what botocore's parser makes of it: bytes for binaries, dates for timestamps.

botocore's own parser would do it too, at five times the cost of the query it parses.
"""

import base64
from datetime import UTC, datetime
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

ATTRIBUTE_VALUE = "AttributeValue"


def read(content: Any, shape: Shape | None) -> Any:
    """New containers all the way down, so that a caller may change what it gets."""
    if shape is None:
        return {}
    if shape.name == ATTRIBUTE_VALUE:
        return read_value(content)
    if isinstance(shape, StructureShape):
        return {name: read(member, shape.members[name]) for name, member in content.items()}
    if isinstance(shape, ListShape):
        return [read(element, shape.member) for element in content]
    if isinstance(shape, MapShape):
        return {name: read(value, shape.value) for name, value in content.items()}
    return datetime.fromtimestamp(content, UTC) if shape.type_name == "timestamp" else content


def read_value(value: dict[str, Any]) -> dict[str, Any]:
    [(type_name, content)] = value.items()
    if type_name == "M":
        return {"M": {name: read_value(member) for name, member in content.items()}}
    if type_name == "L":
        return {"L": [read_value(element) for element in content]}
    if type_name == "B":
        return {"B": base64.b64decode(content)}
    if type_name == "BS":
        return {"BS": [base64.b64decode(element) for element in content]}
    return value
