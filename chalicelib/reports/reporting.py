"""Every report by its name: which numbers it reads, and what it makes of them.

A report reads rows that were counted when things happened: at most 16 a day, however many complaints there were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.counting.accuracy import ACCURACY
from chalicelib.counting.days import business_calendar
from chalicelib.counting.orders import ORDERS
from chalicelib.counting.surveys import SATISFACTION
from chalicelib.counting.volumes import VOLUMES
from chalicelib.counting.work import WORK
from chalicelib.model.identity import Clock
from chalicelib.store import Store

from . import work
from .accuracy import accuracy
from .backlog import backlog
from .orders import orders
from .satisfaction import satisfaction
from .volumes import daily, volumes

BACKLOG: Final = "backlog"


@dataclass(frozen=True, slots=True)
class Report:
    """``told`` makes of day → number → count what is shown, of each of the rows that ``reads`` names."""

    reads: tuple[str, ...]
    told: Callable[..., dict[str, Any]]


REPORTS: Final[Mapping[str, Report]] = {
    "accuracy": Report((ACCURACY,), accuracy),
    "agents": Report((WORK,), work.agents),
    "orders": Report((ORDERS, VOLUMES, WORK), orders),
    "resolution": Report((WORK,), work.resolution),
    "response": Report((WORK,), work.response),
    "satisfaction": Report((SATISFACTION,), satisfaction),
    "service-level": Report((WORK,), work.service_level),
    "transfers": Report((WORK,), work.transfers),
    "volumes": Report((VOLUMES,), volumes),
}
NAMES: Final = tuple(sorted((*REPORTS, BACKLOG)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """``zone`` decides on which day something counted, and whose office hours are business time."""

    store: Store
    clock: Clock
    zone: str

    @property
    def calendar(self) -> str:
        return business_calendar(self.zone).id

    def numbers(self, shop: str, name: str, *, first: str, last: str) -> dict[str, Any]:
        """Of the days from ``first`` to ``last``, ISO dates, both included; the backlog is that of now."""
        if name == BACKLOG:
            return self._backlog(shop)
        report = REPORTS[name]
        return report.told(*(self.store.report_numbers(shop, rows, first=first, last=last) for rows in report.reads))

    def daily(self, shop: str, dimension: str, *, first: str, last: str) -> dict[str, dict[str, int]]:
        """Value of ``dimension`` → day → complaints received, for whoever watches how they rise."""
        return daily(self.store.report_numbers(shop, VOLUMES, first=first, last=last), dimension)

    def _backlog(self, shop: str) -> dict[str, Any]:
        queues = self.store.queue_numbers(shop)
        oldest = {
            queue: self.store.waiting_longest(shop, queue) for queue, counts in queues.items() if counts.get("waiting")
        }
        return backlog(queues, oldest, now=self.clock())
