"""The templates that agents start from, as data in ``templates.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, Self

from pydantic import model_validator

from chalicelib.model.assessment import Category
from chalicelib.model.base import Word
from chalicelib.routing.datafile import Entries, packaged
from chalicelib.routing.titles import Titles

FILE: Final = Path(__file__).with_name("templates.yaml")
FIELD: Final = re.compile(r"\{(\w+)\}")
ALWAYS_KNOWN: Final = frozenset({"greeting", "case_no", "agent", "first_contact"})


def fields_of(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(FIELD.findall(text)))


class Template(Word):
    """``remedies`` are codes of entitlements; who is owed one of them is answered by this before others."""

    id: str
    category: Category
    remedies: tuple[str, ...] = ()
    titles: Titles
    texts: Titles


class TemplateBook(Word):
    """``blanks``: what the agent fills in where we do not know it, by field."""

    version: str
    blanks: Mapping[str, Titles]
    templates: Entries[Template]

    @model_validator(mode="after")
    def _every_field_has_a_name(self) -> Self:
        for template in self.templates:
            for language, text in template.texts.items():
                unknown = [one for one in fields_of(text) if one not in {*self.blanks, *ALWAYS_KNOWN}]
                if unknown:
                    raise ValueError(f"templates[{template.id}].texts.{language}: there is no field '{unknown[0]}'")
        return self

    def template(self, name: str) -> Template | None:
        return next((one for one in self.templates if one.id == name), None)

    def fitting(self, category: Category, *, remedies: tuple[str, ...]) -> list[Template]:
        """All of them, those for the remedies owed first, then those of the category."""

        def rank(template: Template) -> tuple[bool, bool]:
            owed = not set(template.remedies).isdisjoint(remedies)
            return not (owed and template.category is category), template.category is not category

        return sorted(self.templates, key=rank)


@lru_cache(maxsize=1)
def template_book() -> TemplateBook:
    """The templates in force."""
    return packaged(FILE.name, TemplateBook, folder=FILE.parent)


@lru_cache(maxsize=1)
def blank_names() -> frozenset[str]:
    """Names of all blanks, in every language."""
    return frozenset(name for titles in template_book().blanks.values() for name in titles.values())
