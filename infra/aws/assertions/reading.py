"""Reading a SAM template: functions, their event sources, roles and what an intrinsic points at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Properties = dict[str, Any]
Template = dict[str, Any]

FUNCTION = "AWS::Serverless::Function"


@dataclass(frozen=True, slots=True)
class Source:
    """One event source of a function; ``origin`` is the logical id of the queue or table it reads."""

    function: str
    kind: str
    properties: Properties
    origin: str | None


def resources(template: Template, kind: str) -> Iterator[tuple[str, Properties]]:
    for name, resource in template["Resources"].items():
        if resource.get("Type") == kind:
            yield name, resource.get("Properties", {})


def pointed_at(value: object) -> str | None:
    """The logical id behind ``Ref`` or ``Fn::GetAtt``."""
    match value:
        case {"Ref": str(name)}:
            return name
        case {"Fn::GetAtt": [str(name), *_]}:
            return name
    return None


def sources(template: Template) -> Iterator[Source]:
    for name, properties in resources(template, FUNCTION):
        for event in properties.get("Events", {}).values():
            given = event.get("Properties", {})
            origin = pointed_at(given.get("Queue") or given.get("Stream"))
            yield Source(name, event["Type"], given, origin)


def statements(template: Template, role: str) -> list[Properties]:
    """The statements that allow something to a role."""
    policies = template["Resources"][role]["Properties"].get("Policies", [])
    every = [one for policy in policies for one in policy["PolicyDocument"]["Statement"]]
    return [one for one in every if one["Effect"] == "Allow"]


def listed(value: object) -> list[Any]:
    """IAM allows one thing where a list is meant."""
    return value if isinstance(value, list) else [value]


def allows(template: Template, *, role: str, action: str, on: str) -> bool:
    """Whether a role may do this on the resource of that logical id."""
    return any(
        action in listed(one["Action"]) and any(_names(resource, on) for resource in listed(one["Resource"]))
        for one in statements(template, role)
    )


def _names(resource: object, logical_id: str) -> bool:
    match resource:
        case {"Fn::Sub": str(text)}:
            return f"${{{logical_id}.Arn}}" in text or f"${{{logical_id}.StreamArn}}" in text
    return pointed_at(resource) == logical_id
