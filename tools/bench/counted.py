"""What each use case asks of AWS: calls, rows read, bytes. The same on every machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from chalicelib.desk.desk import Action
from chalicelib.intake.accept import accept
from chalicelib.model.complaint import Status
from chalicelib.store import Due

from .setting import AGENT, SHOP, Setting
from .texts import complaints

PAGE: Final = 25
OTHERS: Final = 150
"""Complaints that wait beside the one looked at."""
HEAD: Final = ("use case", "calls", "budget", "rows read", "bytes sent", "received", "which")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """``budget`` is a number of calls; ``None`` where the design names none."""

    use_case: str
    calls: tuple[str, ...]
    budget: int | None
    read: int
    sent: int
    received: int

    @property
    def is_kept(self) -> bool:
        return self.budget is None or len(self.calls) <= self.budget

    def row(self) -> tuple[str, ...]:
        listed = ", ".join(f"{times} {name}" if times > 1 else name for name, times in Counter(self.calls).items())
        budget = "" if self.budget is None else str(self.budget)
        return (
            self.use_case,
            f"{len(self.calls)}{'' if self.is_kept else ' !'}",
            budget,
            str(self.read),
            f"{self.sent:,}",
            f"{self.received:,}",
            listed,
        )


class Counting:
    """Runs use cases one by one and keeps what each cost."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.found: list[Counted] = []

    def run(self, use_case: str, act: Callable[[], object], *, budget: int | None = None) -> None:
        tally = self.setting.tally
        tally.clear()
        act()
        self.found.append(
            Counted(
                use_case=use_case,
                calls=tuple(tally.calls),
                budget=budget,
                read=tally.read,
                sent=tally.sent,
                received=tally.received,
            )
        )


def counted(setting: Setting) -> list[Counted]:
    """Every use case once, in the order of a complaint's life."""
    runtime, texts, counting = setting.runtime, complaints(), Counting(setting)
    delivery = setting.delivery(next(texts))
    counting.run(
        "acknowledge a delivery",
        lambda: accept(delivery, queue=runtime.intake_queue, objects=runtime.objects),
        budget=1,
    )
    runtime.in_force.rules(delivery.shop)  # read once a minute, so it is no part of what a message costs
    counting.run("process a new message", lambda: runtime.processing.process(delivery), budget=5)
    counting.run("process it again", lambda: runtime.processing.process(delivery), budget=5)
    for said in islice(texts, OTHERS):
        setting.process(said)
    _count_desk(counting)
    return counting.found


def _count_desk(counting: Counting) -> None:
    runtime, action = counting.setting.runtime, Action(by=AGENT)
    desk, store = runtime.desk, runtime.store
    [first] = store.search(SHOP, kind="email", value="customer1@mail.example", limit=1).items
    [effect] = store.dossier(SHOP, first.id).effects
    due = Due(kind="effect", shop=SHOP, complaint=first.id, name=effect.id, at="")
    counting.run("deliver an acknowledgement", lambda: runtime.delivering.deliver(due))
    counting.run("claim", lambda: desk.claim(first.id, action), budget=2)
    counting.run("reply", lambda: desk.reply(first.id, action, text="您好，马上为您处理。"), budget=2)
    counting.run("resolve", lambda: desk.resolve(first.id, action, outcome="solved", text=""), budget=2)
    counting.run("open a complaint", lambda: store.dossier(SHOP, first.id), budget=1)
    busiest = busiest_queue(counting.setting)
    counting.run(
        f"page of {PAGE} of a queue",
        lambda: store.queue_page(SHOP, busiest, status=Status.WAITING, limit=PAGE),
        budget=1,
    )
    counting.run("claim-next", lambda: runtime.pulling.claim_next(busiest, action), budget=2)
    counting.run("numbers of all queues", lambda: store.queue_numbers(SHOP))
    counting.run("sweep what is due", runtime.sweeping.sweep)


def busiest_queue(setting: Setting) -> str:
    numbers = setting.runtime.store.queue_numbers(SHOP)
    return max(numbers, key=lambda queue: numbers[queue].get(Status.WAITING, 0))
