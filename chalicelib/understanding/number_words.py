"""Numbers as people write them: 199, 1,299.00, 1.2万, 一百九十九, twenty-five."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

_DIGITS: Final = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
}
_UNITS: Final = {"十": 10, "百": 100, "千": 1_000}
_TEN_THOUSAND: Final = "万"
_MULTIPLES: Final = {"万": 10_000, "千": 1_000, "百": 100, "k": 1_000}
_BELOW_TWENTY: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENTHS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS: Final = {word: value for value, word in enumerate(_BELOW_TWENTY.split())} | {"a": 1, "an": 1, "couple": 2}
_TENS: Final = {word: value * 10 for value, word in enumerate(_TENTHS.split(), start=2)}

CHINESE: Final = "[零〇一二两三四五六七八九十百千万]"
ARABIC: Final = r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,2})?"
"""With or without commas between thousands, at most two decimals."""
ENGLISH: Final = rf"(?:(?:{'|'.join((*_WORDS, *_TENS, 'hundred', 'thousand'))})\b(?:[ -](?:and )?)?){{1,5}}(?<![ -])"


def chinese(written: str) -> int | None:
    """一百九十九 is 199; 三百五 is 350; 一九九 is 199. ``None`` when it is no number, as 百 or 十百."""
    if not any(character in _UNITS or character == _TEN_THOUSAND for character in written):
        return int("".join(str(_DIGITS[character]) for character in written)) if written else None
    before, has_ten_thousands, after = written.partition(_TEN_THOUSAND)
    if not has_ten_thousands:
        return _below_ten_thousand(written)
    high, low = _below_ten_thousand(before), _below_ten_thousand(after) if after else 0
    if high is None or low is None:
        return None
    is_short = len(after) == 1 and after in _DIGITS
    return high * 10_000 + (low * 1_000 if is_short else low)


def _below_ten_thousand(written: str) -> int | None:
    total, digit, last_unit = 0, None, 10_000
    for place, character in enumerate(written):
        if character in _DIGITS:
            digit = _DIGITS[character]
            continue
        unit = _UNITS.get(character)
        if unit is None or unit >= last_unit or (digit is None and not (unit == 10 and place == 0)):
            return None
        total, digit, last_unit = total + (1 if digit is None else digit) * unit, None, unit
    if digit is None:
        return total or None
    is_short = last_unit in (100, 1_000) and written[-2] not in "零〇"
    return total + digit * (last_unit // 10 if is_short else 1)


def english(written: str) -> int | None:
    """twenty-five, a hundred and ten, two thousand."""
    total = current = 0
    for word in written.replace("-", " ").split():
        if word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1_000, 0
        elif word != "and":
            current += _WORDS.get(word, 0) or _TENS.get(word, 0)
    return total + current or None


def arabic(written: str, multiple: str = "") -> Decimal:
    """Commas are between thousands; ``multiple`` is 万, 千, 百 or k."""
    value = Decimal(written.replace(",", ""))
    return (value * _MULTIPLES[multiple]).normalize() if multiple else value


def small(written: str) -> int | None:
    """A whole number in any of the three ways."""
    if written.isdecimal():
        return int(written)
    return english(written) if written.isascii() else chinese(written)
