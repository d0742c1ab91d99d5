"""What reading each report costs after a few complaints of a day, and after ten times as many. Lived through: received,
answered and resolved, of all categories. ``tests/reports/test_cost.py`` compares ten and two thousand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from chalicelib.desk.desk import Action
from chalicelib.reports.reporting import NAMES

from .setting import AGENT, SHOP, Setting
from .texts import Said, complaints

FEW: Final = 50
MANY: Final = 500
DAYS: Final = {"first": "2026-11-11", "last": "2026-11-11"}
HEAD: Final = (
    "read a report of a day",
    f"requests at {FEW}",
    f"at {MANY:,}",
    f"items at {FEW}",
    f"at {MANY:,}",
    f"read units at {FEW}",
    f"at {MANY:,}",
)
Cost = tuple[int, int, float]
"""Requests, items (at most 16 a day of each kind of number), read units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    report: str
    few: Cost
    many: Cost

    def row(self) -> tuple[str, ...]:
        return (self.report, *(str(one) for pair in zip(self.few, self.many, strict=True) for one in pair))


def measured(made: Setting, *, few: int = FEW, many: int = MANY) -> list[Read]:
    texts = complaints()
    _live(made, islice(texts, few))
    at_few = {name: _cost(made, name) for name in NAMES}
    _live(made, islice(texts, many - few))
    return [Read(report=name, few=at_few[name], many=_cost(made, name)) for name in NAMES]


def _live(made: Setting, said: Iterator[Said]) -> None:
    desk, action = made.runtime.desk, Action(by=AGENT)
    for one in said:
        complaint = made.process(one)
        desk.claim(complaint, action)
        desk.reply(complaint, action, text="您好，马上为您处理。")
        desk.resolve(complaint, action, outcome="solved", text="")


def _cost(made: Setting, name: str) -> Cost:
    made.tally.clear()
    made.runtime.reporting.numbers(SHOP, name, **DAYS)
    return len(made.tally.calls), made.tally.read, made.tally.units
