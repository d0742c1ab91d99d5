"""The words of the pages: one JSON file of keys and sentences per language in ``texts/``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

from .language import Language

TEXTS: Final = Path(__file__).parent / "texts"


class Wording:
    """Says a sentence by its key. Fields are escaped unless they are markup already."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = sentences

    def __call__(self, key: str, **fields: object) -> Markup:
        return escape(self._sentences[key]).format(**fields)

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def plain(self, key: str, **fields: object) -> str:
        """As text and not as markup: to be measured, cut or escaped by others."""
        return self._sentences[key].format(**fields)


@cache
def wording(language: Language, *, of: str = "") -> Wording:
    """``of`` names a page that has sentences of its own, in a folder of that name."""
    return Wording(json.loads((TEXTS / of / f"{language}.json").read_text("utf-8")))
