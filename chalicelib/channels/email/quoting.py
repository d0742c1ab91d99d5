"""What is new in a reply, and what is the history below (or above) it.

A quote is recognised by what mail programs write, never by one word alone: a divider, a block of labels, an
attribution with a date and an address, or ``>`` marks. When in doubt the text stays whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .labels import find_block, split_run_together
from .signatures import cut_signature

_DASHES: Final = "[-_=—－]{2,}"
_DIVIDER: Final = re.compile(
    rf"[>\s]*{_DASHES}\s*(?:原(?:始|来的?)?[邮郵信]件|[邮郵]件原[件文]|初始信息|(?:回复|回覆|答复)的原[邮郵]件"
    r"|(?:转发|轉寄|轉發)(?:的)?(?:原)?(?:[邮郵]件|消息|訊息)(?:信息)?"
    r"|Original(?: (?:Message|Mail|E-?mail))?|Forward(?:ed|ing) (?:messages?|mail)|Replied Message"
    r"|Ursprüngliche Nachricht|Message d'origine|Mensaje original"
    rf"|[^-=—\n][^\n]{{1,200}}\s(?:wrote|写道|寫道|撰写|撰寫)\s*[:：]?)\s*{_DASHES}\s*",
    re.IGNORECASE,
)
_ATTRIBUTED_IN_LINE: Final = re.compile(
    r"[>\s]*(?:On|At)\b[^\n<>]{8,160}<[^<>\s@]{1,64}@[^<>\s]{1,190}>\s*wrote:\s{2,}\S", re.IGNORECASE
)
"""Yahoo's app puts the quote behind its attribution without a line break."""
_ANNOUNCED: Final = re.compile(
    r"[>\s]*(?:Begin forwarded message|(?:下面|以下)是(?:被)?(?:转发|轉寄|轉發)的[邮郵]件|開始轉寄郵件|开始转发邮件)"
    r"\s*[:：]\s*",
    re.IGNORECASE,
)
_FORWARDING: Final = re.compile("转发|轉寄|轉發|forward", re.IGNORECASE)
_ANSWER_ABOVE: Final = re.compile(
    r"[>\s]*[-#=_*—\s]*(?:(?:please\s)?(?:reply|respond|(?:type|write|enter)\s(?:your|a)\s(?:reply|response|answer))"
    r"\s(?:above|over)\s(?:this|the)\sline"
    r"|(?:[请請])?在(?:此|这|這|本)(?:一)?[行线線](?:之|以)?上(?:方|面|边|邊)?"
    r"(?:输入|輸入|键入|鍵入|填写|填寫|撰写|撰寫|书写|書寫|写下|寫下)?(?:[您你]的)?(?:回[复覆復]|答[复覆復]))"
    r"[.。!！\s]*[-#=_*—\s]*",
    re.IGNORECASE,
)
"""What help desks put above their mails."""
_RULE: Final = re.compile(r"[>\s]*[-_=—]{5,}\s*")
_LONE_ADDRESS: Final = re.compile(r"\s*<?[^\s@<>]{1,64}@[^\s@<>]{1,190}>?\s*")
_WROTE: Final = re.compile(
    r"(?:写道|寫道|写了|寫了|wrote|написала?|schrieb|écrit|escribió|scritto|escreveu|napisała?|schreef)\s*[:：]\s*$",
    re.IGNORECASE,
)
_ENDS_IN_STOP: Final = re.compile(r"[。.!！?？]\s*$")
_ENDS_IN_COLON: Final = re.compile(r"[:：]\s*$")
_DATED: Final = re.compile(r"\d{1,4}\s*[-/.年]\s*\d{1,2}|\d{1,2}:\d{2}|\b[A-Z][a-z]{2,8}\.? \d{1,2}\b")
_ADDRESS: Final = re.compile(r"[^\s<>\"]@[^\s<>\"]+\.[^\s<>\"]")
_OPENING: Final = re.compile(r"[>\s-]*(?:On|At|Am|Le|El|Il|在|于|於)\b.*\d")
_LONGEST_ATTRIBUTION: Final = 3
_LONGEST_LINE: Final = 300


@dataclass(frozen=True, slots=True)
class Cut:
    """``quoted`` is everything that was cut, signature included; ``None`` when nothing was."""

    new: str
    quoted: str | None


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int


def cut_quote(text: str) -> Cut:
    """Parts what is new from history and signature. When nothing new is left, everything counts as new."""
    lines = split_run_together(text.replace("\u00a0", " ")).split("\n")
    span = _find_quote(lines)
    rest, signature = cut_signature(lines[: span.start] + lines[span.end :])
    new = "\n".join(rest).strip()
    cut_away = "\n".join([*signature, *lines[span.start : span.end]]).strip("\n")
    if not new:
        return Cut(new="\n".join(lines).strip(), quoted=None)
    return Cut(new=new, quoted=cut_away if cut_away.strip() else None)


