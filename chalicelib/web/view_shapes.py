"""What is sent and answered about saved views."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import StringConstraints

from chalicelib.model.view import ViewFilter

from .shapes import Shape


class ViewBody(Shape):
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    filter: ViewFilter
    """What is empty asks for nothing; no ``statuses`` mean all open ones."""


class ViewShape(Shape):
    id: str
    title: str
    shared: bool
    filter: dict[str, Any]


class ViewsShape(Shape):
    items: tuple[ViewShape, ...]
    next: str | None = None
