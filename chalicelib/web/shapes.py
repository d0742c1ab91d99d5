"""What every answer has in common. OpenAPI is generated from the shapes and from ``bodies``."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


def _title(shape: type) -> str:
    return shape.__name__.removesuffix("Shape")


class Shape(BaseModel):
    model_config = ConfigDict(
        extra="forbid", hide_input_in_errors=True, use_attribute_docstrings=True, model_title_generator=_title
    )


class HealthShape(Shape):
    status: Literal["ok", "degraded"]
    dependencies: dict[str, str]
    version: str


class ProblemShape(BaseModel):
    """RFC 9457, with a stable ``code``; further members say what the present state is."""

    model_config = ConfigDict(extra="allow", model_title_generator=_title)

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[dict[str, str]] | None = None
