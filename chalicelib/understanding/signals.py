"""What must alarm us whatever the category: a lexicon with guards against denials and look-alikes.

The words are data (``data/signals.toml``, classes of them in ``data/dangers.toml``), so that a reviewer can read them
and a shop can add its own. What sounds like danger or law without them is in ``suspicions``.
A missed danger costs more than a false alarm; the lexicon leans that way for safety and law.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from chalicelib.model.assessment import Signal

from .lexicon import Hit, Lexicon, Term
from .suspicions import suspicions
from .text import DATA

EXTREME_EMOTION: Final = "extreme_emotion"
_LOOK_BACK: Final = 24
_ONE: Final = "one"
_OTHER: Final = "other"
_SENTENCE_ENDS: Final = frozenset(".!?;。\n")


@dataclass(frozen=True, slots=True)
class Pair:
    """Words of two lists that alarm only when both stand within ``within`` characters of one sentence."""

    signal: str
    within: int


@dataclass(frozen=True, slots=True)
class Alarms:
    """``terms`` are named by their signal, or by their pair and side. ``denials`` match the end of what stands
    before a denied term, signal by signal."""

    terms: Lexicon
    exceptions: Lexicon
    pairs: dict[str, Pair]
    denials: dict[str, re.Pattern[str]]


def signals(folded: str) -> tuple[Signal, ...]:
    """Which signals the text gives, gravest first."""
    given = {hit.name for hit in alarming(folded)}
    return tuple(signal for signal in Signal if signal in given)


def alarming(folded: str) -> Iterator[Hit]:
    """What counts, by the name of its signal: listed terms and pairs, then sentences that sound like a signal none of
    them gave. Offsets are those of the folded text."""
    listed, dismissed = heard(folded)
    yield from listed
    yield from suspicions(without(folded, dismissed), known={hit.name for hit in listed})


def heard(folded: str) -> tuple[list[Hit], list[Hit]]:
    """The listed terms and pairs that count, and the terms that a denial or an exception dismisses."""
    alarms = _alarms()
    hits = list(alarms.terms.hits(folded))
    excepted = _places(alarms.exceptions.hits(folded)) if hits else set()
    counting: list[Hit] = []
    dismissed: list[Hit] = []
    last: dict[str, Hit] = {}
    for hit in hits:
        pair_name, _, side = hit.name.partition("/")
        pair = alarms.pairs.get(pair_name)
        signal = pair.signal if pair else hit.name
        is_excepted = {(signal, hit.start), (signal, hit.end - 1)} <= excepted
        if is_excepted or _is_denied(alarms.denials.get(signal), folded, hit.start):
            dismissed.append(hit)
            continue
        if not pair:
            counting.append(hit)
            continue
        last[hit.name] = hit
        partner = last.get(f"{pair_name}/{_OTHER if side == _ONE else _ONE}")
        if partner and _are_together(partner, hit, within=pair.within, folded=folded):
            counting.append(Hit(name=signal, start=partner.start, end=max(partner.end, hit.end)))
    return counting, dismissed


def without(folded: str, dismissed: Iterable[Hit]) -> str:
    """Blanks where the words were, so that places stay."""
    written = list(folded)
    for hit in dismissed:
        written[hit.start : hit.end] = " " * (hit.end - hit.start)
    return "".join(written)


def raging(folded: str) -> Iterator[Hit]:
    """Words of rage or despair that nothing excepts or denies."""
    emotion = _emotion()
    hits = list(emotion.terms.hits(folded))
    excepted = _places(emotion.exceptions.hits(folded)) if hits else set()
    denial = emotion.denials[EXTREME_EMOTION]
    for hit in hits:
        is_excepted = {(hit.name, hit.start), (hit.name, hit.end - 1)} <= excepted
        if not (is_excepted or _is_denied(denial, folded, hit.start)):
            yield hit


def _are_together(earlier: Hit, later: Hit, *, within: int, folded: str) -> bool:
    gap = folded[earlier.end : later.start]
    return 0 <= later.start - earlier.end <= within and _SENTENCE_ENDS.isdisjoint(gap)


def _places(hits: Iterable[Hit]) -> set[tuple[str, int]]:
    return {(hit.name, place) for hit in hits for place in range(hit.start, hit.end)}


def _is_denied(denial: re.Pattern[str] | None, folded: str, start: int) -> bool:
    return bool(denial and denial.search(folded[max(0, start - _LOOK_BACK) : start]))


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((DATA / "signals.toml").read_text(encoding="utf-8"))


def _joined(signal: Signal) -> Iterator[dict[str, Any]]:
    """The pairs of classes, each class with its words."""
    dangers = _dangers()
    for pair in dangers.get(signal.value, ()):
        yield pair | {side: dangers["classes"][pair[side]] for side in (_ONE, _OTHER)}


@cache
def _dangers() -> dict[str, Any]:
    return tomllib.loads((DATA / "dangers.toml").read_text(encoding="utf-8"))


@cache
def _emotion() -> Alarms:
    table = _tables()[EXTREME_EMOTION]
    return Alarms(
        terms=Lexicon(Term.parse(written, name=EXTREME_EMOTION) for written in table["terms"]),
        exceptions=Lexicon(Term.parse(written, name=EXTREME_EMOTION) for written in table["except"]),
        pairs={},
        denials={EXTREME_EMOTION: _denial(table["denied_by"])},
    )


@cache
def _alarms() -> Alarms:
    tables = _tables()
    pairs = {
        f"{signal.value} {number}": (signal.value, table)
        for signal in Signal
        for number, table in enumerate((*tables[signal].get("together", ()), *_joined(signal)))
    }
    return Alarms(
        terms=Lexicon((*_terms(tables, "terms"), *_paired_terms(pairs))),
        exceptions=Lexicon(_terms(tables, "except")),
        pairs={name: Pair(signal=signal, within=table["within"]) for name, (signal, table) in pairs.items()},
        denials={signal.value: _denial(words) for signal in Signal if (words := tables[signal]["denied_by"])},
    )


def _denial(words: list[str]) -> re.Pattern[str]:
    """Matches what ends with one of the words, and perhaps a few that may stand between."""
    fillers = _alternatives(_tables()["may_stand_between"])
    return re.compile(rf"(?:{_alternatives(words)})\s?(?:(?:{fillers})\s?){{0,2}}$")


def _terms(tables: dict[str, dict[str, list[str]]], part: str) -> Iterator[Term]:
    for signal in Signal:
        yield from (Term.parse(written, name=signal.value) for written in tables[signal][part])


def _paired_terms(pairs: dict[str, tuple[str, dict[str, Any]]]) -> Iterator[Term]:
    for name, (_, table) in pairs.items():
        for side in (_ONE, _OTHER):
            yield from (Term.parse(written, name=f"{name}/{side}") for written in table[side])


def _alternatives(words: list[str]) -> str:
    """English words must begin where a word begins."""
    return "|".join(rf"\b{re.escape(word)}" if word.isascii() else re.escape(word) for word in words)
