"""The rules as values, ready to be asked. Compiled from ``rules/*.yaml`` beforehand; see ``compiling``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from .entitlements import Considered
from .facts import Vocabulary
from .formulas import Parsed
from .periods import Rollover, Unit

COMPILED: Final = Path(__file__).with_name("rules.json")
"""Written at packaging, so that no function reads YAML; without it the YAML is compiled on the spot."""

Layer = Literal["law", "region", "platform", "merchant"]
VersionBy = Literal["order_date", "act_date"]
Texts = Mapping[str, str]
"""Language → words, in zh-Hans, zh-Hant and en."""
Conditions = tuple[tuple[str, str, Any], ...]
"""Fact, test, operand. All hold, or the rule does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A last day. ``start`` names the anchor, ``plus`` a number of days to add, ``asked`` what must be in time."""

    what: str
    by: str
    count: int | str
    unit: Unit
    start: str
    asked: str | None = None
    plus: str | None = None
    moves: bool = True
    rollover: Rollover = "rest_days"
    shown: Literal["always", "in_time", "never"] = "always"
    when: Conditions = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What follows when the rule holds. ``lets_pass``: rules that yield to this one need not."""

    when: Conditions = ()
    grants: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    freight: str | None = None
    logistics: str | None = None
    evidence: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    steps: tuple[Period, ...] = ()
    deadlines: tuple[Period, ...] = ()
    amounts: tuple[tuple[str, Parsed], ...] = ()
    lets_pass: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule in one version. ``part`` tells apart entries that carry out one ``id``."""

    id: str
    part: str
    jurisdiction: str
    layer: Layer
    family: str
    says: Texts
    source: str
    confidence: str
    version_by: VersionBy
    valid_from: date
    valid_to: date | None
    region: str | None
    profiles: frozenset[str]
    issues: frozenset[str]
    when: Conditions
    unless: Conditions
    needs: tuple[str, ...]
    yields_to: tuple[str, ...]
    periods: tuple[Period, ...]
    outcomes: tuple[Outcome, ...]
    over: Outcome | None
    supersedes: str | None
    reads: frozenset[str] = field(default_factory=frozenset)
    elsewhere: Considered | None = None
    """What the trace says where another profile or none is asked about: always the same."""

    @property
    def key(self) -> str:
        return f"{self.id}#{self.part}" if self.part else self.id


@dataclass(frozen=True, slots=True, eq=False)
class Tags:
    """Words of a text → tags. One table is itself, whatever it holds, so that answers can be remembered for it."""

    patterns: Mapping[str, re.Pattern[str]]

    @lru_cache(maxsize=4096)  # noqa: B019 - there are two tables in a process
    def of(self, text: str) -> frozenset[str]:
        return frozenset(tag for tag, pattern in self.patterns.items() if pattern.search(text))

    def has(self, tag: str, text: str) -> bool:
        return self.patterns[tag].search(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Tags that free text and categories stand for. ``without`` is taken out of a text before it is searched."""

    goods: Tags
    signs: Tags
    categories: Mapping[str, tuple[str, ...]]
    without: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """``version`` names exactly these rules: it is computed from their content."""

    version: str
    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    lexicon: Lexicon
    texts: Mapping[str, Mapping[str, Texts]]
    by_question: Mapping[tuple[str, str], tuple[Rule, ...]]

    def asked(self, jurisdiction: str, issue: str) -> tuple[Rule, ...]:
        """The rules that speak to an issue, each after those it depends on."""
        return self.by_question.get((jurisdiction, issue), ())


@cache
def rulebook() -> Rulebook:
    """The packaged rules, read once per process."""
    if COMPILED.exists():
        return assembled(json.loads(COMPILED.read_bytes()))
    from .compiling import compiled  # YAML and schema checks stay out of production

    return assembled(compiled())


def assembled(written: Mapping[str, Any]) -> Rulebook:
    rules = tuple(map(_rule, written["rules"]))
    questions: dict[tuple[str, str], list[Rule]] = {}
    for rule in rules:
        for issue in sorted(rule.issues):
            questions.setdefault((rule.jurisdiction, issue), []).append(rule)
    return Rulebook(
        version=written["version"],
        rules=rules,
        vocabulary=Vocabulary(kinds=written["vocabulary"]["kinds"], names=written["vocabulary"]["names"]),
        lexicon=_lexicon(written["lexicon"]),
        texts=written["texts"],
        by_question={question: tuple(found) for question, found in questions.items()},
    )


def _lexicon(written: Mapping[str, Any]) -> Lexicon:
    return Lexicon(
        goods=_tags(written["goods"]),
        signs=_tags(written["signs"]),
        categories={name: tuple(tags) for name, tags in written["categories"].items()},
        without=re.compile(written["without"], re.IGNORECASE),
    )


def _tags(written: Mapping[str, str]) -> Tags:
    return Tags({tag: re.compile(pattern, re.IGNORECASE) for tag, pattern in written.items()})


def _rule(written: Mapping[str, Any]) -> Rule:
    made = dict(written)
    made["valid_from"] = date.fromisoformat(written["valid_from"])
    made["valid_to"] = date.fromisoformat(written["valid_to"]) if written["valid_to"] else None
    made |= {name: frozenset(written[name]) for name in ("profiles", "issues", "reads")}
    made |= {name: tuple(written[name]) for name in ("needs", "yields_to")}
    made |= {name: _conditions(written[name]) for name in ("when", "unless")}
    made["periods"] = tuple(map(_period, written["periods"]))
    promised_by = f"a promise of {', '.join(sorted(written['profiles']))}"
    if written["profiles"]:
        made["elsewhere"] = Considered(written["id"], written["part"], written["layer"], "rejected", promised_by)
    made["outcomes"] = tuple(map(_outcome, written["outcomes"]))
    made["over"] = _outcome(written["over"]) if written["over"] else None
    return Rule(**made)


def _outcome(written: Mapping[str, Any]) -> Outcome:
    made: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in written.items()}
    made["when"] = _conditions(written.get("when", ()))
    made |= {name: tuple(map(_period, written.get(name, ()))) for name in ("steps", "deadlines")}
    made["amounts"] = tuple((name, formula) for name, formula in written.get("amounts", ()))
    return Outcome(**made)


def _period(written: Mapping[str, Any]) -> Period:
    return Period(**{**written, "when": _conditions(written.get("when", ()))})


def _conditions(written: Sequence[Sequence[Any]]) -> Conditions:
    return tuple((name, test, frozenset(operand) if test == "in" else operand) for name, test, operand in written)
