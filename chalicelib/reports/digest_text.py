"""The digest of a week as lines of text, in three languages. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from chalicelib.letters.language import Language
from chalicelib.letters.subjects import named
from chalicelib.model.rise import Subject

from .advice import shown
from .digest import Digest, Measure

Quoted = Mapping[Subject, Sequence[str]]
"""Masked beginnings of complaints, for each cause."""
_S, _T, _E = Language.SIMPLIFIED, Language.TRADITIONAL, Language.ENGLISH
TITLE: Final = {
    _S: "周报 {week}（{first} 至 {last}）",
    _T: "週報 {week}（{first} 至 {last}）",
    _E: "Week {week} ({first} to {last})",
}
CAUSES: Final = {_S: "主要原因", _T: "主要原因", _E: "Top causes"}
ADVICE: Final = {_S: "建议", _T: "建議", _E: "What to do"}
BEFORE: Final = {_S: "（上周 {before}）", _T: "（上週 {before}）", _E: " ({before} the week before)"}
COLON: Final = {_S: "：", _T: "：", _E: ": "}
COMMA: Final = {_S: "、", _T: "、", _E: ", "}
MEASURES: Final[Mapping[str, Mapping[Language, str]]] = {
    "received": {_S: "收到", _T: "收到", _E: "Received"},
    "escalation_rate": {
        _S: "涉及监管、法院或媒体",
        _T: "涉及主管機關、法院或媒體",
        _E: "Name regulator, court or media",
    },
    "complaint_rate": {_S: "每万单投诉", _T: "每萬單申訴", _E: "Complaints per 10,000 orders"},
    "return_rate": {_S: "退货率", _T: "退貨率", _E: "Return rate"},
    "first_response": {_S: "首次响应平均", _T: "首次回應平均", _E: "First response, mean"},
    "within_1_h": {_S: "1 小时内首次响应", _T: "1 小時內首次回應", _E: "First response within 1 hour"},
    "resolved": {_S: "解决", _T: "解決", _E: "Resolved"},
    "resolution_time": {_S: "解决用时平均", _T: "解決用時平均", _E: "Time to resolve, mean"},
    "reopen_rate": {_S: "重开率", _T: "重開率", _E: "Opened again"},
    "kept": {_S: "按时履行的承诺", _T: "按時履行的承諾", _E: "Promises kept"},
    "transferred": {_S: "转队列", _T: "轉佇列", _E: "Transfers"},
    "csat": {_S: "客户满意度", _T: "客戶滿意度", _E: "Satisfaction"},
    "accuracy": {_S: "自动分类未被更正", _T: "自動分類未被更正", _E: "Classifier left as it was"},
}


def lines(digest: Digest, language: Language, quoted: Quoted) -> Iterator[str]:
    """Numbers there are none of are left out. What to do comes before why: a robot may have room for the beginning."""
    week = digest.week
    yield TITLE[language].format(week=week, first=week.monday, last=week.sunday)
    for measure in digest.measures:
        if measure.now is not None:
            yield f"{MEASURES[measure.id][language]}{COLON[language]}{_number(measure, language)}"
    if digest.advice:
        yield f"{ADVICE[language]}{COLON[language]}".strip()
    yield from (f"· {one.text[language.value]}" for one in digest.advice)
    if digest.causes:
        yield f"{CAUSES[language]}{COLON[language]}".strip()
    for cause in digest.causes:
        words = COMMA[language].join(one.word for one in cause.words)
        was = BEFORE[language].format(before=cause.before)
        yield f"· {named(cause.subject, language)} {cause.now}{was}{COLON[language] + words if words else ''}"
        yield from (f"  {one}" for one in quoted.get(cause.subject, ()))


def _number(measure: Measure, language: Language) -> str:
    now = shown(measure.now, measure.unit, language)
    if measure.before is None:
        return now
    return now + BEFORE[language].format(before=shown(measure.before, measure.unit, language))
