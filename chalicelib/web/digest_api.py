"""The desk API for the digest of a week."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from chalice.app import Response

from chalicelib.alerts.rising import excerpt
from chalicelib.desk.permissions import OVERSEERS
from chalicelib.letters.language import Language
from chalicelib.letters.subjects import named
from chalicelib.model.complaint import Complaint
from chalicelib.reports.definitions import definitions
from chalicelib.reports.digest import Cause, Digest
from chalicelib.reports.digest_text import MEASURES, lines
from chalicelib.reports.weeks import Week

from .desk_language import LANGUAGE, desk_language
from .http import json_answer
from .operations import Call, Operations, Parameter
from .shapes import Shape
from .warnings_api import ExampleShape, SubjectShape

blueprint = Operations(__name__)


class MeasureShape(Shape):
    id: str
    title: str
    definition: str
    unit: Literal["count", "share", "seconds", "per_10000"]
    now: float | None
    before: float | None
    """The week before."""
    base: int
    """Made from so many, where that is kept."""


class KeywordShape(Shape):
    word: str
    texts: int
    """So many of the customers who were read wrote it."""


class CauseShape(Shape):
    subject: SubjectShape
    title: str
    now: int
    before: int
    words: tuple[KeywordShape, ...]
    examples: tuple[ExampleShape, ...]


class AdviceShape(Shape):
    id: str
    fix: str
    """product, product_page, courier, reply_template, routing_rule, lexicon, queue or policy."""
    about: str
    """The number it follows from, and of what."""
    text: str


class DigestShape(Shape):
    week: str
    first: date
    last: date
    zone: str
    made_at: datetime | None
    """When the texts were read; absent until the Monday after."""
    measures: tuple[MeasureShape, ...]
    causes: tuple[CauseShape, ...]
    advice: tuple[AdviceShape, ...]
    text: str
    """The same in words, as supervisors' robots tell it."""


@blueprint.operation(
    "GET",
    "/v1/reports/digest",
    summary="A week in numbers and words, and what to do",
    tag="Reports",
    answers={200: DigestShape},
    parameters=(
        Parameter(name="week", description="ISO week, for example 2026-W46; the one before this when absent."),
        LANGUAGE,
    ),
    roles=OVERSEERS,
)
def get_digest(call: Call[Any]) -> Response:
    """Beside the week before, each number with its definition. Words and examples come from the texts, which are read
    on the Monday after; examples are masked. How it is made is in docs/warnings.md.
    """
    runtime, shop = call.runtime, call.principal.shop
    today = runtime.clock().astimezone(ZoneInfo(runtime.settings.zone)).date()
    week = Week.read(call.query["week"]) if call.query.get("week") else Week.of(today).before
    made = runtime.weekly_digests.present(shop, week)
    language = Language(str(desk_language(call)))
    examples = list(dict.fromkeys(one for cause in made.causes for one in cause.examples))
    read = {one.id: one for one in runtime.store.complaints(shop, examples)} if examples else {}
    return json_answer(_shown(made, read, zone=runtime.settings.zone, language=language))


def _shown(made: Digest, read: dict[str, Complaint], *, zone: str, language: Language) -> DigestShape:
    causes = tuple(_cause(one, read, language) for one in made.causes)
    quoted = {
        cause.subject: [one.text for one in told.examples] for cause, told in zip(made.causes, causes, strict=True)
    }
    return DigestShape(
        week=str(made.week),
        first=made.week.monday,
        last=made.week.sunday,
        zone=zone,
        made_at=made.weekly.made_at if made.weekly else None,
        measures=tuple(
            MeasureShape(
                id=one.id,
                title=MEASURES[one.id][language],
                definition=definitions(language)[one.report][one.number],
                unit=one.unit,
                now=one.now,
                before=one.before,
                base=one.base,
            )
            for one in made.measures
        ),
        causes=causes,
        advice=tuple(
            AdviceShape(
                id=one.id, fix=one.fix, about=f"{one.about.of} {one.about.value}".strip(), text=one.text[language.value]
            )
            for one in made.advice
        ),
        text="\n".join(lines(made, language, quoted)),
    )


def _cause(cause: Cause, read: dict[str, Complaint], language: Language) -> CauseShape:
    return CauseShape(
        subject=SubjectShape(**cause.subject.model_dump()),
        title=named(cause.subject, language),
        now=cause.now,
        before=cause.before,
        words=tuple(KeywordShape(word=one.word, texts=one.texts) for one in cause.words),
        examples=tuple(ExampleShape(complaint=one, text=excerpt(read[one])) for one in cause.examples if one in read),
    )
