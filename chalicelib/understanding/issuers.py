"""Whose number it is: the platform that gave an order number, the carrier that gave a tracking number.

Told by a name beside it when the number has that house's form, or by a form that only one house has. Most forms are
shared (19 digits are Taobao's, Tmall's and Douyin's), so without a name the answer is often ``None``.

Forms are those that numbers show in sellers' guides and carriers' pages as of 2026; carriers lengthen them at times.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .checksums import is_dhl, is_fedex, is_tcat, is_universal_postal, is_ups, is_usps

_LOOKED_BACK: Final = 18
_LOOKED_AHEAD: Final = 10
_SENTENCE_END: Final = re.compile(r"[。!?;\n]")


def _always(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Issuer:
    """``names`` and ``form`` match folded text; ``is_telling`` when nobody else's numbers look so."""

    code: str
    names: re.Pattern[str]
    form: re.Pattern[str]
    check: Callable[[str], bool] = _always
    is_telling: bool = False

    def could_have_given(self, value: str) -> bool:
        return bool(self.form.fullmatch(value)) and self.check(value)


def _issuer(
    code: str, names: str, form: str, *, check: Callable[[str], bool] = _always, is_telling: bool = False
) -> Issuer:
    return Issuer(code=code, names=re.compile(names), form=re.compile(form), check=check, is_telling=is_telling)


_SHOPEE: Final = r"2\d(?:0[1-9]|1[0-2])[0-3]\d(?=[A-Z\d]{0,7}[A-Z])[A-Z\d]{8}"
"""The day, and eight letters and digits."""

