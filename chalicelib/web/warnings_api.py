"""The desk API for early warnings: what rises, or rose lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from chalice.app import Response

from chalicelib.alerts.rising import excerpt, told
from chalicelib.background.watching import OVER_AFTER
from chalicelib.desk.permissions import OVERSEERS
from chalicelib.letters.language import Language
from chalicelib.model.complaint import Complaint
from chalicelib.model.rise import Rise

from .desk_language import LANGUAGE, desk_language
from .http import json_answer
from .lists import PAGING, cursor_of, limit_of
from .operations import Call, Operations
from .shapes import Shape

blueprint = Operations(__name__)
READ_AT_ONCE: Final = 100


class SubjectShape(Shape):
    dimension: str
    """batch, product (a SKU), courier, category or shop."""
    value: str


class ExampleShape(Shape):
    complaint: str
    text: str
    """How the customer began; of what tells who they are only the kind is left."""


class WarningShape(Shape):
    id: str
    subject: SubjectShape
    also: tuple[SubjectShape, ...]
    """What rises with it, for the same cause."""
    text: str
    """In the language asked for."""
    count: int
    """Complaints within ``days`` days, when there were most."""
    expected: float
    """What its own past let expect."""
    days: int
    first_day: date
    last_day: date
    """When it was last seen."""
    is_over: bool
    found_at: datetime
    times_told: int
    examples: tuple[ExampleShape, ...]


class WarningsShape(Shape):
    items: tuple[WarningShape, ...]
    next: str | None


@blueprint.operation(
    "GET",
    "/v1/warnings",
    summary="Sudden rises, the newest first",
    tag="Reports",
    answers={200: WarningsShape},
    parameters=(*PAGING, LANGUAGE),
    roles=OVERSEERS,
)
def get_warnings(call: Call[Any]) -> Response:
    """Of complaints about a product, batch, courier, category or the whole shop, each against its own past. One query,
    and a call for each hundred examples. How they are found is in docs/warnings.md.
    """
    runtime = call.runtime
    page = runtime.rises.page(call.principal.shop, limit=limit_of(call.query), cursor=cursor_of(call.query))
    read = _examples(call, [one for rise in page.items for one in rise.examples])
    language = Language(str(desk_language(call)))
    today = runtime.clock().astimezone(ZoneInfo(runtime.settings.zone)).date()
    items = tuple(_shown(one, read, language=language, today=today) for one in page.items)
    return json_answer(WarningsShape(items=items, next=page.next))


def _examples(call: Call[Any], wanted: Sequence[str]) -> dict[str, Complaint]:
    names = list(dict.fromkeys(wanted))
    parts = (names[start : start + READ_AT_ONCE] for start in range(0, len(names), READ_AT_ONCE))
    store, shop = call.runtime.store, call.principal.shop
    return {one.id: one for part in parts for one in store.complaints(shop, part)}


def _shown(rise: Rise, read: dict[str, Complaint], *, language: Language, today: date) -> WarningShape:
    examples = (read[one] for one in rise.examples if one in read)
    return WarningShape(
        **rise.model_dump(
            include={"id", "count", "expected", "days", "first_day", "last_day", "found_at", "times_told"}
        ),
        subject=SubjectShape(**rise.subject.model_dump()),
        also=tuple(SubjectShape(**one.model_dump()) for one in rise.also),
        text=told(rise, language),
        is_over=today - rise.last_day > OVER_AFTER,
        examples=tuple(ExampleShape(complaint=one.id, text=excerpt(one)) for one in examples),
    )
