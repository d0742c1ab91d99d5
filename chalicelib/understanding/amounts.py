"""Sums of money in a text, as a decimal and a currency: "199 CNY". Linear: every repeat is bounded.

A sign that many countries use stands for the one of the text's language: 元 is the renminbi in Simplified Chinese, $
the US dollar in English. Elsewhere the currency stays open and the value is the bare decimal.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from .found import Found, without
from .language import ENGLISH as IN_ENGLISH
from .language import SIMPLIFIED, UNDETERMINED
from .number_words import ARABIC, CHINESE, ENGLISH, arabic, chinese, english

AMOUNT: Final = "amount"
PAID: Final = "paid"
LARGEST: Final = 100_000_000
"""Nobody complains of more; longer numbers are something else."""

_CURRENCIES: Final = (
    ("CNY", "¥ rmb cny 人民币", "人民币 元人民币 rmb cny ¥"),
    ("TWD", "nt$ ntd twd", "新台币 台币 元台币 ntd twd"),
    ("HKD", "hk$ hkd", "港币 港元 港纸 蚊 hkd"),
    ("USD", "us$ usd", "美元 美金 美刀 刀 usd"),
    ("EUR", "€ eur", "欧元 euros euro eur €"),
    ("GBP", "£ gbp", "英镑 pounds pound quid gbp"),
    ("JPY", "jpy", "日元 日圆 yen"),
    ("INR", "₹ rs. rs inr", "rupees"),
    ("SGD", "s$ sgd", "sgd"),
    ("AUD", "a$ aud", "aud"),
    ("CAD", "c$ cad", "cad"),
    (None, "$", "元 圆 块 块钱 dollars dollar bucks buck"),
)
"""What stands before a number, and what behind it; ``None`` is read by the language."""
_BEFORE: Final = {sign: code for code, signs, _ in _CURRENCIES for sign in signs.split()}
_BEHIND: Final = {name: code for code, _, names in _CURRENCIES for name in names.split()}
_YUAN: Final = frozenset({"元", "圆", "块", "块钱"})
_DOLLAR: Final = frozenset({"$", "dollar", "dollars", "buck", "bucks"})
_AFTER_LUMP: Final = (
    r"(?=$|[\s,.;:!?、。)\"'…~\x00]|钱|多|左右|以|的(?!屏|板|布|肉)|买|卖|运|邮|快递费|退|赔|补|券|差"
    r"|押|红包|都|就|还|也|才|呢|吧|啊|了|包|不|给|一[个件双只台条斤箱瓶份盒]|我|你|怎)"
)
"""块 counts pieces, too: what may stand behind it when it is money."""
_NUMBER_BEFORE: Final = rf"(?P<number>{ARABIC})(?:\s?(?P<multiple>[万千k](?![a-z\d])))?"
_SIGNS: Final = "|".join(re.escape(sign) for sign in sorted(_BEFORE, key=len, reverse=True))
_NAMES: Final = "|".join(
    rf"{re.escape(name)}\b" if name.isascii() and name.isalpha() else name + (_AFTER_LUMP if name == "块" else "")
    for name in sorted(_BEHIND, key=len, reverse=True)
    if name != "元"
)
_YUAN_SIGN: Final = r"元(?![素旦宵气老件音])"
_SIGN_FIRST: Final = re.compile(
    rf"(?<![a-z\d])(?P<sign>{_SIGNS})\s?{_NUMBER_BEFORE}(?![\d%])(?:\s?(?P<iso>hkd|usd|twd|aud|cad|sgd)\b)?"
)
_NUMBER_FIRST: Final = re.compile(
    rf"(?<![a-z\d.$¥])(?<!\d,)(?<!\d[-~到至])(?:(?P<number>{ARABIC})(?:\s?(?P<multiple>[万千百k](?![a-z\d])))?"
    rf"|(?P<chinese>(?<!几)(?<!数){CHINESE}{{1,12}})|(?P<english>\b{ENGLISH}))"
    rf"(?:\s?(?P<unit>{_NAMES}|{_YUAN_SIGN}))"
)
_PIECES: Final = re.compile(
    rf"(?P<whole>\d{{1,7}}|(?<!几){CHINESE}{{1,9}})块(?P<tenths>[\d一二三四五六七八九])(?![\d块元个天])"
)
_NO_SUM: Final = (
    r"(?![\d.,:/%-]\d|\d|\s?(?:[天个件次双只%号月日年分秒小条页斤包箱瓶盒张台人多米升公克倍折点]|days?|weeks?|hours?|minutes?"
    r"|months?|items?|times?|pieces?|years?|people|percent|orders?|st\b|nd\b|rd\b|th\b))"
)
_UNNAMED: Final = re.compile(
    r"(?:花了|付了|实付|实付款|价格是?|售价|原价|标价|总共|一共|金额是?|\bpaid|\bcost(?: me)?|\bprice(?: is| was)?)"
    rf"\s?:?\s?(?P<number>{ARABIC}){_NO_SUM}"
)
_MAY_HOLD: Final = re.compile(r"\d|[元块圆]|dollar|buck|quid|pound|euro")
_PAYING: Final = re.compile(
    r"(?:花了?|付了?|实付款?|价格是?|售价|原价|单价|总价|总共|一共|买价|支付了?|付款|\bpaid"
    r"|\bcost(?: me)?|\bspent|\bfor|\bprice(?: is| was)?)"
    r"\s?(?:了|是|:|about|around|over|nearly|almost|just)?\s?$"
)
_BOUGHT: Final = re.compile(r"\s?(?:钱)?(?:多|左右)?(?:买|购|入手|拍|下单|的(?:东西|价格|商品|手机|衣服|鞋))")


def amounts(folded: str, *, language: str) -> list[Found]:
    """In order, without overlap; ``folded`` has blanks where other things stand."""
    if not _MAY_HOLD.search(folded):
        return []
    found: list[Found] = []
    for pattern in (_SIGN_FIRST, _PIECES, _NUMBER_FIRST, _UNNAMED):
        fresh = [one for match in pattern.finditer(folded) if (one := _found(match, language))]
        folded = without(folded, fresh)
        found += fresh
    return sorted(found, key=lambda one: one.start)


def _found(match: re.Match[str], language: str) -> Found | None:
    value = _value(match, language)
    if value is None:
        return None
    start, end = match.span("number") if match.re is _UNNAMED else match.span()
    return Found(kind=AMOUNT, value=value, start=start, end=end, about=_purpose(match.string, start, end))


def _value(match: re.Match[str], language: str) -> str | None:
    named = match.groupdict()
    number = _number(named)
    if number is None or not 0 < number < LARGEST:
        return None
    currency = _currency(named, language)
    plain = f"{number:f}"
    return f"{plain} {currency}" if currency else plain


def _number(named: dict[str, str | None]) -> Decimal | None:
    tenths = Decimal(_tenth(named.get("tenths"))) / 10
    whole: int | Decimal | None
    if written := named.get("number"):
        whole = arabic(written, named.get("multiple") or "")
    elif written := named.get("whole"):
        whole = Decimal(written) if written.isdecimal() else chinese(written)
    elif written := named.get("chinese"):
        whole = chinese(written)
    else:
        whole = english(named.get("english") or "")
    if whole is None:
        return None
    return Decimal(whole) + tenths if tenths else Decimal(whole)


def _tenth(written: str | None) -> int:
    if not written:
        return 0
    return int(written) if written.isdecimal() else chinese(written) or 0


def _currency(named: dict[str, str | None], language: str) -> str | None:
    if iso := named.get("iso"):
        return iso.upper()
    sign = named.get("sign") or named.get("unit") or ("块" if "whole" in named else "")
    if sign in _YUAN:
        return "CNY" if language == SIMPLIFIED else None
    if sign in _DOLLAR:
        return "USD" if language in (IN_ENGLISH, UNDETERMINED) else None
    return _BEFORE.get(sign) or _BEHIND.get(sign)


def _purpose(folded: str, start: int, end: int) -> str | None:
    """``paid`` where the words beside it say that this was the price."""
    if _PAYING.search(folded[max(0, start - 16) : start]) or _BOUGHT.match(folded, end):
        return PAID
    return None
