"""What an answer lacks or must not say, found before it is sent. Only a blank keeps it from going out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import model_validator

from chalicelib.letters.language import Language as Written
from chalicelib.model.base import Word
from chalicelib.model.compensation import CompensationState
from chalicelib.model.complaint import Complaint
from chalicelib.routing.datafile import packaged
from chalicelib.routing.titles import LANGUAGES, Language, Titles
from chalicelib.understanding.amounts import amounts
from chalicelib.understanding.language import detect
from chalicelib.understanding.privacy import mask
from chalicelib.understanding.text import characters, fold

from .templates import blank_names

FILE: Final = Path(__file__).with_name("checks.yaml")
Code = Literal[
    "blank", "forbidden", "greeting", "empathy", "deadline", "amount", "case_number", "personal", "language", "mixed"
]
_BLANK: Final = re.compile("【[^【】\n]{1,30}】")
_GREETED_WITHIN: Final = 30
_SHOWN: Final = 5
_CUSTOMER: Final = "consumer"
_MIXED_FROM: Final = 2
"""One character of the other script may be a name; a second one is no accident."""


class Finding(Word):
    """``says`` in the language of whoever checks. ``blocks``: it cannot be sent like that."""

    code: Code
    says: str
    blocks: bool = False


class CheckBook(Word):
    forbidden: Mapping[Language, tuple[str, ...]]
    greeting: Mapping[Language, tuple[str, ...]]
    empathy: Mapping[Language, tuple[str, ...]]
    findings: Mapping[Code, Titles]

    @model_validator(mode="after")
    def _words_in_every_language(self) -> Self:
        for name in ("forbidden", "greeting", "empathy"):
            missing = [language for language in LANGUAGES if not getattr(self, name).get(language)]
            if missing:
                raise ValueError(f"{name} has no words in {', '.join(missing)}")
        return self


@lru_cache(maxsize=1)
def check_book() -> CheckBook:
    """The words in force."""
    return packaged(FILE.name, CheckBook, folder=FILE.parent)


def blanks(text: str) -> tuple[str, ...]:
    """Places of a template that nobody has filled in; what else stands in such brackets is the agent's own."""
    return tuple(dict.fromkeys(one for one in _BLANK.findall(text) if one[1:-1] in blank_names()))


def checked(text: str, complaint: Complaint, *, language: Language) -> list[Finding]:
    """``language`` is that of the findings; the answer is held against the customer's."""
    return [
        Finding(code=code, says=check_book().findings[code][language].format(what=what), blocks=code == "blank")
        for code, what in _found(text, complaint)
    ]


def _found(text: str, complaint: Complaint) -> Iterator[tuple[Code, str]]:
    if missing := blanks(text):
        yield "blank", _listed(missing)
    words, said = check_book(), text.casefold()
    every = [word for language in LANGUAGES for word in words.forbidden[language]]
    if forbidden := [word for word in every if _stands(word, said)]:
        yield "forbidden", _listed(forbidden)
    written = _language(text)
    if written:
        if not any(_stands(word, said[:_GREETED_WITHIN]) for word in words.greeting[written]):
            yield "greeting", ""
        if not any(word in said for word in words.empathy[written]):
            yield "empathy", ""
    yield from _against(text, complaint)
    if personal := [text[one.start : one.end] for one in mask(text).found]:
        yield "personal", _listed(personal)
    expected = Written.of(complaint.language)
    if written and expected and written != expected:
        yield "language", complaint.language
    if mixed := _mixed(_without_names(text, complaint)):
        yield "mixed", mixed


def _against(text: str, complaint: Complaint) -> Iterator[tuple[Code, str]]:
    """What the complaint knows and the answer leaves out, or says otherwise."""
    if complaint.id not in text:
        yield "case_number", complaint.id
    record = complaint.entitlements
    ends = [one.effective for one in record.deadlines if one.by == _CUSTOMER] if record and record.entitled else []
    if ends and not any(form in text for form in _forms(ends[0])):
        yield "deadline", ends[0]
    known = _amounts(complaint)
    strange = [text[start:end] for start, end, value in _sums(text) if value not in known]
    if strange:
        yield "amount", _listed(strange)


def _forms(day: str) -> Iterator[str]:
    """``2026-11-30`` as it may be written; times are said by their day."""
    year, month, rest = day.split("-", 2)
    number = int(rest[:2])
    yield f"{year}-{month}-{number:02d}"
    yield f"{int(month)}月{number}日"
    yield f"{int(month)}月{number}号"
    yield f"{int(month)}月{number}號"
    yield f"{month}-{number:02d}"
    yield f"{int(month)}/{number}"


def _sums(text: str) -> Iterator[tuple[int, int, Decimal]]:
    folded = fold(text)
    for one in amounts(folded.text, language=detect(text)):
        start, end = folded.span(one.start, one.end)
        yield start, end, Decimal(one.value.partition(" ")[0])


def _amounts(complaint: Complaint) -> set[Decimal]:
    """What a rule gave, what was offered, and what the customer named: it may be said again."""
    record = complaint.entitlements
    said = [one.value.partition(" ")[0] for one in complaint.assessment.entities if one.kind == "amount"]
    owed = list(record.amounts.values()) if record else []
    paid = [str(fact.value) for fact in record.facts.values()] if record else []
    offered = {one.amount for one in complaint.compensations if one.state is CompensationState.OFFERED}
    return offered | {number for one in (*said, *owed, *paid) if (number := _number(one)) is not None}


def _number(written: str) -> Decimal | None:
    try:
        return Decimal(written)
    except InvalidOperation:
        return None


def _stands(word: str, said: str) -> bool:
    """English words stand for themselves, Chinese ones anywhere."""
    if word.isascii():
        return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", said) is not None
    return word in said


def _language(text: str) -> Language | None:
    written = Written.of(detect(text))
    return next((language for language in LANGUAGES if language == written), None)


def _without_names(text: str, complaint: Complaint) -> str:
    """People write their names as they do, in whichever script."""
    for name in (complaint.customer.name, complaint.lease.agent_name if complaint.lease else None):
        text = text.replace(name, "") if name else text
    return text


def _mixed(text: str) -> str:
    known = characters()
    traditional = [one for one in text if one in known.only_traditional]
    simplified = [one for one in text if one in known.only_simplified]
    fewer = min(traditional, simplified, key=len)
    return _listed(list(dict.fromkeys(fewer))) if len(fewer) >= _MIXED_FROM else ""


def _listed(some: tuple[str, ...] | list[str]) -> str:
    return ", ".join(some[:_SHOWN])
