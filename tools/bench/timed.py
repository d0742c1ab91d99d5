"""CPU time of what happens most, and whether it grows. Our own share is told apart from that of boto3 and the embedded
engine, which AWS would bear.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final

from chalicelib.desk.desk import Action
from chalicelib.model.complaint import Status
from chalicelib.understanding.assess import assess

from .counted import PAGE, busiest_queue
from .filling import fill
from .setting import AGENT, SHOP, TABLE, Setting, setting
from .texts import Said, complaints

BATCHES: Final = 5
MESSAGES: Final = 100
"""In each batch; the quickest batch counts, so that a busy machine disturbs little."""
WARM_UP: Final = 50
CLAIMS: Final = 30
SHORT: Final = 1_000
LONG: Final = 100_000
ROUNDS: Final = 40
BUDGET: Final = 3.0
"""Milliseconds of CPU per processed message, classifier included, warm."""
CPU_HEAD: Final = ("CPU, warm, ms each", "all", "boto3 + engine", "ours", "classifier in it", "budget")
GROWTH_HEAD: Final = (
    "in a short queue and a long one",
    f"ms at {SHORT:,}",
    f"ms at {LONG:,}",
    "ratio",
    "read units",
    "and",
    "items",
    "and",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cpu:
    """Milliseconds each. ``outside`` is boto3 and the engine."""

    what: str
    whole: float
    outside: float
    understanding: float | None = None
    budget: float | None = None

    @property
    def own(self) -> float:
        return self.whole - self.outside

    @property
    def is_kept(self) -> bool:
        return self.budget is None or self.own <= self.budget

    def row(self) -> tuple[str, ...]:
        understood = "" if self.understanding is None else f"{self.understanding:.2f}"
        budget = "" if self.budget is None else f"{self.budget:.2f}"
        own = f"{self.own:.2f}{'' if self.is_kept else ' !'}"
        return (self.what, f"{self.whole:.2f}", f"{self.outside:.2f}", own, understood, budget)


def processing(made: Setting) -> Cpu:
    texts = complaints()
    for said in islice(texts, WARM_UP):
        made.process(said)
    samples = [list(islice(texts, MESSAGES)) for _ in range(BATCHES)]
    whole, outside = min(_spent(made, partial(_each, made.process, sample)) for sample in samples)
    understanding = min(_milliseconds(partial(_each, _understand, sample)) for sample in samples)
    return Cpu(
        what=f"process a message ({BATCHES} × {MESSAGES})",
        whole=whole / MESSAGES,
        outside=outside / MESSAGES,
        understanding=understanding / MESSAGES,
        budget=BUDGET,
    )


def claiming(made: Setting) -> Cpu:
    """In the queue that ``processing`` has filled."""
    queue, action = busiest_queue(made), Action(by=AGENT)

    def claim() -> object:
        return [made.runtime.pulling.claim_next(queue, action) for _ in range(CLAIMS)]

    whole, outside = min(_spent(made, claim) for _ in range(BATCHES))
    return Cpu(what=f"claim-next ({BATCHES} × {CLAIMS})", whole=whole / CLAIMS, outside=outside / CLAIMS)


def _spent(made: Setting, act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds in all, and of these in boto3 and the engine."""
    made.tally.clear()
    whole = _milliseconds(act)
    return whole, made.tally.cpu * 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Median milliseconds of CPU; read units and items of each."""

    what: str
    short: float
    long: float
    units: tuple[float, float]
    items: tuple[int, int]

    def row(self) -> tuple[str, ...]:
        times = (f"{self.short:.2f}", f"{self.long:.2f}", f"{self.long / self.short:.2f}")
        return (self.what, *times, *map(str, self.units), *map(str, self.items))


def growth(folder: Path) -> list[Growth]:
    """The same in a short and a long queue, turn by turn, so that a busy machine disturbs both alike."""
    with setting(folder / "short") as short, setting(folder / "long") as long:
        places = [(one, _filled(one, count)) for one, count in ((short, SHORT), (long, LONG))]
        return [_grown(what, act, places) for what, act in _GROWING.items()]


def _filled(made: Setting, count: int) -> str:
    said = next(complaints())
    like = made.runtime.store.complaint(SHOP, made.process(said))
    fill(made.client, TABLE, like, count=count)
    return like.queue


def _page(made: Setting, queue: str) -> object:
    return made.runtime.store.queue_page(SHOP, queue, status=Status.WAITING, limit=PAGE)


def _claim_next(made: Setting, queue: str) -> object:
    return made.runtime.pulling.claim_next(queue, Action(by=AGENT))


_GROWING: Final[dict[str, Callable[[Setting, str], object]]] = {
    f"page of {PAGE}": _page,
    "claim-next": _claim_next,
}


def _grown(what: str, act: Callable[[Setting, str], object], places: list[tuple[Setting, str]]) -> Growth:
    billed = [_billed(made, partial(act, made, queue)) for made, queue in places]
    times: list[list[float]] = [[], []]
    for _ in range(ROUNDS):
        for one, (made, queue) in zip(times, places, strict=True):
            started = time.process_time()
            act(made, queue)
            one.append((time.process_time() - started) * 1_000)
    short, long = map(median, times)
    (short_units, short_items), (long_units, long_items) = billed
    return Growth(what=what, short=short, long=long, units=(short_units, long_units), items=(short_items, long_items))


def _billed(made: Setting, act: Callable[[], object]) -> tuple[float, int]:
    made.tally.clear()
    act()
    return made.tally.units, made.tally.read


def _understand(said: Said) -> object:
    return assess(said.text, subject=None, channel="form")


def _each(act: Callable[[Said], object], sample: list[Said]) -> None:
    for said in sample:
        act(said)


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return (time.process_time() - started) * 1_000
