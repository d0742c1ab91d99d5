"""The rules by which runs of digits and letters are told apart, from the most telling to the least.

Patterns read folded text (lower case, half width, Simplified). Each is linear: every repeat is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from . import accounts, personal, phones
from .checksums import (
    is_hong_kong_id,
    is_mainland_id,
    is_old_mainland_id,
    is_taiwan_id,
    is_universal_postal,
    is_ups,
    is_usps,
    is_vin,
    passes_luhn,
)
from .issuers import CHECKED_CARRIERS, OTHER_CARRIERS, is_of_checked_carrier, is_of_some_carrier
from .numerals import digits

ORDER: Final = "order"
TRACKING: Final = "tracking"
REFERENCE: Final = "reference"
SERVICE_LINE: Final = "service_line"
PHONE: Final = "phone"
EMAIL: Final = "email"
NATIONAL_ID: Final = "national_id"
PASSPORT: Final = "passport"
BANK_CARD: Final = "bank_card"
WECHAT: Final = "wechat"
QQ: Final = "qq"
ACCOUNT: Final = "account"
SECRET: Final = "secret"  # noqa: S105 - the name of a kind
ADDRESS: Final = "address"
NAME: Final = "name"
PLATE: Final = "plate"
VIN: Final = "vin"
IP_ADDRESS: Final = "ip_address"
DEVICE: Final = "device"
TAG: Final = "tag"
MISREAD: Final = "misread"
"""Named like a number that carries a check digit, but with a wrong one: nothing else either."""


def _code(found: str) -> str:
    """Order and parcel numbers as carriers print them."""
    return "".join(found.split()).upper()


def _plain(found: str) -> str:
    """Without what stands between groups of digits."""
    return "".join(character for character in found if character.isalnum()).upper()


def _holds(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """Group 1 of ``pattern`` is the thing; its normal form must pass ``check``.

    Nothing is found in a text with fewer than ``digits`` digits (``spoken``: or numerals), or with none of the words
    that it ``needs``.
    """

    kind: str
    pattern: re.Pattern[str]
    normal: Callable[[str], str]
    check: Callable[[str], bool]
    digits: int
    spoken: bool
    needs: tuple[str, ...]

    def may_find(self, folded: str, *, digits: int, numerals: int) -> bool:
        """Quick: most rules have nothing to look for in most texts."""
        if self.digits > (numerals if self.spoken else digits):
            return False
        return not self.needs or any(map(folded.__contains__, self.needs))


def _rule(
    kind: str,
    pattern: str,
    *,
    normal: Callable[[str], str] = _code,
    check: Callable[[str], bool] = _holds,
    digits: int = 0,
    spoken: bool = False,
    needs: str = "",
) -> Rule:
    """``needs``: words with bars between."""
    return Rule(kind, re.compile(pattern), normal, check, digits, spoken, tuple(filter(None, needs.split("|"))))


def _alone(pattern: str) -> str:
    """Not inside a longer word or number."""
    return rf"(?<![a-z0-9_.])(?<![a-z0-9]-)({pattern})(?![a-z0-9_])(?!-[a-z0-9])"


def _alone_in_digits(pattern: str) -> str:
    """Not inside a longer number; letters may touch, as in ``tel13800000000``."""
    return rf"(?<![\d.+])(?<!\d-)({pattern})(?!-?\d)"


_ORDER_WORD: Final = r"(?:订单(?:编号|号码|号)?|单号|\borders?\s?(?:number|num|no\.?|id)?)"
_PARCEL_WORD: Final = (
    r"(?:(?:快递|运|物流)单号?|(?:快递|物流|包裹)号|\btracking\s?(?:number|num|no\.?|id|code)?|\bwaybill)"
)
_REFERENCE_WORD: Final = (
    r"(?:编号|流水号|交易号|发票号?码?|工单号?|批号|序列号|条形?码|货号|信用代码|税号|统编|\bsku|\bbarcode|\binvoice|\bticket|\bcase"
    r"|\bserial|\bref(?:erence)?)\s?(?:number|no\.?)?"
)
_IS: Final = r"\s?(?:is|是|为|#:|[:;#.=(\[])?\s?(?:#|no\.?)?\s?"
_NO_DATE: Final = r"(?!(?:19|20)\d\d-[01]?\d-[0-3]?\d(?!\d))"
_CODE: Final = _NO_DATE + r"((?=[a-z-]{0,6}\d)[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){4,31}(?<!\d[a-z]{2}))(?![a-z0-9@])"
_CARRIER_SAYS: Final = r"\s?(?:快递|物流|速运|速递|express|ground)?\s?(?:的)?(?:单号|运单|number|no\.?|tracking)?" + _IS
_PARCEL_DIGITS: Final = r"(\d(?: ?\d){7,21})(?![\d-])"
_CARRIERS: Final = (
    r"sf\d{12,15}|yt\d{13,15}|jt\d{13}|jd(?:v[a-z]?|x)?\d{10,16}|zto?\d{10,14}|sto\d{10,14}|yd\d{13}|dpk\d{10,14}"
    r"|ems\d{9,13}|tba\d{12}|gm\d{16}|lp\d{14,16}|cainiao\d{8,16}"
)
_TAG_WORD: Final = (
    r"(?:吊牌(?:编号|号码|号|码)?|序列(?:编号|号码|号)|机身(?:编号|号|码)|防伪(?:编号|码)|\brfid(?:标签)?(?:号|码)?"
    r"|(?<![a-z])s/?n(?![a-z])(?:码|号)?|\bserial\s?(?:number|no\.?|#)?|\b(?:item |product )?tag\s?(?:number|no\.?|id))"
)
_TAG_CODE: Final = r"((?=[a-z-]{0,12}\d)[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){4,31})(?![a-z0-9@])"

RULES: Final = (
    _rule(EMAIL, accounts.MAIL, normal=str, needs="@"),
    _rule(EMAIL, accounts.SPACED_MAIL, normal=accounts.mail_address, needs="@"),
    _rule(EMAIL, accounts.SPELT_MAIL, normal=accounts.mail_address, needs="at|艾特|圈a|小老鼠"),
    _rule(EMAIL, accounts.HASHED_MAIL, normal=accounts.mail_address, needs="#"),
    _rule(VIN, personal.VIN_NUMBER, check=is_vin, digits=1),
    _rule(DEVICE, accounts.HARDWARE_ADDRESS, digits=1),
    _rule(
        DEVICE,
        accounts.DEVICE_NUMBER,
        normal=str,
        digits=1,
        needs="imei|meid|idfa|oaid|device id|android id|serial number|串号|设备",
    ),
    _rule(IP_ADDRESS, accounts.IP6_NUMBER, normal=str, check=accounts.is_ip_address, digits=1, needs=":"),
    _rule(NATIONAL_ID, personal.MAINLAND_ID, normal=_plain, check=is_mainland_id, digits=17),
    _rule(NATIONAL_ID, personal.OLD_MAINLAND_ID, check=is_old_mainland_id, digits=15),
    _rule(TAG, _TAG_WORD + _IS + _TAG_CODE, digits=1, needs="吊牌|序列|机身|防伪|rfid|sn|s/n|serial|tag"),
    _rule(
        ORDER,
        _alone_in_digits(r"\d{6}-\d{12,18}|(?:\d{3}|(?<![a-z0-9])d\d{2})-\d{7}-\d{7}|\d{2}-\d{5}-\d{5}"),
        digits=12,
    ),
    _rule(ORDER, _ORDER_WORD + r"\s?(?:is|是|为|:)?\s?#(\d{3,8})(?!\d)", digits=3, needs="#"),
    _rule(BANK_CARD, personal.NAMED_CARD, normal=digits, check=passes_luhn, digits=13),
    _rule(SECRET, accounts.GIVEN_CODE, normal=str, digits=1, needs="码|口令|cvv|cvc|password|passcode|otp|pin|code"),
    _rule(PASSPORT, personal.PASSPORT_NUMBER, digits=7),
    _rule(WECHAT, accounts.WECHAT_ID, normal=str, needs="信|卫星|❤|weixin|wechat|wx|vx|加|+"),
    _rule(WECHAT, accounts.MY_WECHAT, normal=str, needs="wechat|weixin|wx|vx"),
    _rule(ACCOUNT, accounts.SOCIAL_ACCOUNT, normal=str, needs=accounts.NETWORK_WORDS),
    _rule(ACCOUNT, accounts.HANDLE, normal=str, needs="@"),
    _rule(IP_ADDRESS, accounts.IP_NUMBER, check=accounts.is_ip_address, digits=4),
    _rule(IP_ADDRESS, accounts.BARE_IP, check=accounts.is_ip_address, digits=4),
    _rule(TRACKING, _PARCEL_WORD + _IS + _CODE, digits=1, needs="单|号|tracking|waybill"),
    _rule(TRACKING, CHECKED_CARRIERS + _CARRIER_SAYS + _PARCEL_DIGITS, check=is_of_checked_carrier, digits=8),
    _rule(MISREAD, CHECKED_CARRIERS + _CARRIER_SAYS + _PARCEL_DIGITS, digits=8),
    _rule(TRACKING, OTHER_CARRIERS + _CARRIER_SAYS + _PARCEL_DIGITS, check=is_of_some_carrier, digits=8),
    _rule(ORDER, _ORDER_WORD + _IS + _CODE, digits=1, needs="单|order"),
    _rule(
        REFERENCE,
        _REFERENCE_WORD + _IS + r"(\d[\d-]{4,22}\d)(?![a-z0-9])",
        digits=2,
        needs="号|码|发票|工单|统编|sku|invoice|ticket|case|serial|ref|barcode",
    ),
    _rule(TRACKING, _alone(_CARRIERS), digits=8),
    _rule(TRACKING, _alone(r"[a-z]{2}\d{9}[a-z]{2}"), check=is_universal_postal, digits=9),
    _rule(TRACKING, _alone(r"1z[a-z0-9]{16}"), check=is_ups, digits=2, needs="1z"),
    _rule(NATIONAL_ID, personal.HONG_KONG_ID, normal=_plain, check=is_hong_kong_id, digits=6),
    _rule(NATIONAL_ID, personal.HONG_KONG_ID_NAMED, normal=_plain, check=is_hong_kong_id, digits=6),
    _rule(NATIONAL_ID, personal.TAIWAN_ID, check=is_taiwan_id, digits=9),
    _rule(NATIONAL_ID, personal.TAIWAN_ID_NAMED, normal=_plain, check=is_taiwan_id, digits=9),
    _rule(PHONE, phones.MAINLAND, normal=phones.home, digits=11),
    _rule(PHONE, phones.LETTERED, normal=digits, check=phones.is_mobile, digits=8),
    _rule(WECHAT, accounts.WECHAT_NUMBER, normal=str, digits=5),
    _rule(QQ, accounts.QQ_NUMBER, normal=digits, digits=5),
    _rule(PHONE, phones.DISGUISED, normal=phones.disguised, check=phones.is_mobile, digits=11, spoken=True),
    _rule(PHONE, phones.NEIGHBOURS_AND_AMERICA, normal=phones.home, digits=11),
    _rule(PHONE, phones.INTERNATIONAL, normal=phones.home, check=phones.is_international, digits=8),
    _rule(PHONE, phones.TAIWAN, normal=phones.home, digits=10),
    _rule(SERVICE_LINE, phones.SERVICE_LINE, normal=digits, digits=9),
    _rule(PHONE, phones.FIXED_LINE, normal=phones.home, digits=10),
    _rule(PHONE, phones.TAIWAN_LINE, normal=phones.home, digits=9),
    _rule(PHONE, phones.HONG_KONG, normal=phones.home, digits=11),
    _rule(PHONE, phones.NORTH_AMERICA, normal=phones.home, digits=10),
    _rule(PHONE, phones.EIGHT_DIGITS, normal=phones.home, digits=8),
    _rule(TRACKING, _alone(r"7\d{12,14}"), digits=13),
    _rule(TRACKING, _alone(r"9[1-5]\d{20}"), check=is_usps, digits=22),
    _rule(ORDER, _alone(r"2\d(?:0[1-9]|1[0-2])[0-3]\d(?=[a-z\d]{0,7}[a-z])[a-z\d]{8}|p\d{17,19}"), digits=6),
    _rule(BANK_CARD, personal.GROUPED_CARD, normal=digits, check=passes_luhn, digits=12),
    _rule(BANK_CARD, personal.BARE_CARD, check=passes_luhn, digits=16),
    _rule(ORDER, _alone(r"\d{12,13}|\d{15,19}"), digits=12),
    _rule(PLATE, personal.LICENCE_PLATE, digits=1),
    _rule(
        ADDRESS,
        personal.STREET_ADDRESS,
        normal=str,
        digits=1,
        spoken=True,
        needs="号|巷|弄|栋|幢|座|单元|层|楼|室|户|房",
    ),
    _rule(ADDRESS, personal.ENGLISH_ADDRESS, normal=str, digits=1, needs=" st| ro| rd| av| la| ln| bo| bl| dr| te"),
    _rule(
        NAME,
        personal.NAMED_PERSON,
        normal=str,
        check=personal.is_name,
        needs="姓名|件人|货人|系人|络人|购人|卡人|户名|我叫|名字|名叫|本人|签收人",
    ),
    _rule(NAME, personal.SPEAKING_PERSON, normal=str, check=personal.is_name, needs="我是|本人"),
    _rule(NAME, personal.ADDRESSED_PERSON, normal=str, check=personal.is_person_addressed, needs="先生|女士|小姐|太太"),
    _rule(NAME, personal.ENGLISH_PERSON, normal=str, needs="name|recipient|consignee|called|addressed|attention"),
)
