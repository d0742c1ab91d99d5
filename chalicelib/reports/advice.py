"""What a week's numbers call for: conditions and advice as data in ``advice.yaml``, three languages. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from chalicelib.model.base import Word
from chalicelib.routing.datafile import Entries, packaged
from chalicelib.routing.rules import queues
from chalicelib.routing.titles import LANGUAGES, Language, Titles

FILE: Final = Path(__file__).with_name("advice.yaml")
MOST: Final = 8
_NAMES: Final = frozenset({"value", "now", "before", "base", "words"})
_SUBJECTS: Final = ("category", "product", "batch", "courier")
_QUEUES: Final = ("queue_within_1_h", "transferred_to")
Of = Literal[
    "category", "product", "batch", "courier", "queue_within_1_h", "transferred_to", "received", "escalation_rate",
    "complaint_rate", "return_rate", "first_response", "within_1_h", "resolved", "resolution_time", "reopen_rate",
    "kept", "transferred", "csat", "accuracy",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One number of the week; ``base`` is how many things it was made from. ``words`` are those of the customers."""

    of: str
    value: str = ""
    now: float
    before: float | None = None
    base: int = 0
    unit: str = "count"
    words: tuple[str, ...] = ()


class When(Word):
    """All that is given has to hold of one fact. ``times``: against the week before, at least one."""

    of: Of
    values: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """One of the customers' words holds one of these, in any case."""
    at_least: float | None = None
    below: float | None = None
    times: Annotated[float, Field(gt=0)] | None = None
    worse_by: Annotated[float, Field(gt=0)] | None = None
    """So much lower than the week before."""
    base: Annotated[int, Field(ge=1)] = 1

    def holds(self, fact: Fact) -> bool:
        return all(self._asked(fact))

    def _asked(self, fact: Fact) -> Iterator[bool]:
        yield fact.of == self.of and fact.base >= self.base
        if self.values:
            yield fact.value in self.values
        if self.words:
            yield any(ours.casefold() in theirs.casefold() for ours in self.words for theirs in fact.words)
        if self.at_least is not None:
            yield fact.now >= self.at_least
        if self.below is not None:
            yield fact.now < self.below
        if self.times is not None:
            yield fact.before is not None and fact.now >= self.times * max(fact.before, 1)
        if self.worse_by is not None:
            yield fact.before is not None and fact.before - fact.now >= self.worse_by


class Piece(Word):
    """``fix`` is what there is to repair. ``text`` may name the value, now, before, base and words of its fact."""

    id: str
    when: When
    fix: Literal["product", "product_page", "courier", "reply_template", "routing_rule", "lexicon", "queue", "policy"]
    text: Titles

    @model_validator(mode="after")
    def _fillable(self) -> Piece:
        for language, text in self.text.items():
            unknown = {name for _, name, _, _ in Formatter().parse(text) if name is not None} - _NAMES
            if unknown:
                raise ValueError(f"{self.id}, {language}: nobody fills {', '.join(sorted(unknown))}")
        return self


class Book(Word):
    version: str
    advice: Entries[Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """``text`` by language; ``about`` is the fact it follows from."""

    id: str
    fix: str
    about: Fact
    text: dict[Language, str]


@lru_cache(maxsize=1)
def book() -> Book:
    """Raises ``ConfigurationError`` naming the place that is wrong."""
    return packaged(FILE.name, Book, folder=FILE.parent)


def advised(facts: Iterable[Fact]) -> tuple[Advice, ...]:
    """In the order of the file, at most ``MOST``; each fact is spoken of once, by the first piece that holds."""
    left, found = list(facts), list[Advice]()
    for piece in book().advice:
        for fact in [one for one in left if piece.when.holds(one)]:
            left.remove(fact)
            text = {language: filled(piece.text[language], fact, language) for language in LANGUAGES}
            found.append(Advice(id=piece.id, fix=piece.fix, about=fact, text=text))
    return tuple(found[:MOST])


def filled(text: str, fact: Fact, language: Language) -> str:
    before = shown(fact.before, fact.unit, language) if fact.before is not None else "–"
    return text.format(
        value=_called(fact, language),
        now=shown(fact.now, fact.unit, language),
        before=before,
        base=fact.base,
        words=(", " if language == "en" else "、").join(fact.words[:5]) or "–",
    )


def _called(fact: Fact, language: Language) -> str:
    if fact.of in _QUEUES:
        return next((one.titles[language] for one in queues() if one.id == fact.value), fact.value)
    return fact.value


def shown(number: float | None, unit: str, language: Any = "en") -> str:
    """A share in per cent, seconds in minutes or hours."""
    if number is None:
        return "–"
    if unit == "share":
        return f"{number * 100:.1f} %"
    if unit == "seconds":
        minutes = {"zh-Hans": "分钟", "zh-Hant": "分鐘", "en": "min"}[str(language)]
        hours = {"zh-Hans": "小时", "zh-Hant": "小時", "en": "h"}[str(language)]
        return f"{number / 60:.0f} {minutes}" if number < 7_200 else f"{number / 3_600:.1f} {hours}"
    return f"{number:.2f}" if unit == "per_10000" else f"{number:.0f}"
