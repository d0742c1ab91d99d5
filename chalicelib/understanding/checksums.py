"""Check digits: what tells a real number of its kind from a run of digits."""

from __future__ import annotations

from datetime import date
from typing import Final

_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"


def is_mainland_id(number: str) -> bool:
    """A resident identity number of 18 characters: a real date of birth and the check character of GB 11643."""
    if len(number) != 18 or not number[:17].isdecimal():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number, strict=False))
    return number[17].upper() == _ID_CHECKS[total % 11] and _is_date(number[6:14])


def _is_date(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return born.year >= 1880


def passes_luhn(number: str) -> bool:
    """The check digit of bank cards (ISO/IEC 7812)."""
    if not 13 <= len(number) <= 19:
        return False
    doubled = (int(digit) * 2 for digit in number[-2::-2])
    total = sum(int(digit) for digit in number[-1::-2]) + sum(value - 9 if value > 9 else value for value in doubled)
    return total % 10 == 0
