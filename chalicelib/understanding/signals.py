"""What must alarm us whatever the category: a lexicon with guards against denials and look-alikes.

The words are data (``data/signals.toml``), so that a reviewer can read them and a shop can add its own.
A missed danger costs more than a false alarm; the lexicon leans that way for safety and law.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from chalicelib.model.assessment import Signal

from .lexicon import Hit, Lexicon, Term
from .text import DATA

_LOOK_BACK: Final = 24


@dataclass(frozen=True, slots=True)
class Alarms:
    """``denials`` match the end of what stands before a denied term, signal by signal."""

    terms: Lexicon
    exceptions: Lexicon
    denials: dict[str, re.Pattern[str]]


def signals(folded: str) -> tuple[Signal, ...]:
    """Which signals the text gives, gravest first."""
    given = {hit.name for hit in alarming(folded)}
    return tuple(signal for signal in Signal if signal in given)


def alarming(folded: str) -> Iterator[Hit]:
    """Every term that counts, by the name of its signal; offsets are those of the folded text."""
    alarms = _alarms()
    hits = list(alarms.terms.hits(folded))
    excepted = _places(alarms.exceptions.hits(folded)) if hits else set()
    for hit in hits:
        is_excepted = {(hit.name, hit.start), (hit.name, hit.end - 1)} <= excepted
        if not is_excepted and not _is_denied(alarms.denials.get(hit.name), folded, hit.start):
            yield hit


def _places(hits: Iterable[Hit]) -> set[tuple[str, int]]:
    return {(hit.name, place) for hit in hits for place in range(hit.start, hit.end)}


def _is_denied(denial: re.Pattern[str] | None, folded: str, start: int) -> bool:
    return bool(denial and denial.search(folded[max(0, start - _LOOK_BACK) : start]))


@cache
def _alarms() -> Alarms:
    tables = tomllib.loads((DATA / "signals.toml").read_text(encoding="utf-8"))
    fillers = _alternatives(tables["may_stand_between"])
    return Alarms(
        terms=_lexicon(tables, "terms"),
        exceptions=_lexicon(tables, "except"),
        denials={
            signal.value: re.compile(rf"(?:{_alternatives(words)})\s?(?:(?:{fillers})\s?){{0,2}}$")
            for signal in Signal
            if (words := tables[signal]["denied_by"])
        },
    )


def _lexicon(tables: dict[str, dict[str, list[str]]], part: str) -> Lexicon:
    return Lexicon(Term.parse(written, name=signal.value) for signal in Signal for written in tables[signal][part])


def _alternatives(words: list[str]) -> str:
    """English words must begin where a word begins."""
    return "|".join(rf"\b{re.escape(word)}" if word.isascii() else re.escape(word) for word in words)