PLATFORMS: Final = (
    _issuer("pinduoduo", r"拼多多|\bpdd\b", r"\d{6}-\d{15}", is_telling=True),
    _issuer("amazon", r"亚马逊|\bamazon", r"(?:D\d{2}|\d{3})-\d{7}-\d{7}", is_telling=True),
    _issuer("ebay", r"\bebay|易贝", r"\d{2}-\d{5}-\d{5}", is_telling=True),
    _issuer("shopee", r"虾皮|\bshopee", _SHOPEE, is_telling=True),
    _issuer("shopee", r"虾皮|\bshopee", r"\d{14,15}"),
    _issuer("xiaohongshu", r"小红书|\brednote", r"P\d{17,19}", is_telling=True),
    _issuer("taobao", "淘宝", r"\d{16,19}"),
    _issuer("tmall", "天猫", r"\d{16,19}"),
    _issuer("jd", r"京东|(?<![a-z])jd(?![a-z])", r"\d{11,13}"),
    _issuer("douyin", r"抖音|抖店|\bdouyin", r"\d{18,19}A?"),
    _issuer("kuaishou", "快手", r"\d{16,17}"),
    _issuer("suning", "苏宁", r"\d{11,14}"),
    _issuer("gome", "国美", r"\d{10,14}"),
    _issuer("vipshop", "唯品会", r"\d{14}"),
    _issuer("lazada", r"\blazada|来赞达", r"\d{13,16}"),
    _issuer("aliexpress", r"\baliexpress|速卖通", r"\d{15,17}"),
    _issuer("tiktok_shop", r"\btik ?tok", r"\d{18,19}"),
    _issuer("shopify", r"\bshopify", r"\d{4,8}"),
    _issuer("etsy", r"\betsy", r"\d{10}"),
)
CARRIERS: Final = (
    _issuer("sf", r"顺丰|\bsf\b|\bs\.f\. express", r"SF\d{12,15}", is_telling=True),
    _issuer("sf", r"顺丰|\bsf\b", r"\d{12}|\d{15}"),
    _issuer("yto", "圆通", r"YT\d{13,15}", is_telling=True),
    _issuer("yto", "圆通", r"[A-Z]?\d{10,18}"),
    _issuer("jtexpress", r"极兔|\bj&t\b", r"JT\d{13}", is_telling=True),
    _issuer("jtexpress", r"极兔|\bj&t\b", r"\d{12,15}"),
    _issuer("jd", r"京东|\bjd\b", r"JD[A-Z]{0,2}\d{10,16}(?:-\d{1,3}){0,3}", is_telling=True),
    _issuer("sto", "申通", r"STO\d{10,14}", is_telling=True),
    _issuer("sto", "申通", r"\d{12,15}"),
    _issuer("zto", r"中通|\bzto\b", r"ZT?O?\d{10,14}", is_telling=True),
    _issuer("zto", r"中通|\bzto\b", r"\d{12,15}"),
    _issuer("yunda", r"韵达|\byunda\b", r"YD\d{13}", is_telling=True),
    _issuer("yunda", r"韵达|\byunda\b", r"\d{13,15}"),
    _issuer("deppon", r"德邦|\bdeppon\b", r"DPK\d{10,14}", is_telling=True),
    _issuer("deppon", r"德邦|\bdeppon\b", r"\d{8,10}"),
    _issuer("best", "百世", r"\d{13,14}"),
    _issuer("cainiao", "菜鸟", r"(?:LP\d{14,16}|CAINIAO\d{8,16})", is_telling=True),
    _issuer("ems", r"\bems\b|邮政|中国邮政", r"E[A-Z]\d{9}CN", check=is_universal_postal, is_telling=True),
    _issuer("ems", r"\bems\b|邮政|邮局", r"(?:EMS)?\d{9,13}"),
    _issuer("ups", r"\bups\b", r"1Z[A-Z0-9]{16}", check=is_ups, is_telling=True),
    _issuer("fedex", r"\bfed ?ex\b|联邦快递", r"\d{12}|\d{15}|\d{20}", check=is_fedex),
    _issuer("usps", r"\busps\b", r"9[1-5]\d{20}", check=is_usps, is_telling=True),
    _issuer("usps", r"\busps\b", r"\d{20}", check=is_usps),
    _issuer("usps", r"\busps\b", r"[A-Z]{2}\d{9}US", check=is_universal_postal, is_telling=True),
    _issuer("dhl", r"\bdhl\b|敦豪", r"\d{10}", check=is_dhl),
    _issuer("dhl", r"\bdhl\b", r"(?:JJD\d{14,20}|GM\d{16})", is_telling=True),
    _issuer("royal_mail", r"\broyal mail\b", r"[A-Z]{2}\d{9}GB", check=is_universal_postal, is_telling=True),
    _issuer("amazon_logistics", r"\bamazon", r"TBA\d{12}", is_telling=True),
    _issuer("tcat", "黑猫宅急便|黑猫|宅急便", r"\d{12}", check=is_tcat),
    _issuer("seven_eleven", r"7-11|7-eleven|小七|交货便|统一超商", r"[A-Z]?\d{8}|\d{11,12}"),
    _issuer("family_mart", r"全家(?:店到店|取货)|\bfamily ?mart", r"\d{10,11}"),
    _issuer("hct", "新竹物流", r"\d{10}"),
)
CHECKED_CARRIERS: Final = r"(?:联邦快递|敦豪|黑猫宅急便|黑猫|宅急便|\bfed ?ex\b|\busps\b|\bups\b|\bdhl\b)"
"""Whose numbers end in a check digit."""
OTHER_CARRIERS: Final = (
    r"(?:顺丰|圆通|极兔|申通|中通|韵达|德邦|百世|交货便|7-11|新竹物流|邮政"
    r"|\bems\b|\broyal mail\b|\byunda\b|\bzto\b|\bj&t\b)"
)


def is_of_some_carrier(value: str) -> bool:
    """A number that at least one carrier could have given."""
    return any(one.could_have_given(value) for one in CARRIERS)


def is_of_checked_carrier(value: str) -> bool:
    """A number with the check digit of one of those who have such."""
    return any(one.could_have_given(value) for one in CARRIERS if one.check is not _always)


def issuer(issuers: tuple[Issuer, ...], value: str, *, folded: str, start: int, end: int) -> str | None:
    """The house named nearest before the number, else just behind it; else the only one whose form it is."""
    before = _SENTENCE_END.split(folded[max(0, start - _LOOKED_BACK) : start])[-1]
    behind = _SENTENCE_END.split(folded[end : end + _LOOKED_AHEAD])[0]
    possible = [one for one in issuers if one.could_have_given(value)]
    named = [(match.end(), one.code) for one in possible for match in one.names.finditer(before)]
    if named:
        return max(named)[1]
    named = [(-match.start(), one.code) for one in possible for match in one.names.finditer(behind)]
    if named:
        return max(named)[1]
    telling = {one.code for one in possible if one.is_telling}
    return telling.pop() if len(telling) == 1 else None
