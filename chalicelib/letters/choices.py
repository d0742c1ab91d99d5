"""What customers may tap instead of writing: words that a survey's answer is heard from, worst first as on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chalicelib.model.effect import Choices

from .language import Language

_SATISFACTION: Final[Mapping[Language, Choices]] = {
    Language.SIMPLIFIED: Choices(title="请选择", words=("很不满意", "不满意", "一般", "满意", "很满意")),
    Language.TRADITIONAL: Choices(title="請選擇", words=("很不滿意", "不滿意", "普通", "滿意", "很滿意")),
    Language.ENGLISH: Choices(
        title="Choose", words=("Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied")
    ),
}
_NUMBERS: Final = Choices(title="1–5", words=("1", "2", "3", "4", "5"))


def satisfaction(language: str) -> Choices:
    """The scores from 1 to 5, in order; as numbers, which the letter explains, in a language we do not write."""
    ours = Language.of(language)
    return _SATISFACTION[ours] if ours else _NUMBERS
