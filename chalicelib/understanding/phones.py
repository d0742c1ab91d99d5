"""Phone numbers of the mainland, Hong Kong, Macau, Taiwan and abroad, however they are disguised.

By form, not by allotted ranges. Patterns read folded text (lower case, half width, Simplified); every repeat is
bounded.
"""

from __future__ import annotations

import re
from typing import Final

from .numerals import DIGIT, digits

_MAINLAND_CODE: Final = r"(?:\(?(?:\+|00)?86\)?[ -]?)?"
_APART: Final = r"[ ·•_.*/~|,、\u2010-\u2015-]{0,3}"
WORD: Final = (
    r"(?:电话|手机号码|手机号|手机|联络|致电|拨打|座机|固话|市话|请拨|打给我|号码|whatsapp"
    r"|\b(?:phone|mobile|cell|tel|call|text|reach)(?: number)?(?: me)?(?: at| on)?)"
)
_IS: Final = r"\s?(?:is|是|为|[:#.=(\[])?\s?"

MAINLAND: Final = rf"(?<![\d.+])(?<!\d-)({_MAINLAND_CODE}1[3-9]\d(?:[ -]?\d{{4}}){{2}})(?!-?\d)"
DISGUISED: Final = (
    rf"(?<!{DIGIT})(?<![\d.+])(?<!\d[-_])"
    rf"({_MAINLAND_CODE}[1一幺壹]{_APART}[3-9三四五六七八九叁参肆伍陆柒捌玖](?:{_APART}{DIGIT}){{9}})(?![-_]?{DIGIT})"
)
LETTERED: Final = r"(?<![a-z0-9])(1[3-9](?=[\do]{0,8}o)(?=(?:o{0,5}\d){6})[\do]{9})(?![a-z0-9])"
_ABROAD: Final = r"(?<![\d+])(\(?(?:\+|00)"
NEIGHBOURS_AND_AMERICA: Final = (
    rf"{_ABROAD}(?:1\)?[ .-]?\(?[2-9]\d{{2}}\)?[ .-]?\d{{3}}[ .-]?\d{{4}}|85[23]\)?[ -]?\d{{4}}[ -]?\d{{4}}"
    r"|886\)?[ -]?\(?0?\)?\d(?:[ -]?\d){7,8}))(?!\d)"
)
INTERNATIONAL: Final = rf"{_ABROAD}\(?[1-9]\d{{0,2}}\)?(?:[ .-]?\(?\d{{1,4}}\)?){{2,5}})(?!\d|\s?[年月日号])"
TAIWAN: Final = r"(?<![\d.+])(?<!\d-)(09\d{2}[ -]?\d{3}[ -]?\d{3})(?!-?\d)"
TAIWAN_LINE: Final = r"(?<![\d.+])(?<!\d-)(\(?0[2-8]\d{0,2}\)?[ -]?\d{3,4}[ -]\d{4})(?!-?\d)"
FIXED_LINE: Final = (
    r"(?<![\d.+])(?<!\d-)(\(?0(?:10|2\d|[3-9]\d{2})\)?[ -]?[2-9]\d{2,3}[ -]?\d{4}(?:(?:-|\s?(?:转|分机"
    r"|ext\.?)\s?)\d{1,6})?)"
    r"(?!-?\d)"
)
NORTH_AMERICA: Final = r"(?<![\d.+])(?<!\d-)(\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4})(?!-?\d)"
HONG_KONG: Final = r"(?<![\d.+])(?<!\d-)(\(85[23]\)[ -]?[4-9]\d{3}[ -]?\d{4}|85[23][ -][4-9]\d{3}[ -]?\d{4})(?!-?\d)"
EIGHT_DIGITS: Final = WORD + _IS + r"([2-9]\d{3}[ -]?\d{4})(?!-?\d)"
SERVICE_LINE: Final = r"(?<![\d.+])(?<!\d-)([48]00[ -]?\d{3,4}[ -]?\d{3,4})(?!-?\d)"

_GROUPS: Final = frozenset(
    {
        (11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 3, 4), (4, 4, 3), (3, 5, 3), (5, 6), (6, 5), (3, 2, 2, 2, 2),
        (3, 3, 3, 2), (3, 2, 3, 3), (1, 3, 3, 4), (1, 2, 4, 4), (1, 5, 5), (1, 2, 2, 2, 2, 2), (2, 2, 2, 2, 3),
        (3, 2, 2, 4), (3, 4, 2, 2),
    }
)  # fmt: skip
"""How eleven digits are grouped to be read out. Dates, times and prices in a row are not grouped like this."""
_MANY_GROUPS: Final = 8
_COUNTRY_CODE: Final = re.compile(r"\(?(?:\+|00)?86\)?")
_DIGITS: Final = re.compile(rf"(?:{DIGIT}|o)+")


def disguised(found: str) -> str:
    """The digits of a disguised mobile number; nothing where they are grouped as no number is."""
    number = home(found)
    bare = _COUNTRY_CODE.sub("", found, count=1) if len(digits(found)) > len(number) else found
    groups = tuple(len(run) for run in _DIGITS.findall(bare))
    return number if groups in _GROUPS or len(groups) >= _MANY_GROUPS else ""


def home(found: str) -> str:
    """Digits as dialled at home; a foreign country code stays, after a plus."""
    number = digits(found)
    bare = found.lstrip("(")
    if not bare.startswith(("+", "00")):
        return number.removeprefix("86") if len(number) == 13 else number
    number = number.removeprefix("00") if bare.startswith("00") else number
    return number.removeprefix("86") if number.startswith("86") else f"+{number}"


def is_mobile(number: str) -> bool:
    return len(number) == 11


def is_international(number: str) -> bool:
    return 8 <= len(number) <= 16
