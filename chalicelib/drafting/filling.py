"""From a template to the beginning of an answer: what we know is filled in, the rest are blanks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.letters.language import Language as Written
from chalicelib.letters.zones import HOME_ZONE
from chalicelib.model.base import Word
from chalicelib.model.clock import NEXT_UPDATE, RESOLUTION
from chalicelib.model.complaint import Complaint
from chalicelib.model.entitlement import EntitlementRecord
from chalicelib.policies.rulebook import Rulebook, rulebook
from chalicelib.policies.showing import name_of
from chalicelib.routing.titles import LANGUAGES, Language, Titles

from .templates import FIELD, fields_of, template_book

_GREETINGS: Final[Mapping[Language, tuple[str, str]]] = {
    "zh-Hans": ("您好，{name}。", "您好。"),
    "zh-Hant": ("您好，{name}。", "您好。"),
    "en": ("Hello {name}.", "Hello."),
}
_OR: Final[Mapping[Language, str]] = {"zh-Hans": "或", "zh-Hant": "或", "en": " or "}
_AND: Final[Mapping[Language, str]] = {"zh-Hans": "、", "zh-Hant": "、", "en": ", "}
_RETURNS: Final = ("return_for_quality", "fault_window_return", "send_return_notice", "send_return_notice_promise")
_WARRANTIES: Final = ("extended_warranty", "warranty_whole", "repair_duty")
_CUSTOMER: Final = "consumer"
_NOBODY: Final = "none"


class Filled(Word):
    """``blanks`` are those of ``text`` that the agent has to fill in, as they stand there."""

    text: str
    blanks: tuple[str, ...]


class ReplyDraft(Filled):
    """A template filled for one complaint."""

    template: str
    title: str


def spoken(complaint: Complaint) -> Language:
    """The language in which the customer is answered; English for those we do not write."""
    ours = Written.of(complaint.language) or Written.ENGLISH
    return next(language for language in LANGUAGES if language == ours)


def drafts(complaint: Complaint, *, agent: str, language: Language) -> list[ReplyDraft]:
    """Every template filled for this complaint, the most fitting first."""
    record = complaint.entitlements
    fitting = template_book().fitting(complaint.classification.primary, remedies=record.entitled if record else ())
    known = dict(_known(complaint, agent=agent, language=language))
    return [
        ReplyDraft(template=one.id, title=one.titles[language], **_filled(one.texts, known, language).model_dump())
        for one in fitting
    ]


def filled_in(texts: Titles, complaint: Complaint, *, agent: str, language: Language) -> Filled:
    """One text with fields, filled for this complaint."""
    return _filled(texts, dict(_known(complaint, agent=agent, language=language)), language)


def blank(field: str, *, language: Language) -> str:
    return f"【{template_book().blanks[field][language]}】"


def _filled(texts: Titles, known: Mapping[str, str], language: Language) -> Filled:
    missing = [one for one in fields_of(texts[language]) if not known.get(one)]
    blanks = {one: blank(one, language=language) for one in missing}
    text = FIELD.sub(lambda found: known.get(found[1]) or blanks[found[1]], texts[language])
    return Filled(text=text, blanks=tuple(blanks.values()))


def _known(complaint: Complaint, *, agent: str, language: Language) -> Iterator[tuple[str, str]]:
    with_name, without = _GREETINGS[language]
    name = complaint.customer.name
    yield "greeting", with_name.format(name=name) if name else without
    yield "case_no", complaint.id
    yield "agent", agent
    yield "first_contact", _moment(complaint.created_at)
    yield "product", next((one.value for one in complaint.assessment.entities if one.kind == "product"), "")
    for field, kind in (("next_contact", NEXT_UPDATE), ("decide_by", RESOLUTION)):
        clock = complaint.clock(kind)
        if clock and clock.is_ticking:
            yield field, _moment(clock.due_at)
    if complaint.entitlements:
        yield from _entitled(complaint.entitlements, language=language)


def _entitled(record: EntitlementRecord, *, language: Language) -> Iterator[tuple[str, str]]:
    book = rulebook()

    def names(codes: tuple[str, ...], kind: str) -> list[str]:
        return [name_of(code, kind=kind, book=book, language=language) for code in codes]

    yield "remedies", _OR[language].join(names(record.entitled, "remedies"))
    yield "evidence", _AND[language].join(names(record.evidence, "evidence"))
    yield "rule_short", _source(record, book)
    if record.entitled and record.payer != _NOBODY:
        yield "freight_text", name_of(record.payer, kind="payers", book=book, language=language)
    if record.logistics:
        yield "logistics", name_of(record.logistics, kind="logistics", book=book, language=language)
    if len(record.amounts) == 1:
        yield "amount", next(iter(record.amounts.values()))
    days = {one.what: one.effective for one in record.deadlines}
    yield "until", next((one.effective for one in record.deadlines if one.by == _CUSTOMER), "")
    yield "return_until", next((days[what] for what in _RETURNS if what in days), "")
    yield "warranty_until", next((days[what] for what in _WARRANTIES if what in days), "")


def _source(record: EntitlementRecord, book: Rulebook) -> str:
    """Where the first cited rule stands; conventions of counting are no rules."""
    sources = {rule.id: rule.source for rule in book.rules}
    return next((sources[name].partition(";")[0] for name in record.rules if name in sources), "")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(HOME_ZONE)):%Y-%m-%d %H:%M}"
