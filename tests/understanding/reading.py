"""What a test text names, as far as one kind goes."""

from __future__ import annotations

from datetime import date

from chalicelib.model.assessment import Entity
from chalicelib.understanding.entities import entities, find
from chalicelib.understanding.language import detect
from chalicelib.understanding.text import fold

WRITTEN = date(2026, 11, 10)
"""A Tuesday."""


def read(text: str, *, written: date | None = WRITTEN) -> list[Entity]:
    folded = fold(text)
    on = ((0, written),) if written else ()
    return list(entities(find(folded.text), folded, original=text, language=detect(text), written=on))


def values(text: str, kind: str, *, written: date | None = WRITTEN) -> list[str]:
    return [one.value for one in read(text, written=written) if one.kind == kind]
