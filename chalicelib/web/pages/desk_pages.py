"""The desk as a page: its frame and its words. What it shows it asks the desk API for, with the agent's own token."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup

from .language import Language
from .rendering import SCRIPTS, render
from .wording import TEXTS

DESK_SCRIPTS: Final = frozenset(path.name for path in (SCRIPTS / "desk").glob("*.js"))
"""Names of the desk's scripts."""
SHARED: Final = ("platform.", "solved.")
"""Words that customers read as well."""


def desk_page(*, language: Language, shop_name: str | None) -> str:
    return render("desk.html", language=language, shop_name=shop_name, words=_words(language))


@cache
def _words(language: Language) -> Markup:
    """The desk's sentences as JSON inside a ``<script>``: ``<`` is written so that nothing can end it."""
    sentences = {
        **{key: said for key, said in _read(TEXTS, language).items() if key.startswith(SHARED)},
        **_read(TEXTS / "desk", language),
    }
    return Markup(json.dumps(sentences, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - our own sentences


def _read(folder: Path, language: Language) -> dict[str, str]:
    sentences: dict[str, str] = json.loads((folder / f"{language}.json").read_text("utf-8"))
    return sentences
