"""What each number of a report means, in words: ``definitions/<language>.json``."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("zh-Hans", "zh-Hant", "en")
FOLDER: Final = Path(__file__).with_name("definitions")


@cache
def definitions(language: str) -> dict[str, dict[str, str]]:
    """Report → number → words."""
    read: dict[str, dict[str, str]] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return read


def definition(language: str, report: str, number: str) -> str:
    """Of a number inside another, the words are those of the outer one."""
    return definitions(language)[report][number.partition(".")[0]]
