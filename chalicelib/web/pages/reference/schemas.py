"""JSON Schema for reading: what a value is called, which fields it has, and what one looks like."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup, escape

Schema = Mapping[str, Any] | bool

_BOUNDS: Final = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "pattern": "matches {}",
}
_JOINTS: Final = {"anyOf": " or ", "oneOf": " or ", "allOf": " and "}
_SAMPLES: Final = {"integer": 1, "number": 1, "boolean": True, "null": None}
_SAMPLES_OF_STRINGS: Final = {
    "date-time": "2026-11-11T20:00:00+08:00",
    "date": "2026-11-11",
    "email": "name@example.com",
    "uri": "https://example.com/",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field of a body, or one parameter. ``place`` is where a parameter stands: path, query, header."""

    name: str
    kind: Markup
    required: bool
    description: str
    bounds: str
    place: str = ""


def reference_name(schema: Schema) -> str | None:
    """``Complaint`` for ``{"$ref": "#/components/schemas/Complaint"}``."""
    target = schema.get("$ref") if isinstance(schema, Mapping) else None
    return str(target).rpartition("/")[2] if target else None


def kind(schema: Schema) -> Markup:
    """The type in words, with links to the named ones."""
    if isinstance(schema, bool):
        return Markup("anything") if schema else Markup("nothing")
    if name := reference_name(schema):
        return Markup('<a href="#schema-{0}">{0}</a>').format(name)
    for keyword, joint in _JOINTS.items():
        if keyword in schema:
            return escape(joint).join(dict.fromkeys(kind(part) for part in schema[keyword]))
    values = [schema["const"]] if "const" in schema else schema.get("enum", ())
    if values:
        return Markup(" or ").join(Markup("<code>{}</code>").format(_as_json(value)) for value in values)
    return _kind_of_type(schema)


def _kind_of_type(schema: Mapping[str, Any]) -> Markup:
    declared = schema.get("type", "object" if "properties" in schema else "anything")
    if isinstance(declared, list):
        return Markup(" or ").join(_kind_of_type({**schema, "type": each}) for each in declared)
    if declared == "array":
        return Markup("list of {}").format(kind(schema.get("items", True)))
    if declared == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return Markup("map of {}").format(kind(schema["additionalProperties"]))
    form = schema.get("format")
    return Markup("{} ({})").format(declared, form) if form else escape(declared)


def description(schema: Schema) -> str:
    return str(schema.get("description", "")) if isinstance(schema, Mapping) else ""


def bounds(schema: Schema) -> str:
    if isinstance(schema, bool):
        return ""
    parts = [words.format(schema[keyword]) for keyword, words in _BOUNDS.items() if keyword in schema]
    if "default" in schema:
        parts.append(f"default {_as_json(schema['default'])}")
    return "; ".join(parts)


def rows(schema: Schema, *, prefix: str = "") -> Iterator[Row]:
    """Every field, those of unnamed objects inside it too (``customer.name``, ``items[].id``)."""
    if isinstance(schema, bool):
        return
    needed = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        yield Row(
            name=prefix + name,
            kind=kind(part),
            required=name in needed,
            description=description(part),
            bounds=bounds(part),
        )
        yield from rows(part, prefix=f"{prefix}{name}.")
    if "items" in schema:
        yield from rows(schema["items"], prefix=f"{prefix.removesuffix('.')}[].")
    for keyword in _JOINTS:
        for part in schema.get(keyword, ()):
            yield from rows(part, prefix=prefix)


def sample(schema: Schema, *, named: Mapping[str, Schema], inside: frozenset[str] = frozenset()) -> Any:
    """A value as it may look. A type inside itself becomes ``None``."""
    if isinstance(schema, bool):
        return {}
    if name := reference_name(schema):
        if name in inside:
            return None
        return sample(named.get(name, True), named=named, inside=inside | {name})
    if given := _given(schema):
        return given[0]
    parts = [part for keyword in _JOINTS for part in schema.get(keyword, ())]
    if parts:
        return sample(parts[0], named=named, inside=inside)
    return _sample_of_type(schema, named=named, inside=inside)


def _given(schema: Mapping[str, Any]) -> list[Any]:
    """Values the schema itself offers, the best to show first."""
    single = [schema[keyword] for keyword in ("example", "const", "default") if keyword in schema]
    return [*single, *schema.get("examples", ()), *schema.get("enum", ())]


def _sample_of_type(schema: Mapping[str, Any], *, named: Mapping[str, Schema], inside: frozenset[str]) -> Any:
    declared = schema.get("type", "object")
    if isinstance(declared, list):
        declared = declared[0]
    if declared == "object":
        fields = schema.get("properties", {})
        wanted = [name for name in fields if name in schema.get("required", ())] or list(fields)
        return {name: sample(fields[name], named=named, inside=inside) for name in wanted}
    if declared == "array":
        return [sample(schema.get("items", True), named=named, inside=inside)]
    if declared == "string":
        return _SAMPLES_OF_STRINGS.get(schema.get("format", ""), "…")
    return _SAMPLES.get(declared)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
