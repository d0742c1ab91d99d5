"""What is answered about answers before they are sent, and what is asked. OpenAPI is generated from these."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from .bodies import Said
from .shapes import Shape


class TemplateShape(Shape):
    template: str
    title: str
    text: str
    blanks: tuple[str, ...]
    """Places of the text that are still to be filled in."""


class TemplatesShape(Shape):
    items: tuple[TemplateShape, ...]
    next: str | None = None


class ReplyCheckBody(Shape):
    text: Said


class FindingShape(Shape):
    code: str
    """As in docs/drafting.md."""
    says: str
    blocks: bool
    """It cannot be sent like that."""


class FindingsShape(Shape):
    items: tuple[FindingShape, ...]
    next: str | None = None


class MacroShape(Shape):
    id: str
    title: str
    needs_text: bool
    """The agent writes the answer."""
    does: tuple[str, ...]


class MacrosShape(Shape):
    items: tuple[MacroShape, ...]
    next: str | None = None


class MacroBody(Shape):
    macro: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    text: Said | None = None
