"""The languages we write, and which of them a language tag means."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Language(StrEnum):
    SIMPLIFIED = "zh-Hans"
    TRADITIONAL = "zh-Hant"
    ENGLISH = "en"

    @classmethod
    def of(cls, tag: str) -> Language | None:
        """Our language for a BCP 47 tag (``zh-TW``, ``en-GB``); ``None`` for one we do not write."""
        primary, *rest = tag.strip().lower().replace("_", "-").split("-")
        if primary in _CHINESE:
            is_traditional = "hans" not in rest and not _TRADITIONAL.isdisjoint(rest)
            return cls.TRADITIONAL if is_traditional else cls.SIMPLIFIED
        return cls.ENGLISH if primary == "en" else None


_CHINESE: Final = frozenset({"zh", "cmn", "yue"})
_TRADITIONAL: Final = frozenset({"hant", "tw", "hk", "mo"})
