"""Names shown to people, in every language the desk speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator

Language = Literal["zh-Hans", "zh-Hant", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def _in_every_language(titles: Mapping[Language, str]) -> Mapping[Language, str]:
    missing = [language for language in LANGUAGES if not titles.get(language)]
    if missing:
        raise ValueError(f"no title in {', '.join(missing)}")
    return titles


Titles = Annotated[Mapping[Language, str], AfterValidator(_in_every_language)]
