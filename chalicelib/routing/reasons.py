"""The reasons of a decision as sentences, in every language the desk speaks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from chalicelib.model.base import Word
from chalicelib.model.routing import Reason

from .datafile import packaged
from .titles import LANGUAGES, Language, Titles

_OF_SEVERITY: Final[Mapping[Language, str]] = {
    "zh-Hans": "{severity}：{sentence}",
    "zh-Hant": "{severity}：{sentence}",
    "en": "{severity}: {sentence}",
}


def _in_each(written: Any) -> Any:
    return dict.fromkeys(LANGUAGES, written) if isinstance(written, str) else written


_Sentence = Annotated[str, Field(min_length=1, max_length=300)]
Why = Annotated[Titles, BeforeValidator(_in_each), Field(max_length=len(LANGUAGES))]
"""A plain sentence for the people who read a decision, in each language; a single one stands for all."""


class ReasonBook(Word):
    reasons: Mapping[str, Titles]


@lru_cache(maxsize=1)
def reason_book() -> ReasonBook:
    return packaged("reasons.yaml", ReasonBook)


def sentence(reason: Reason, *, language: Language) -> str:
    """A code that nobody knows any more stands for itself."""
    titles: Mapping[Any, str] = reason.titles or reason_book().reasons.get(reason.code, {})
    told = titles.get(language) or next(iter(titles.values()), reason.code)
    return _OF_SEVERITY[language].format(severity=reason.severity, sentence=told) if reason.severity else told
