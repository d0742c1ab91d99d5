"""Digits written as Chinese numerals (一三八, 壹叁捌, 幺) and read as digits, each in its place."""

from __future__ import annotations

import re
from typing import Final

NUMERALS: Final = "〇零洞一幺二三四五六七八九壹贰叁参肆伍陆柒捌玖"
DIGIT: Final = rf"[\d{NUMERALS}]"
_READ: Final = str.maketrans(NUMERALS, "00011234567891233456789")
_APART: Final = r"[ \u3000、,._·•*/-]"
_RUN: Final = re.compile(rf"(?<!\d)[{NUMERALS}](?:{_APART}?[{NUMERALS}]){{4,30}}(?![{NUMERALS}])(?!\d\d)")
"""Five in a row say a number and no amount, which has 十, 百 or 千 between them, and no year."""


def read(folded: str) -> str:
    """The same text, as long as before, with runs of numerals as digits."""
    return _RUN.sub(lambda run: run[0].translate(_READ), folded)


def digits(found: str) -> str:
    """The digits of a number, whichever way each is written; letters that stand for digits as these."""
    return "".join(one for one in found.translate(_READ).translate(_LOOK_ALIKES) if one.isdecimal())


_LOOK_ALIKES: Final = str.maketrans("o", "0")
