"""The OpenAPI 3.1 document, from the operations as they are declared and the models they use. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from .errors import PROBLEM
from .http import JSON
from .operations import Operation
from .shapes import ProblemShape

VERSION: Final = "0.1.0"
References = dict[tuple[type[BaseModel], JsonSchemaMode], str]
TAGS: Final = {
    "Intake": "Where complaints come in, and what became of them.",
    "Queues": "What waits for whom, and taking the next one.",
    "Complaints": "One complaint: open it, answer it, settle it.",
    "Lexicon": "The shop's own words, and trying them first.",
    "Entitlements": "What a customer is entitled to, by the rules as data.",
    "After-sale flows": "Returns, exchanges, repairs and parcels, step by step with owners and clocks.",
    "Compensation": "Money offered to customers, within the authority of who offers it.",
    "Orders": "The order directory, by which complaints know what was bought.",
    "Surveys": "What customers said afterwards.",
    "Visits": "Calling customers afterwards, and what they said.",
    "Reports": "Numbers with their definitions.",
    "Quarantine": "What could not be processed, and trying it again.",
    "Agents": "Oneself at the desk.",
    "Views": "Filters that people keep, and what they show.",
    "Oversight": "For those who see that the desk works well.",
    "Webhooks": "Telling your own systems of every change.",
    "Hooks": "The platforms' own protocols.",
    "Pages": "What customers see; JSON for those who ask for it.",
    "Service": "Health and this document.",
}
_REFERENCE: Final = "#/components/schemas/{model}"
_FAULTS: Final = {
    401: "No valid bearer token.",
    403: "The role is not enough.",
    404: "Unknown, or of another shop.",
    409: "The present state does not allow it; the answer carries that state.",
    410: "Too late.",
    412: "Changed since the version named in If-Match.",
    413: "The body is too large.",
    422: "One or more fields are wrong; each is named.",
    429: "Too many from one address; Retry-After says when to try again.",
    503: "Try again.",
}


class _PlainNames(GenerateJsonSchema):
    """Readers of the document need not know what we call our classes."""

    def normalize_name(self, name: str) -> str:
        return super().normalize_name(name).removesuffix("Shape")


def document(operations: Iterable[Operation], *, server: str) -> dict[str, Any]:
    listed = list(operations)
    references, definitions = _schemas(listed)
    paths: dict[str, dict[str, Any]] = {}
    for one in listed:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Huiyin 回音",
            "version": VERSION,
            "summary": "Every complaint gets an answer.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": tag, "description": meaning} for tag, meaning in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _schemas(operations: list[Operation]) -> tuple[References, dict[str, Any]]:
    """(model, ``validation`` for bodies or ``serialization`` for answers) → reference; and the definitions."""
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(ProblemShape, "serialization"): None}
    for one in operations:
        for body in _bodies(one).values():
            wanted[(body, "validation")] = None
        for answer in one.answers.values():
            if isinstance(answer, type):
                wanted[(answer, "serialization")] = None
    found, definitions = models_json_schema(list(wanted), ref_template=_REFERENCE, schema_generator=_PlainNames)
    return {pair: found[pair]["$ref"] for pair in wanted}, definitions.get("$defs", {})


def _operation(one: Operation, references: References) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "tags": [one.tag],
        "parameters": [*_path_parameters(one.path), *map(_parameter, one.parameters)],
        "responses": {str(status): _answer(answer, references) for status, answer in one.answers.items()},
    }
    if one.description:
        shown["description"] = one.description
    if bodies := _bodies(one):
        content = {media: {"schema": {"$ref": references[(body, "validation")]}} for media, body in bodies.items()}
        shown["requestBody"] = {"required": any(map(_needs_body, bodies.values())), "content": content}
    if one.roles:
        shown["security"] = [{"bearer": sorted(role.value for role in one.roles)}]
    problem = {PROBLEM: {"schema": {"$ref": references[(ProblemShape, "serialization")]}}}
    for status in _faults(one):
        shown["responses"].setdefault(str(status), {"description": _FAULTS[status], "content": dict(problem)})
    if one.besides:
        for status in one.answers:
            shown["responses"][str(status)]["content"][one.besides] = {"schema": {"type": "string"}}
    if one.is_page:
        for answer in shown["responses"].values():
            answer["content"]["text/html"] = {"schema": {"type": "string"}}
    return shown


def _bodies(one: Operation) -> Mapping[str, type[BaseModel]]:
    """Media type → model of what may be sent."""
    return {JSON: one.body} if one.body else one.reads


def _faults(one: Operation) -> Iterable[int]:
    yield from one.faults
    yield from (401, 403) if one.roles else ()
    yield from (404,) if "{" in one.path else ()
    yield from (422,) if one.body or one.parameters else ()
    yield from (409, 412) if one.method == "POST" and one.roles else ()
    yield from (413,) if one.method in ("POST", "PUT") else ()
    yield 503


def _answer(answer: type[BaseModel] | str | None, references: References) -> dict[str, Any]:
    if answer is None:
        return {"description": "Nothing more to say."}
    if isinstance(answer, str):
        kinds = {media: "object" if media == JSON else "string" for media in answer.split(", ")}
        content = {media: {"schema": {"type": kind}} for media, kind in kinds.items()}
        return {"description": "As the media type says.", "content": content}
    return {
        "description": (answer.__doc__ or answer.__name__.removesuffix("Shape")).strip(),
        "content": {JSON: {"schema": {"$ref": references[(answer, "serialization")]}}},
    }


def _path_parameters(path: str) -> Iterable[dict[str, Any]]:
    for name in re.findall(r"{(\w+)}", path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _parameter(one: Any) -> dict[str, Any]:
    return {
        "name": one.name,
        "in": one.place,
        "required": one.required,
        "description": one.description,
        "schema": dict(one.schema),
    }


def _needs_body(model: type[BaseModel]) -> bool:
    return any(field.is_required() for field in model.model_fields.values())
