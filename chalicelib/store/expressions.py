"""What a write does to a row and under which condition, put together piece by piece and said as DynamoDB wants it.

Names and values always go by placeholders: any attribute may be called like one of its more than 500 reserved words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Value = Mapping[str, Any]
"""With its type, as in ``{"S": "text"}``."""


@dataclass(slots=True)
class Expression:
    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    _sets: list[str] = field(default_factory=list)
    _adds: list[str] = field(default_factory=list)
    _removes: list[str] = field(default_factory=list)
    _conditions: list[str] = field(default_factory=list)

    def name(self, attribute: str) -> str:
        """Its placeholder."""
        known = (placeholder for placeholder, name in self.names.items() if name == attribute)
        placeholder = next(known, f"#n{len(self.names)}")
        self.names[placeholder] = attribute
        return placeholder

    def value(self, value: Value) -> str:
        """Its placeholder."""
        placeholder = f":v{len(self.values)}"
        self.values[placeholder] = value
        return placeholder

    def set(self, attribute: str, value: Value) -> None:
        self._sets.append(f"{self.name(attribute)} = {self.value(value)}")

    def add(self, attribute: str, number: int) -> None:
        self._adds.append(f"{self.name(attribute)} {self.value({'N': str(number)})}")

    def remove(self, attribute: str) -> None:
        self._removes.append(self.name(attribute))

    def ask(self, condition: str) -> None:
        """One more that must hold, made of placeholders."""
        self._conditions.append(condition)

    @property
    def update(self) -> str:
        """Empty when nothing changes."""
        clauses = {"SET": self._sets, "ADD": self._adds, "REMOVE": self._removes}
        return " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses.items() if parts)

    @property
    def condition(self) -> str:
        """Empty when nothing is asked."""
        return " AND ".join(self._conditions)

    @property
    def parameters(self) -> dict[str, Any]:
        """Those of an update or of a check of conditions; DynamoDB refuses empty ones."""
        said = {
            "UpdateExpression": self.update,
            "ConditionExpression": self.condition,
            "ExpressionAttributeNames": self.names,
            "ExpressionAttributeValues": self.values,
        }
        return {name: part for name, part in said.items() if part}
