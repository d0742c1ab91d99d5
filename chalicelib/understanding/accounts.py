"""Where somebody is reached or recognised on the net: mail addresses, accounts, devices, codes that open an account.

Patterns read folded text (lower case, half width, Simplified); every repeat is bounded.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

_NOT_LONGER: Final = r"(?![a-z0-9])"
_IS: Final = r"\s?(?:is\b|是|为|[:=])?\s?"

_NAME: Final = r"(?<![a-z0-9._%+-])([a-z0-9_%+-][a-z0-9._%+-]{0,40}"
_HOST: Final = "[a-z0-9-]{1,40}"
_AT_WORD: Final = r"(?:\(at\)|\[at\]|\{at\}|<at>|(?<=\s)at(?=\s)|艾特|圈a|小老鼠)"
_DOT_WORD: Final = r"(?:。|\(dot\)|\[dot\]|\{dot\}|(?<=\s)dot(?=\s)|点)"
_SIGN: Final = rf"(?:\.|\s\.\s|\s?{_DOT_WORD}\s?)"
_COMMON: Final = r"(?:com|cn|net|org|edu|hk|tw|co\.uk|co\.jp)"
_COUNTRY: Final = rf"(?:{_SIGN}(?:cn|hk|tw|mo|uk|au|jp|sg))?"
_ENDING: Final = (
    rf"(?:com|cn|net|org|edu|gov|hk|tw|mo|uk|us|io|me|co|info|vip|top|xyz|jp|sg|au|ca|de|fr|eu"
    rf"|example){_COUNTRY}{_NOT_LONGER}"
)
MAIL: Final = r"(?<![a-z0-9._%+-])([a-z0-9_%+-][a-z0-9._%+-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24})"
SPACED_MAIL: Final = rf"{_NAME}\s?@\s?{_HOST}(?:{_SIGN}{_HOST}){{0,2}}?{_SIGN}{_ENDING})"
SPELT_MAIL: Final = (
    rf"{_NAME}\s?{_AT_WORD}\s?{_HOST}(?:{_SIGN}{_HOST}){{0,2}}?(?:\s?{_DOT_WORD}\s?{_ENDING}"
    rf"|\.{_COMMON}{_COUNTRY}{_NOT_LONGER}))"
)
HASHED_MAIL: Final = rf"{_NAME}#{_HOST}\.{_COMMON}{_COUNTRY}{_NOT_LONGER})"
_SPELT_AT: Final = re.compile(rf"\s?(?:{_AT_WORD}|#)\s?")
_SPELT_DOT: Final = re.compile(_SIGN)

_WECHAT_WORD: Final = (
    r"(?:[微薇威徽][ .]?信|卫星|[薇微]❤|[vⅴ]\s?信|weixin|\bwechat|(?<![a-z0-9])(?:wx|vx|v❤)|(?:加"
    r"|\+)\s?(?:我\s?)?[vq](?![a-z]))"
)
_WECHAT_NAMED: Final = r"\s?(?:(?:号码|账号|号|id)\s?[:是为]?|[:是为]|is\b)\s?"
_NO_ACCOUNT: Final = (
    r"(?!(?:pay|payment|payments|app|group|groups|mini|official|support|service|account|accounts|wallet"
    r"|store|shop|message"
    r"|messages|program|customer|transfer|refund|friend|friends|number|public|video|moments|android|iphone|windows"
    r"|and|or|but|the|for|not|has|have|was|were|from|with|when|because|chat|contact|please|login)\b)"
)
WECHAT_ID: Final = (
    rf"{_WECHAT_WORD}(?:{_WECHAT_NAMED}|\s?(?:id\s)?(?=[a-z_-]{{1,19}}[\d_])|(?<=信)\s?{_NO_ACCOUNT}|(?<=❤)\s?)"
    rf"{_NO_ACCOUNT}([a-z][a-z0-9_-]{{5,19}}){_NOT_LONGER}(?!@)"
)
MY_WECHAT: Final = (
    rf"\b(?:(?:add|my|me|via|on|to) (?:my |me on )?)(?:wechat|weixin|wx|vx) {_NO_ACCOUNT}"
    rf"([a-z][a-z0-9_-]{{5,19}}){_NOT_LONGER}"
)
WECHAT_NUMBER: Final = rf"{_WECHAT_WORD}{_WECHAT_NAMED}(\d{{5,11}})(?![\d@])"
QQ_NUMBER: Final = (
    r"(?:(?<![a-z])q\s?q|扣扣|企鹅|球球|加我?\s?q)\s?(?:号码|账号|号|群)?"
    + _IS
    + r"([1-9](?:\d{4,10}|(?:[ .-]\d){4,10}))(?![\d@])"
)
_NETWORKS: Final = (
    r"支付宝|淘宝|旺旺|抖音|快手|微博|小红书|知乎|豆瓣|闲鱼|陌陌|钉钉|赖|飞书|b站"
    r"|(?<![a-z])(?:alipay|line|telegram|tg|instagram|insta|ig|facebook|fb|messenger|twitter|tiktok"
    r"|skype|snapchat|discord|kakao)"
)
NETWORK_WORDS: Final = (
    "支付宝|淘宝|旺旺|抖音|快手|微博|小红书|知乎|豆瓣|闲鱼|陌陌|钉钉|赖|飞书|b站|alipay|line|telegram|tg|insta|ig|facebook|fb"
    "|messenger|twitter|tiktok|skype|snapchat|discord|kakao"
)
_ACCOUNT_NAMED: Final = r"(?:\s?(?:账号|账户|帐号|帐户|号|昵称|id|account|handle|user(?:name)?|name))"
SOCIAL_ACCOUNT: Final = (
    rf"(?:{_NETWORKS})(?:{_ACCOUNT_NAMED}{_IS}|\s?(?:是|为|:|is\b)\s?)("
    rf"(?=[a-z._-]{{0,29}}[\d_.])[a-z0-9][a-z0-9_.-]{{3,29}}(?<![.-]))"
    rf"{_NOT_LONGER}"
)
HANDLE: Final = (
    rf"(?:(?:{_NETWORKS}){_ACCOUNT_NAMED}?{_IS}|\bmy (?:handle|account|username)(?: is)? |我的?(?:账号|帐号|昵称){_IS})"
    rf"(@[a-z0-9_][a-z0-9_.]{{2,29}}(?<!\.)){_NOT_LONGER}"
)
"""Only after whose it is: most handles in a complaint are those of the shop."""

GIVEN_CODE: Final = (
    r"(?:密码|验证码|动态码|校验码|安全码|取件码|提货码|口令|\bcvv(?:2(?!\d))?|\bcvc|\bpassword"
    r"|\bpasscode|\botp|\bpin(?: code)?"
    r"|\b(?:verification|security|pickup|access) code)"
    r"\s?(?:is|was|是|为|[:=])?\s?((?=[a-z@#$%_-]{0,19}\d)[a-z0-9@#$%_-]{3,20})(?![a-z0-9])"
)

IP_NUMBER: Final = r"\bip\s?(?:地址|位址|address)?" + _IS + r"(\d{1,3}(?:\.\d{1,3}){3})(?!\.?\d)"
BARE_IP: Final = (
    r"(?<![\d.a-z])(?<!版本)(?<!版本[ :])(?<!固件)(?<!version )(?<!firmware )(?<!ios )(?=[\d.]{11})"
    r"(\d{1,3}(?:\.\d{1,3}){3})(?!\.?\d|[a-z])"
)
IP6_NUMBER: Final = (
    r"(?<![0-9a-f:])((?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){1,6}::"
    r"(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,5})?)"
    r"(?![0-9a-f:])"
)
HARDWARE_ADDRESS: Final = (
    r"(?<![0-9a-f-])(?<!\b[0-9a-f]{2}:)((?:[0-9a-f]{2}:){5}[0-9a-f]{2}|(?:[0-9a-f]{2}-){5}[0-9a-f]{2})(?![0-9a-f:-])"
)
_DEVICE_WORD: Final = (
    r"(?:\bimei\d?|\bmeid|\bidfa|\boaid|\bdevice id|\bandroid id|\bserial number|串号|设备号|设备id|设备码|设备编号)"
)
DEVICE_NUMBER: Final = (
    rf"{_DEVICE_WORD}\s?(?:number|no\.?|码|号)?{_IS}([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}"
    rf"|[0-9a-f]{{14,40}}){_NOT_LONGER}"
)


def mail_address(found: str) -> str:
    """An address of e-mail, with the signs that were spelt out to hide it."""
    local, at, domain = found.partition("@")
    if not at:
        local, domain = _SPELT_AT.split(found, maxsplit=1)
    return f"{local.strip()}@{''.join(_SPELT_DOT.sub('.', domain).split())}"


def is_ip_address(found: str) -> bool:
    try:
        return bool(IPv6Address(found) if ":" in found else IPv4Address(found))
    except AddressValueError:
        return False
