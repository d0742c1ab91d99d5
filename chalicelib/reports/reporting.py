"""Every report by its name: which numbers it reads, and what it makes of them.

A report reads rows that were counted when things happened: at most 16 a day, however many complaints there were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from chalicelib.counting.accuracy import ACCURACY
from chalicelib.counting.audits import AUDIT
from chalicelib.counting.days import business_calendar
from chalicelib.counting.orders import ORDERS
from chalicelib.counting.platforms import PLATFORMS
from chalicelib.counting.repairs import REPAIRS
from chalicelib.counting.repurchase import REPURCHASE
from chalicelib.counting.surveys import SATISFACTION
from chalicelib.counting.volumes import VOLUMES
from chalicelib.counting.work import WORK
from chalicelib.model.costs import CostTable
from chalicelib.model.identity import Clock
from chalicelib.store import Costs, Store

from . import work
from .accuracy import accuracy
from .audits import audits
from .backlog import backlog
from .costs import costs
from .measures import Days
from .orders import orders
from .platforms import platforms
from .repairs import repairs
from .repurchase import repurchase
from .satisfaction import satisfaction
from .volumes import volumes
from .work import speed_change

BACKLOG: Final = "backlog"
RESPONSE: Final = "response"
TODAY: Final = "today"
TABLE: Final = "table"


@dataclass(frozen=True, slots=True)
class Report:
    """``told`` makes of day → number → count what is shown, of each of the rows that ``reads`` names. ``wants``: what
    else it has to know, the day ``today`` or the shop's ``table`` of costs.
    """

    reads: tuple[str, ...]
    told: Callable[..., dict[str, Any]]
    wants: tuple[str, ...] = ()


REPORTS: Final[Mapping[str, Report]] = {
    "accuracy": Report((ACCURACY,), accuracy),
    "agents": Report((WORK,), work.agents),
    "audits": Report((AUDIT,), audits),
    "costs": Report((WORK, VOLUMES), costs, (TABLE,)),
    "orders": Report((ORDERS, VOLUMES, WORK), orders),
    "platforms": Report((PLATFORMS,), platforms),
    "repairs": Report((REPAIRS,), repairs, (TODAY,)),
    "repurchase": Report((REPURCHASE,), repurchase),
    "resolution": Report((WORK,), work.resolution),
    RESPONSE: Report((WORK,), work.response),
    "satisfaction": Report((SATISFACTION,), satisfaction),
    "service-level": Report((WORK,), work.service_level),
    "transfers": Report((WORK,), work.transfers),
    "volumes": Report((VOLUMES,), volumes),
}
NAMES: Final = tuple(sorted((*REPORTS, BACKLOG)))
_WHOLE: Final = {"volumes": Report((VOLUMES,), partial(volumes, listed=None))}
"""Those that show the largest of many values only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """``zone`` decides on which day something counted, and whose office hours are business time."""

    store: Store
    costs: Costs
    clock: Clock
    zone: str

    @property
    def calendar(self) -> str:
        return business_calendar(self.zone).id

    @property
    def today(self) -> date:
        return self.clock().astimezone(ZoneInfo(self.zone)).date()

    def numbers(self, shop: str, name: str, *, first: str, last: str, compare: str | None = None) -> dict[str, Any]:
        """Of the days from ``first`` to ``last``, ISO dates, both included; the backlog is that of now. ``compare`` is
        the first day of as many others against which ``response`` is held.
        """
        if name == BACKLOG:
            return self._backlog(shop)
        report = REPORTS[name]
        wanted = {one: self._known(shop, one) for one in report.wants}
        told = report.told(*self._read(shop, report, first=first, last=last), **wanted)
        if name == RESPONSE:
            told["speed_change"] = self._speed_change(shop, told, first=first, last=last, other=compare)
        return told

    def _known(self, shop: str, what: str) -> date | CostTable:
        return self.costs.newest(shop) if what == TABLE else self.today

    def _read(self, shop: str, report: Report, *, first: str, last: str) -> list[Days]:
        return [self.store.report_numbers(shop, rows, first=first, last=last) for rows in report.reads]

    def _speed_change(
        self, shop: str, told: dict[str, Any], *, first: str, last: str, other: str | None
    ) -> dict[str, Any] | None:
        if other is None:
            return None
        days = date.fromisoformat(last) - date.fromisoformat(first)
        until = (date.fromisoformat(other) + days).isoformat()
        report = REPORTS[RESPONSE]
        before = report.told(*self._read(shop, report, first=other, last=until))
        change = speed_change(before["first_response"], told["first_response"])
        return {"first": other, "last": until, **change}

    def several(self, shop: str, names: Sequence[str], *, first: str, last: str) -> dict[str, dict[str, Any]]:
        """Report → its numbers, with every value that was counted, so that two periods can be held against each other;
        rows that several of them read are read once.
        """
        reports = {name: _WHOLE.get(name, REPORTS[name]) for name in names}
        wanted = dict.fromkeys(rows for report in reports.values() for rows in report.reads)
        read = {rows: self.store.report_numbers(shop, rows, first=first, last=last) for rows in wanted}
        return {name: report.told(*(read[rows] for rows in report.reads)) for name, report in reports.items()}

    def _backlog(self, shop: str) -> dict[str, Any]:
        queues = self.store.queue_sums(shop)
        oldest = {
            queue: self.store.waiting_longest(shop, queue) for queue, counts in queues.items() if counts.get("waiting")
        }
        return backlog(queues, oldest, now=self.clock())
