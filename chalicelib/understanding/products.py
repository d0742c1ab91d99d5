"""What was bought, where a text says it in so many words: 买的电饭煲坏了, "I bought a desk lamp", "my kettle leaks".

Modest by choice: only what stands right behind such words and ends where a sentence goes on. Many products that
texts name are not found; a wrong product would be worse. Linear: every repeat is bounded.
"""

from __future__ import annotations

import re
from typing import Final

from .found import Found

PRODUCT: Final = "product"
_HAN: Final = "\u4e00-\u9fff"
_COUNTED: Final = (
    r"(?:[一两二三四五六七八九十几\d]{1,2})?(?:个|台|件|双|部|条|只|套|把|盒|箱|瓶|袋|款|张|本|辆|份|顶|副|对|罐|包)?"
)
_STOP: Final = (
    r"坏|碎|裂|破|漏|断|掉|到|收|用|有|没|还|就|才|都|不|是|很|太|质|发|今|昨|前|第|已|一直|一用|了|的|根"
    r"|完|突|竟|居|居然|怎|为|在|里|给|能|可|我|你|他|要|全|又|也|却|但|打|充|开|尺|颜|少|缺|冒|起|刚|现|价|降|退|换|实|其|想|申|和|跟|与|说|显|下|上|拿|看|穿|戴|吃|喝|味|寄|送|物|快递"
)
_SHORT: Final = "[鞋锅车表裤灯床包酒茶米鱼书伞刀笔碗帽]"
"""The only things of one character."""
_CHINESE: Final = re.compile(
    rf"(?:(?:购买|入手|订购|购入|买|订|拍)(?:了|的)(?:是)?|收到的(?:是)?|(?:购买|订购)(?={_COUNTED}[{_HAN}a-z]))"
    rf"(?:你们?家?的?|您家的?|贵店的?|这)?(?!包裹|包装){_COUNTED}"
    rf"(?!{_STOP}|东西|商品|包裹|包装|短信|通知|消息|回复|答复|图片|照片|货|产品|宝贝|时候|人|衣服都|这|那|哪|什么|会员|单|多|家)"
    rf"({_SHORT}|[{_HAN}a-z\d][{_HAN}a-z\d -]{{1,11}}?)(?={_STOP}|[,;:!?。、.\s\x00]|$)"
)
_WORD: Final = r"[a-z][a-z\d-]{1,15}"
_ENGLISH_STOP: Final = (
    r" (?:from|for|on|in|at|and|but|that|which|last|yesterday|with|it|to|stopped|is|was|has|online"
    r"|a|two|three|i|you|of|off|after|because|as|this|only|when|by|using|about|via)\b"
    r"| ?[.,;:!?)\x00\n]|$"
)
_SOME: Final = r"(?:a|an|the|this|your|two|three|some|one)(?: (?:pairs?|sets?|pack|box|bottle) of)?"
_ENGLISH: Final = re.compile(
    rf"\b(?:bought|purchased|ordered) {_SOME} ((?:{_WORD} ){{0,3}}?{_WORD})(?={_ENGLISH_STOP})"
)
_FAILS: Final = (
    r"(?:stopped|broke|leaks|leaked|died|cracked|is broken|is leaking|is faulty|does not work|doesn't work|won't turn"
    r"|will not turn|fell apart|is defective|is damaged|arrived (?:broken|damaged|cracked))"
)
_BROKEN: Final = re.compile(rf"\b(?:my|the|this|your) ((?:{_WORD} ){{0,2}}?{_WORD})(?= {_FAILS}\b)")
_GENERAL: Final = (
    "one item items product products order orders thing things stuff parcel package delivery box money refund account"
    " app website site driver courier couple few lot pair pairs gift present same wrong screen"
)
_NO_PRODUCTS: Final = frozenset(_GENERAL.split())
_SAYS_SO: Final = re.compile(r"[买购订拍]|入手|收到的|bought|purchased|ordered|\b(?:my|the|this|your) ")


def products(folded: str) -> list[Found]:
    """In order, without overlap."""
    if not _SAYS_SO.search(folded):
        return []
    found = [_found(match) for match in _CHINESE.finditer(folded)]
    for pattern in (_ENGLISH, _BROKEN):
        found += [_found(match) for match in pattern.finditer(folded) if match[1].split()[-1] not in _NO_PRODUCTS]
    apart: list[Found] = []
    for one in sorted(found, key=lambda each: each.start):
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def _found(match: re.Match[str]) -> Found:
    start, end = match.span(1)
    end = start + len(match[1].rstrip(" -"))
    return Found(kind=PRODUCT, value="", start=start, end=end)
