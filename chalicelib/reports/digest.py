"""A week in numbers, beside the week before: measures, causes, and what they call for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from chalicelib.model.rise import Subject
from chalicelib.model.weekly import Weekly, WeeklyWord

from .advice import Advice, Fact, advised
from .weeks import Week

Unit = Literal["count", "share", "seconds", "per_10000"]
Told = Mapping[str, Mapping[str, Any]]
"""Report → its numbers."""
FEWEST: Final = 5
"""Complaints in a week: fewer are no cause."""
NARROW: Final = ("product", "batch", "courier")
MOST_NARROW: Final = 3
"""Of each dimension."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a measure stands: report, then the names on the way; the first is what the definition is called by."""

    report: str
    path: tuple[str, ...]
    unit: Unit
    made_from: tuple[str, ...] = ()
    """Where the numbers it was made from stand, if not beside it: their sum."""

    def value(self, told: Told) -> float | None:
        found = _at(told[self.report], self.path)
        return None if found is None else float(found)

    def base(self, told: Told) -> int:
        """What it was made from, where that is kept beside it."""
        if self.made_from:
            found = _at(told[self.report], self.made_from)
            return sum(found.values()) if isinstance(found, Mapping) else int(found)
        beside = _at(told[self.report], self.path[:-1])
        return int(beside.get("denominator", beside.get("count", 0)))


def _at(numbers: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        numbers = numbers[name]
    return numbers


MEASURES: Final[Mapping[str, Place]] = {
    "received": Place("volumes", ("received",), "count"),
    "escalation_rate": Place("volumes", ("escalation_rate", "share"), "share"),
    "complaint_rate": Place("orders", ("complaint_rate", "per_10000"), "per_10000"),
    "return_rate": Place("orders", ("return_rate", "share"), "share"),
    "first_response": Place("response", ("first_response", "wall", "mean"), "seconds"),
    "within_1_h": Place("response", ("within_1_h", "share"), "share"),
    "resolved": Place("resolution", ("resolved",), "count"),
    "resolution_time": Place("resolution", ("resolution_time", "wall", "mean"), "seconds"),
    "reopen_rate": Place("resolution", ("reopen_rate", "ratio"), "share"),
    "kept": Place("service-level", ("kept", "share"), "share"),
    "transferred": Place("transfers", ("transferred",), "count"),
    "csat": Place("satisfaction", ("csat",), "share", made_from=("scores",)),
    "accuracy": Place("accuracy", ("accuracy",), "share", made_from=("decided",)),
}
REPORTS: Final = tuple(dict.fromkeys(place.report for place in MEASURES.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    id: str
    report: str
    number: str
    """By which the report's definition calls it."""
    unit: Unit
    now: float | None
    before: float | None
    base: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    subject: Subject
    now: int
    before: int
    words: tuple[WeeklyWord, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """``weekly`` is absent until the texts have been read, which is done on the Monday after."""

    week: Week
    measures: tuple[Measure, ...]
    causes: tuple[Cause, ...]
    advice: tuple[Advice, ...] = field(default=())
    weekly: Weekly | None = None


def digest(week: Week, now: Told, before: Told, *, weekly: Weekly | None) -> Digest:
    measures = tuple(_measures(now, before))
    read = {one.subject: one for one in weekly.causes} if weekly else {}
    found = tuple(
        Cause(subject=one, now=count, before=was, words=read[one].words, examples=read[one].examples)
        if one in read
        else Cause(subject=one, now=count, before=was)
        for one, count, was in subjects(now, before)
    )
    advice = advised((*_facts_of(measures), *_facts_of_causes(found), *_facts_of_queues(now, before)))
    return Digest(week=week, measures=measures, causes=found, advice=advice, weekly=weekly)


def subjects(now: Told, before: Told) -> Iterator[tuple[Subject, int, int]]:
    """(subject, complaints, complaints the week before): the categories, then what is narrower, most first."""
    for dimension in ("category", *NARROW):
        ours, theirs = _values(now, dimension), _values(before, dimension)
        ranked = sorted(ours.items(), key=lambda pair: (-pair[1], pair[0]))
        enough = [(value, count) for value, count in ranked if count >= FEWEST and (dimension, value) != _NOTHING]
        for value, count in enough if dimension == "category" else enough[:MOST_NARROW]:
            yield Subject(dimension=dimension, value=value), count, theirs.get(value, 0)


_NOTHING: Final = ("category", "none")


def _values(told: Told, dimension: str) -> dict[str, int]:
    values: dict[str, int] = told["volumes"]["by"][dimension]["values"]
    return values


def _measures(now: Told, before: Told) -> Iterator[Measure]:
    for name, place in MEASURES.items():
        yield Measure(
            id=name,
            report=place.report,
            number=place.path[0],
            unit=place.unit,
            now=place.value(now),
            before=place.value(before),
            base=place.base(now),
        )


def _facts_of(measures: tuple[Measure, ...]) -> Iterator[Fact]:
    for one in measures:
        if one.now is not None:
            yield Fact(of=one.id, now=one.now, before=one.before, base=one.base, unit=one.unit)


def _facts_of_causes(causes: tuple[Cause, ...]) -> Iterator[Fact]:
    for one in causes:
        words = tuple(each.word for each in one.words)
        yield Fact(
            of=one.subject.dimension, value=one.subject.value, now=one.now, before=one.before, base=one.now, words=words
        )


def _facts_of_queues(now: Told, before: Told) -> Iterator[Fact]:
    """How soon each queue answers, and where complaints are passed on to."""
    was = before["response"]["by"]["queue"]
    for queue, answers in now["response"]["by"]["queue"].items():
        share = answers["within_1_h"]
        earlier = was[queue]["within_1_h"]["share"] if queue in was else None
        yield Fact(
            of="queue_within_1_h",
            value=queue,
            now=share["share"],
            before=earlier,
            base=share["denominator"],
            unit="share",
        )
    earlier_moves = before["transfers"]["by"]["queue"]
    for queue, count in now["transfers"]["by"]["queue"].items():
        yield Fact(of="transferred_to", value=queue, now=count, before=earlier_moves.get(queue, 0), base=count)
