"""How late timers fire when very many come due in the same second: one sweep, one worker, on the embedded engine."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from chalicelib.background import sweep
from chalicelib.model.timers import timers_of

from .filling import fill_due
from .setting import SHOP, TABLE, Setting
from .texts import complaints

DUE: Final = 1_000
"""Complaints whose clocks reach a mark in the same second."""
HEAD: Final = ("timers due at once, s", "timers", "swept in", "p50", "p99", "last", "a second")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """Seconds from when the timers were due until each had fired; ``swept`` until all were found."""

    swept: float
    fired: tuple[float, ...]

    def percentile(self, percent: int) -> float:
        """The smallest lag that so many percent do not exceed (nearest rank)."""
        ordered = sorted(self.fired)
        return ordered[max(-(-len(ordered) * percent // 100), 1) - 1]

    def row(self) -> tuple[str, ...]:
        last = self.percentile(100)
        seconds = (self.swept, self.percentile(50), self.percentile(99), last)
        rate = len(self.fired) / last
        return ("one worker", f"{len(self.fired):,}", *(f"{one:.2f}" for one in seconds), f"{rate:,.0f}")


def measured(made: Setting, *, due: int = DUE) -> Lag:
    """Wall-clock time of this machine. To it comes, in AWS, up to a minute until the schedule sweeps; the queue then
    feeds as many workers at once as the account allows.
    """
    like = made.runtime.store.complaint(SHOP, made.process(next(complaints())))
    fill_due(made.client, TABLE, like, count=due - 1)
    made.now = min(timer.at for timer in timers_of(like).values())
    began = time.perf_counter()
    made.runtime.sweeping.sweep()
    swept = time.perf_counter() - began
    fired: list[float] = []
    for reference in map(sweep.read, made.due.bodies):
        if reference.kind == "timer" and made.runtime.firing.fire(reference):
            fired.append(time.perf_counter() - began)
    return Lag(swept=swept, fired=tuple(fired))
