"""Check digits: what tells a real number of its kind from a run of digits."""

from __future__ import annotations

from datetime import date
from typing import Final

_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"
_TAIWAN_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
"""In the order of their numbers, from ten."""
_TAIWAN_WEIGHTS: Final = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_VIN_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_VALUES: Final = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
)


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


def is_old_mainland_id(number: str) -> bool:
    """The identity number of 15 digits that was given until 1999: a date of birth, and no check digit."""
    return len(number) == 15 and number.isdecimal() and _is_date(f"19{number[6:12]}")


def is_taiwan_id(number: str) -> bool:
    """A national identification number of Taiwan: a letter, nine digits, the last one checking the others."""
    if len(number) != 10 or not number[1:].isdecimal():
        return False
    area = _TAIWAN_LETTERS.find(number[0].upper())
    digits = [area // 10 + 1, area % 10, *map(int, number[1:])]
    weighed = sum(weight * digit for weight, digit in zip(_TAIWAN_WEIGHTS, digits, strict=True))
    return area >= 0 and weighed % 10 == 0


def is_hong_kong_id(number: str) -> bool:
    """A Hong Kong identity card number: one or two letters, six digits, a check character (A is ten)."""
    plain = number.upper().replace("(", "").replace(")", "").rjust(9)
    if len(plain) != 9 or not plain[2:8].isdecimal():
        return False
    values = [36 if character == " " else int(character, 36) for character in plain[:8]]
    weighed = sum(weight * value for weight, value in zip(range(9, 1, -1), values, strict=True))
    return plain[8] == "0123456789A"[-weighed % 11]


def is_vin(number: str) -> bool:
    """A vehicle identification number (ISO 3779) with the check character at the ninth place."""
    values = [int(character) if character.isdecimal() else _VIN_VALUES[character] for character in number.upper()]
    weighed = sum(weight * value for weight, value in zip(_VIN_WEIGHTS, values, strict=True))
    return number[8].upper() == "0123456789X"[weighed % 11]


def is_universal_postal(code: str) -> bool:
    """An item number of the Universal Postal Union (S10), as EMS and post offices print it."""
    digits = code[2:11]
    weighed = sum(weight * int(digit) for weight, digit in zip((8, 6, 4, 2, 3, 5, 9, 7), digits, strict=False))
    check = 11 - weighed % 11
    return int(digits[8]) == {10: 0, 11: 5}.get(check, check)


def is_ups(code: str) -> bool:
    """A tracking number of UPS: 1Z, fifteen letters or digits, a check digit."""
    values = [
        int(character) if character.isdecimal() else (ord(character) - 63) % 10 for character in code[2:17].upper()
    ]
    total = sum(value * 2 if place % 2 else value for place, value in enumerate(values))
    return code[17].isdecimal() and int(code[17]) == -total % 10


def is_fedex(code: str) -> bool:
    """FedEx: 12 digits (express, weights 3 1 7 modulo 11), 15 and 20 digits (ground, weights 3 1 modulo 10)."""
    if len(code) == 12:
        weighed = sum(int(digit) * weight for digit, weight in zip(code[:11], (3, 1, 7) * 4, strict=False))
        return int(code[11]) == weighed % 11 % 10
    return len(code) in (15, 20) and _ends_in_modulo_10(code)


def is_usps(code: str) -> bool:
    """United States Postal Service, 20 or 22 digits: the check digit of GS1 (weights 3 1 from the right)."""
    return len(code) in (20, 22) and _ends_in_modulo_10(code)


def is_dhl(code: str) -> bool:
    """An air waybill of DHL Express: nine digits modulo seven is the tenth."""
    return len(code) == 10 and int(code[:9]) % 7 == int(code[9])


def is_tcat(code: str) -> bool:
    """黑貓宅急便 (Yamato's scheme): eleven digits modulo seven is the twelfth."""
    return len(code) == 12 and int(code[:11]) % 7 == int(code[11])


def _ends_in_modulo_10(code: str) -> bool:
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(code[:-1])))
    return int(code[-1]) == -weighed % 10
