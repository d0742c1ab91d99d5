"""The little header block that mail programs put above what they quote or forward, in Chinese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_NAMES: Final = {
    "from": "发件人 寄件人 发信人 發件人 寄件者 From",
    "date": "发送时间 发送日期 日期 时间 發送時間 發送日期 寄件日期 傳送時間 傳送日期 時間 Sent Date",
    "to": "收件人 收件者 To",
    "cc": "抄送 副本 Cc",
    "subject": "主题 主旨 主題 Subject",
}
_FIELD_OF: Final = {label.lower(): field for field, labels in _NAMES.items() for label in labels.split()}
_GAP: Final = "[ \u3000\u00a0]*"
_LABEL: Final = "|".join(
    label if label.isascii() else _GAP.join(label) for label in sorted(_FIELD_OF, key=len, reverse=True)
)
_LINE: Final = re.compile(rf"[>\s|*]*({_LABEL})[\s*]*[:：|\t][\s*]*(.*)", re.IGNORECASE)
_INSIDE: Final = re.compile(rf"(?<=\S)[ \t]*({_LABEL})[:：]", re.IGNORECASE)
_BLANK: Final = re.compile(r"[>\s|*]*")
_MARKS: Final = " \t>|*"
_FEWEST_GLUED: Final = 3
_LONGEST_WRAP: Final = 3
_LONGEST_RUN: Final = 2_000


@dataclass(frozen=True, slots=True)
class LabelBlock:
    """Lines ``start`` up to ``end`` hold labels; ``fields`` what they say."""

    start: int
    end: int
    fields: dict[str, str]


def find_block(lines: list[str], *, after: int = 0) -> LabelBlock | None:
    """The first block that names a sender and at least two of date, recipient and subject."""
    position = after
    while position < len(lines):
        if _LINE.match(lines[position]) is None:
            position += 1
            continue
        block = _read_block(lines, start=position)
        if "from" in block.fields and len(block.fields.keys() & {"date", "to", "subject"}) > 1:
            return block
        position = max(block.end, position + 1)
    return None


def split_run_together(text: str) -> str:
    """Gives each label a line of its own where HTML-to-text has glued a whole block into one."""
    return "\n".join(_split_line(line) for line in text.split("\n"))


def _split_line(line: str) -> str:
    text = line.lstrip(_MARKS)
    if len(text) > _LONGEST_RUN or len(_INSIDE.findall(text)) < _FEWEST_GLUED:
        return line
    return line[: len(line) - len(text)] + _INSIDE.sub(lambda match: "\n" + match[0].strip(), text)


def _read_block(lines: list[str], *, start: int) -> LabelBlock:
    fields: dict[str, str] = {}
    end = start
    for position in range(start, len(lines)):
        match = _LINE.match(lines[position])
        if match is None:
            if position - end >= _LONGEST_WRAP or _BLANK.fullmatch(lines[position]):
                break
            continue
        field = _FIELD_OF[re.sub(r"\s", "", match[1]).lower()]
        if field in fields:
            break
        fields[field] = match[2].strip(" \t|;*")
        end = position + 1
    return LabelBlock(start=start, end=end, fields=fields)
