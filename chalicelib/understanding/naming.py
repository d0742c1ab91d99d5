"""The rules by which runs of digits and letters are told apart, from the most telling to the least.

Patterns read folded text (lower case, half width, Simplified). Each is linear: every repeat is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from . import personal
from .checksums import (
    is_hong_kong_id,
    is_mainland_id,
    is_old_mainland_id,
    is_taiwan_id,
    is_universal_postal,
    is_ups,
    is_vin,
    passes_luhn,
)

ORDER: Final = "order"
TRACKING: Final = "tracking"
PHONE: Final = "phone"
EMAIL: Final = "email"
NATIONAL_ID: Final = "national_id"
BANK_CARD: Final = "bank_card"
SERVICE_LINE: Final = "service_line"


_NUMERALS: Final = str.maketrans("〇零一幺二三四五六七八九", "001123456789")


def _code(found: str) -> str:
    """Order and parcel numbers as carriers print them."""
    return "".join(found.split()).upper()


def _digits(found: str) -> str:
    return "".join(character for character in found if character.isdecimal())


def _phone(found: str) -> str:
    """Digits as dialled at home; a foreign country code stays, after a plus."""
    digits = _digits(found.translate(_NUMERALS))
    if not found.startswith(("+", "00")):
        return digits.removeprefix("86") if len(digits) == 13 else digits
    digits = digits.removeprefix("00") if found.startswith("00") else digits
    return digits.removeprefix("86") if digits.startswith("86") else f"+{digits}"


def _plain(found: str) -> str:
    """Without what stands between groups of digits."""
    return "".join(character for character in found if character.isalnum()).upper()


def _address(found: str) -> str:
    """An address of e-mail, with the signs that were spelt out to hide it."""
    plain = _SPELT_AT.sub("@", found)
    return "".join(_SPELT_DOT.sub(".", plain).split()) if plain != found else found


def _holds(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """Group 1 of ``pattern`` is the thing; its normal form must pass ``check``."""

    kind: str
    pattern: re.Pattern[str]
    normal: Callable[[str], str]
    check: Callable[[str], bool]


def _rule(
    kind: str, pattern: str, *, normal: Callable[[str], str] = _code, check: Callable[[str], bool] = _holds
) -> Rule:
    return Rule(kind=kind, pattern=re.compile(pattern), normal=normal, check=check)


def _alone(pattern: str) -> str:
    """Not inside a longer word or number."""
    return rf"(?<![a-z0-9_.])(?<![a-z0-9]-)({pattern})(?![a-z0-9_])(?!-[a-z0-9])"


def _alone_in_digits(pattern: str) -> str:
    """Not inside a longer number; letters may touch, as in ``tel13800000000``."""
    return rf"(?<![\d.+])(?<!\d-)({pattern})(?!-?\d)"


_AT: Final = r"\s?(?:@|\(at\)|\[at\]|\{at\}|(?<=\s)at(?=\s)|艾特|#)\s?"
_DOT: Final = r"(?:\.|\s?(?:\(dot\)|\[dot\]|(?<=\s)dot(?=\s)|点)\s?)"
_SPELT_AT: Final = re.compile(r"\s?(?:\(at\)|\[at\]|\{at\}|(?<=\s)at(?=\s)|艾特|#)\s?")
_SPELT_DOT: Final = re.compile(r"\s?(?:\(dot\)|\[dot\]|(?<=\s)dot(?=\s)|点)\s?")
_SPELT_EMAIL: Final = (
    rf"(?<![a-z0-9._%+-])([a-z0-9_%+-][a-z0-9._%+-]{{1,40}}{_AT}(?:[a-z0-9-]{{1,40}}{_DOT}){{1,3}}(?:com|cn|net|org|edu|hk|tw|uk|io|me|example))"
    r"(?![a-z0-9])"
)
_DIGIT: Final = "[\\d〇零一幺二三四五六七八九]"
_APART: Final = r"[ ·_.*/~\u2010-\u2015-]{0,3}"
_ORDER_WORD: Final = r"(?:订单(?:编号|号码|号)?|单号|\border\s?(?:number|num|no\.?|id)?)"
_PARCEL_WORD: Final = (
    r"(?:(?:快递|运|物流)单号?|(?:快递|物流|包裹)号|\btracking\s?(?:number|num|no\.?|id|code)?|\bwaybill)"
)
_CARD_WORD: Final = r"(?:卡号|银行卡|信用卡|储蓄卡|\bcard\s?(?:number|no\.?)?)"
_PHONE_WORD: Final = r"(?:电话|手机|联络|致电|whatsapp|\bphone|\bmobile|\btel|\bcall me(?: at| on)?)"
_IS: Final = r"\s?(?:is|是|为|[:#.=(\[])?\s?(?:#|no\.?)?\s?"
_NO_DATE: Final = r"(?!(?:19|20)\d\d-[01]?\d-[0-3]?\d(?!\d))"
_CODE: Final = _NO_DATE + r"((?=[a-z-]{0,6}\d)[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){4,31}(?<!\d[a-z]{2}))(?![a-z0-9@])"
_CARRIERS: Final = (
    r"sf\d{12,15}|yt\d{13,15}|jt\d{13}|jd(?:v[a-z]?|x)?\d{10,16}|zto?\d{10,14}|sto\d{10,14}|yd\d{13}|dpk\d{10,14}"
    r"|ems\d{9,13}|tba\d{12}|gm\d{16}|lp\d{14,16}|cainiao\d{8,16}"
)
_GROUPED_CARD: Final = r"[3-6]\d{3}(?:[ -]\d{4}){2,3}(?:[ -]\d{1,7})?|3[47]\d{2}[ -]\d{6}[ -]\d{5}"
_FIXED_LINE: Final = r"\(?0(?:10|2\d|[3-9]\d{2})\)?[ -]?[2-9]\d{6,7}"
_MOBILE: Final = r"(?:(?:\+|00)?86[ -]?)?1[3-9]\d"
_MAINLAND: Final = r"(?<![\d.+])(?<!\d-)({})(?!-?\d)"

RULES: Final = (
    _rule(
        EMAIL, r"(?<![a-z0-9._%+-])([a-z0-9_%+-][a-z0-9._%+-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24})", normal=str
    ),
    _rule(EMAIL, _SPELT_EMAIL, normal=_address),
    _rule(NATIONAL_ID, r"(?<![a-z0-9])([1-9]\d{16}[\dx])(?![a-z0-9])", check=is_mainland_id),
    _rule(
        NATIONAL_ID,
        r"(?<![a-z0-9-])([1-9]\d{5}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[\dx])(?![a-z0-9])",
        normal=_plain,
        check=is_mainland_id,
    ),
    _rule(NATIONAL_ID, personal.OLD_MAINLAND_ID, check=is_old_mainland_id),
    _rule(ORDER, _alone_in_digits(r"\d{6}-\d{12,18}|\d{3}-\d{7}-\d{7}")),
    _rule(BANK_CARD, _CARD_WORD + _IS + r"(\d(?:[ -]?\d){12,18})(?!\d)", normal=_digits, check=passes_luhn),
    _rule(personal.SECRET, personal.GIVEN_CODE, normal=str),
    _rule(personal.PASSPORT, personal.PASSPORT_NUMBER),
    _rule(personal.WECHAT, personal.WECHAT_ID, normal=str),
    _rule(personal.IP_ADDRESS, personal.IP_NUMBER, check=personal.is_ip_address),
    _rule(TRACKING, _PARCEL_WORD + _IS + _CODE),
    _rule(ORDER, _ORDER_WORD + _IS + _CODE),
    _rule(TRACKING, _alone(_CARRIERS)),
    _rule(TRACKING, _alone(r"[a-z]{2}\d{9}[a-z]{2}"), check=is_universal_postal),
    _rule(TRACKING, _alone(r"1z[a-z0-9]{16}"), check=is_ups),
    _rule(personal.VIN, personal.VIN_NUMBER, check=is_vin),
    _rule(NATIONAL_ID, personal.HONG_KONG_ID, check=is_hong_kong_id),
    _rule(NATIONAL_ID, personal.HONG_KONG_ID_NAMED, check=is_hong_kong_id),
    _rule(NATIONAL_ID, personal.TAIWAN_ID, check=is_taiwan_id),
    _rule(personal.QQ, personal.QQ_NUMBER),
    _rule(PHONE, _MAINLAND.format(_MOBILE + r"(?:[ -]?\d{4}){2}"), normal=_phone),
    _rule(
        PHONE,
        rf"(?<!{_DIGIT})(?<![\d.+])(?<!\d-)"
        rf"((?:(?:\+|00)?86[ -]?)?[1一幺]{_APART}[3-9三四五六七八九](?:{_APART}{_DIGIT}){{9}})(?!-?{_DIGIT})",
        normal=_phone,
    ),
    _rule(
        PHONE,
        r"(?<![\d+])((?:\+|00)[1-9]\d{0,2}(?:[ -]?\(?\d{1,4}\)?){2,5})(?!\d)",
        normal=_phone,
        check=lambda number: 8 <= len(number) <= 16,
    ),
    _rule(PHONE, _alone_in_digits(r"09\d{2}[ -]?\d{3}[ -]?\d{3}"), normal=_phone),
    _rule(SERVICE_LINE, _alone_in_digits(r"[48]00[ -]?\d{3}[ -]?\d{4}"), normal=_digits),
    _rule(PHONE, _alone_in_digits(_FIXED_LINE), normal=_phone),
    _rule(PHONE, _alone_in_digits(r"\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}"), normal=_phone),
    _rule(PHONE, _PHONE_WORD + _IS + r"([4-9]\d{3}[ -]?\d{4})(?!-?\d)", normal=_phone),
    _rule(TRACKING, _alone(r"7\d{12,14}")),
    _rule(BANK_CARD, _alone_in_digits(_GROUPED_CARD), normal=_digits, check=passes_luhn),
    _rule(BANK_CARD, _alone(r"(?:4\d|5[1-5])\d{14}|62\d{14,17}"), check=passes_luhn),
    _rule(ORDER, _alone(r"\d{12,13}|\d{15,19}")),
    _rule(personal.PLATE, personal.LICENCE_PLATE),
    _rule(personal.ADDRESS, personal.STREET_ADDRESS, normal=str),
    _rule(personal.ADDRESS, personal.ENGLISH_ADDRESS, normal=str),
    _rule(personal.NAME, personal.NAMED_PERSON, normal=str, check=personal.is_name),
    _rule(personal.NAME, personal.SPEAKING_PERSON, normal=str, check=personal.is_name),
    _rule(personal.NAME, personal.ADDRESSED_PERSON, normal=str, check=personal.is_person_addressed),
    _rule(personal.NAME, personal.ENGLISH_PERSON, normal=str),
)
