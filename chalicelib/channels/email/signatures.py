"""Signatures that say nothing: what phones and mail programs add, and everything below ``-- ``."""

from __future__ import annotations

import re
from typing import Final

_DELIMITER: Final = re.compile(r"--\s*")
_LONGEST_SIGNATURE: Final = 15
_DEVICE: Final = re.compile(
    r"\s*(?:"
    r"(?:(?:发|發)自|(?:发|發)送自|(?:从|從))\s*(?:我的\s*)?[^，。！？]{0,30}?\s*(?:(?:发送|傳送|发出)。?)?"
    r"|(?:来自|來自)\s*(?:我的\s*)?\S{1,20}?\s?(?:手机|手機|邮箱|郵箱|客户端|用戶端|版|iPhone|iPad)(?:\s?[\w]{1,8}版?)?"
    r"|(?:获取|取得|下載|下载)\s*(?:Outlook for \S+|(?:适用于|適用於)\s*\S{1,12}\s*的\s*Outlook)"
    r"|签名由\s*\S{1,20}\s*定制"
    r"|Sent (?:from|via) [^.!?]{1,60}|Sent with \[?(?:Proton|Sparrow|Outlook|Spark|Mailbird)[^\n]{0,80}"
    r"|Get Outlook for \S+|Envoyé de mon \S+|Von meinem \S+ gesendet"
    r")\s*(?:<[^<>\s]{1,300}>|\[[^\[\]\s]{1,300}\])?\s*",
    re.IGNORECASE,
)
_RULE: Final = re.compile(r"\s*[-—_]{4,}\s*")
_LONGEST_DEVICE: Final = 400
_CARD_EDGE: Final = re.compile(r"\s*\|[\s|]*")
_CARD_OWNER: Final = re.compile(r"\s*签名由\s*\S{1,20}\s*定制\s*")


def cut_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines before the signature and the signature. A text that is nothing but a signature stays whole."""
    end = _delimited(lines)
    while end > 0:
        last = _last_written(lines[:end])
        if last < 0 or not is_device_line(lines[last]):
            break
        end = _card_start(lines, last) if _CARD_OWNER.fullmatch(lines[last]) else _without_rule(lines, last)
    if not any(line.strip() for line in lines[:end]):
        return lines, []
    return lines[:end], lines[end:]


def is_device_line(line: str) -> bool:
    return len(line) <= _LONGEST_DEVICE and line.strip() != "" and _DEVICE.fullmatch(line) is not None


def _delimited(lines: list[str]) -> int:
    for position in range(len(lines) - 1, max(-1, len(lines) - 2 - _LONGEST_SIGNATURE), -1):
        if _DELIMITER.fullmatch(lines[position]):
            return position
    return len(lines)


def _last_written(lines: list[str]) -> int:
    return next((place for place in range(len(lines) - 1, -1, -1) if lines[place].strip()), -1)


def _without_rule(lines: list[str], end: int) -> int:
    """QQ Mail draws a rule above the line of the device."""
    above = _last_written(lines[:end])
    return above if above >= 0 and _RULE.fullmatch(lines[above]) else end


def _card_start(lines: list[str], owner: int) -> int:
    """The visiting card that NetEase Mail Master draws with bars above its own line."""
    start = owner
    while start > 0 and lines[start - 1].strip():
        start -= 1
    return start if _CARD_EDGE.match(lines[start]) else owner