def is_divider(line: str) -> bool:
    """Whether a mail program announces a quoted or forwarded mail here."""
    return len(line) <= _LONGEST_LINE and bool(_DIVIDER.fullmatch(line) or _ANNOUNCED.fullmatch(line))


def is_forward_divider(line: str) -> bool:
    return is_divider(line) and _FORWARDING.search(line) is not None


def opening_of(lines: list[str], *, block_start: int) -> int:
    """Where the quote begins whose labels start at ``block_start``: dividers and rules above belong to it."""
    start = above = block_start
    while above > 0 and block_start - above < 4:
        above -= 1
        line = lines[above]
        if is_divider(line) or _RULE.fullmatch(line) or _LONE_ADDRESS.fullmatch(line):
            start = above
        elif line.strip(" >\t"):
            break
    return start


def _find_quote(lines: list[str]) -> _Span:
    spans = [span for span in (_headed_quote(lines), _attributed_quote(lines)) if span]
    return min(spans, key=lambda span: span.start) if spans else _trailing_quote(lines)


def _headed_quote(lines: list[str]) -> _Span | None:
    starts = (position for position, line in enumerate(lines) if _begins_quote(line))
    divider = next(starts, len(lines))
    block = find_block(lines)
    start = min(divider, opening_of(lines, block_start=block.start) if block else len(lines))
    return _Span(start, len(lines)) if start < len(lines) else None


def _begins_quote(line: str) -> bool:
    if is_divider(line) or _ATTRIBUTED_IN_LINE.match(line):
        return True
    return len(line) <= _LONGEST_LINE and _ANSWER_ABOVE.fullmatch(line) is not None


def _attributed_quote(lines: list[str]) -> _Span | None:
    for position, line in enumerate(lines):
        if len(line) > _LONGEST_LINE or not _ENDS_IN_COLON.search(line):
            continue
        below = _next_written(lines, position + 1)
        marked = below < len(lines) and _is_marked(lines[below])
        start = _attribution_start(lines, end=position, marked=marked)
        if start is not None:
            end = _marked_end(lines, below) if marked and not _is_marked(line) else len(lines)
            return _without_interleaving(lines, start=start, end=end)
    return None


def _attribution_start(lines: list[str], *, end: int, marked: bool) -> int | None:
    """The first line of the attribution that ends in line ``end``, or ``None`` if it is none."""
    for start in range(end, max(-1, end - _LONGEST_ATTRIBUTION), -1):
        if not lines[start].strip(" >") or len(lines[start]) > _LONGEST_LINE:
            return None
        joined = " ".join(line.strip(" >\t") for line in lines[start : end + 1])
        if _is_attribution(joined, marked=marked):
            return start - 1 if start > 0 and _goes_on(lines[start - 1], lines[start]) else start
    return None


def _goes_on(above: str, line: str) -> bool:
    """Whether an attribution that is complete in ``line`` began in the line above."""
    if _OPENING.match(line) or len(above) > _LONGEST_LINE:
        return False
    names_sender = _ADDRESS.search(above) and not _ADDRESS.search(line) and not _ENDS_IN_STOP.search(above)
    return bool(_OPENING.match(above) or names_sender)


def _is_attribution(joined: str, *, marked: bool) -> bool:
    if not _DATED.search(joined):
        return False
    addressed = _ADDRESS.search(joined) is not None
    return (marked or addressed) if _WROTE.search(joined) else (marked and addressed)


def _without_interleaving(lines: list[str], *, start: int, end: int) -> _Span:
    """Answers written between quoted lines are new and need the questions: then nothing is cut."""
    if any(_is_marked(line) for line in lines[end:]):
        return _Span(len(lines), len(lines))
    return _Span(start, end)


def _trailing_quote(lines: list[str]) -> _Span:
    """``>`` lines at the very end without any attribution."""
    start = len(lines)
    while start > 0 and (_is_marked(lines[start - 1]) or not lines[start - 1].strip()):
        start -= 1
    if any(_is_marked(line) for line in lines[:start]):
        start = len(lines)
    return _Span(start, len(lines))


def _marked_end(lines: list[str], start: int) -> int:
    """The end of the run of ``>`` lines that begins at ``start``, blank lines inside it included."""
    end = position = start
    while position < len(lines) and (_is_marked(lines[position]) or not lines[position].strip()):
        position += 1
        if _is_marked(lines[position - 1]):
            end = position
    return end


def _next_written(lines: list[str], position: int) -> int:
    return next((place for place in range(position, len(lines)) if lines[place].strip()), len(lines))


def _is_marked(line: str) -> bool:
    return line.lstrip().startswith((">", "＞"))
