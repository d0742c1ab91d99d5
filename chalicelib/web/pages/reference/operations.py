"""The operations of an OpenAPI document, resolved and put in the order a reader wants: by tag, as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from .curl import curl_example
from .schemas import Row, Schema, bounds, description, kind, rows

_METHODS: Final = ("get", "head", "post", "put", "patch", "delete")
_UNTAGGED: Final = "Other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A body: its media type, what it is called, and its own fields where it has no name."""

    media_type: str
    kind: Markup
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: str
    description: str
    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    anchor: str
    method: str
    path: str
    summary: str
    description: str
    needs_token: bool
    parameters: tuple[Row, ...]
    contents: tuple[Content, ...]
    answers: tuple[Answer, ...]
    curl: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A schema that others refer to by name."""

    name: str
    description: str
    kind: Markup
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    name: str
    anchor: str
    description: str
    operations: tuple[Operation, ...]


class Document:
    """Reads one OpenAPI 3.1 document. References within it are followed."""

    def __init__(self, openapi: Mapping[str, Any]) -> None:
        self._openapi = openapi
        self.schemas: Mapping[str, Schema] = openapi.get("components", {}).get("schemas", {})

    def groups(self) -> list[Group]:
        described = {tag["name"]: tag.get("description", "") for tag in self._openapi.get("tags", ())}
        by_tag: dict[str, list[Operation]] = {name: [] for name in described}
        for tag, operation in self._operations():
            by_tag.setdefault(tag, []).append(operation)
        return [
            Group(name=name, anchor=_anchor("tag", name), description=described.get(name, ""), operations=tuple(found))
            for name, found in by_tag.items()
            if found
        ]

    def named(self) -> list[Named]:
        return [
            Named(name=name, description=description(schema), kind=kind(schema), rows=tuple(rows(schema)))
            for name, schema in self.schemas.items()
        ]

    def _operations(self) -> Iterator[tuple[str, Operation]]:
        for path, item in self._openapi.get("paths", {}).items():
            for method in _METHODS:
                if method in item:
                    shared = item.get("parameters", ())
                    tag = next(iter(item[method].get("tags", ())), _UNTAGGED)
                    yield tag, self._operation(method, path, operation=item[method], shared=shared)

    def _operation(self, method: str, path: str, *, operation: Mapping[str, Any], shared: Any) -> Operation:
        parameters = [self._resolved(each) for each in (*shared, *operation.get("parameters", ()))]
        body = self._resolved(operation.get("requestBody", {}))
        needs_token = bool(operation.get("security", self._openapi.get("security")))
        return Operation(
            anchor=_anchor(method, path),
            method=method.upper(),
            path=path,
            summary=operation.get("summary", ""),
            description=operation.get("description", ""),
            needs_token=needs_token,
            parameters=tuple(map(_parameter_row, parameters)),
            contents=_contents(body),
            answers=tuple(self._answer(status, found) for status, found in operation.get("responses", {}).items()),
            curl=curl_example(
                method,
                self._base_url() + path,
                parameters=parameters,
                content=body.get("content", {}),
                needs_token=needs_token,
                schemas=self.schemas,
            ),
        )

    def _answer(self, status: str, found: Mapping[str, Any]) -> Answer:
        answer = self._resolved(found)
        return Answer(status=str(status), description=answer.get("description", ""), contents=_contents(answer))

    def _resolved(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        """``part`` itself, or what it refers to within the document; an unknown target is an empty part."""
        if "$ref" not in part:
            return part
        found: Any = self._openapi
        for step in str(part["$ref"]).removeprefix("#/").split("/"):
            found = found.get(step, {})
        return found if isinstance(found, Mapping) else {}

    def _base_url(self) -> str:
        servers = self._openapi.get("servers") or [{"url": ""}]
        return str(servers[0].get("url", "")).rstrip("/")


def _contents(body: Mapping[str, Any]) -> tuple[Content, ...]:
    return tuple(
        Content(
            media_type=media_type,
            kind=kind(content.get("schema", True)),
            rows=tuple(rows(content.get("schema", True))),
        )
        for media_type, content in body.get("content", {}).items()
    )


def _parameter_row(parameter: Mapping[str, Any]) -> Row:
    schema = parameter.get("schema", True)
    return Row(
        name=parameter.get("name", ""),
        kind=kind(schema),
        required=parameter.get("required", False),
        description=parameter.get("description", ""),
        bounds=bounds(schema),
        place=parameter.get("in", ""),
    )


def _anchor(*parts: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")
