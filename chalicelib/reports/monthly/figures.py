"""Which numbers the monthly report shows, and where in the other reports they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.reports.measures import newcombe, share
from chalicelib.reports.reporting import BACKLOG

from .words import Difference, Figure, Number, TimeTaken, Unit

Told = Mapping[str, Mapping[str, Any]]
"""Report → its numbers."""
Read = Callable[[Any], Number]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands: ``name`` leads to it in the report, which defines what is before the first dot. ``within``
    reads the whole report instead, for what is told there under several names.
    """

    report: str
    name: str
    unit: Unit
    read: Read
    is_within: bool = False

    def number(self, told: Told) -> Number:
        found: Any = told[self.report]
        for step in () if self.is_within else self.name.split("."):
            found = found[step]
        return self.read(found)


def figures(places: tuple[Place, ...], now: Told, before: Told) -> Iterator[Figure]:
    for place in places:
        number = place.number(now)
        was = place.number(before) if place.report in before else None
        yield Figure(
            report=place.report,
            name=place.name,
            unit=place.unit,
            now=number,
            before=was,
            difference=_difference(number, was) if was else None,
        )


def times_taken(report: str, names: tuple[str, ...], now: Told, before: Told) -> Iterator[TimeTaken]:
    for name in names:
        yield TimeTaken(report=report, name=name, now=now[report][name], before=before[report][name])


def _difference(now: Number, before: Number) -> Difference | None:
    if now.value is None or before.value is None:
        return None
    interval = None
    if now.numerator is not None and now.interval and before.interval:
        interval = newcombe(now.value, now.interval, before.value, before.interval)
    return Difference(by=round(now.value - before.value, 4), interval=interval)


def counted(report: str, name: str) -> Place:
    return Place(report, name, Unit.COUNT, lambda found: Number(value=found))


def shared(report: str, name: str) -> Place:
    return Place(report, name, Unit.SHARE, share_of)


def made(report: str, name: str, *, value: str, unit: Unit) -> Place:
    """Divided by something else than what it is a part of, so there is no interval."""
    return Place(
        report,
        name,
        unit,
        lambda found: Number(value=found[value], numerator=found["numerator"], of=found["denominator"]),
    )


def answered(name: str, *, value: str, unit: Unit) -> Place:
    return Place(
        "satisfaction",
        name,
        unit,
        lambda found: Number(value=found[value], of=found["answers"], interval=found["interval"]),
    )


def seconds_of_now(name: str) -> Place:
    return Place(BACKLOG, name, Unit.SECONDS, lambda found: Number(value=found))


def whole(report: str, name: str, unit: Unit, read: Read) -> Place:
    return Place(report, name, unit, read, is_within=True)


def share_of(found: Mapping[str, Any]) -> Number:
    return Number(
        value=found["share"], numerator=found["numerator"], of=found["denominator"], interval=found["interval"]
    )


def csat(found: Mapping[str, Any]) -> Number:
    return Number(
        value=found["csat"],
        numerator=found["scores"]["4"] + found["scores"]["5"],
        of=sum(found["scores"].values()),
        interval=found["csat_interval"],
    )


def _mean_time(found: Mapping[str, Any]) -> Number:
    return Number(value=found["mean"], of=found["denominator"])


def _mean_score(found: Mapping[str, Any]) -> Number:
    return Number(value=found["mean_score"], of=sum(found["scores"].values()), interval=found["mean_score_interval"])


def _response_rate(found: Mapping[str, Any]) -> Number:
    return Number(
        value=found["response_rate"],
        numerator=found["answered"],
        of=found["delivered"],
        interval=found["response_rate_interval"],
    )


def _solved_rate(found: Mapping[str, Any]) -> Number:
    yes, answers = found["solved"]["yes"], sum(found["solved"].values())
    return share_of(share(yes, answers))


def _accuracy(found: Mapping[str, Any]) -> Number:
    return Number(
        value=found["accuracy"],
        numerator=found["decided"] - found["corrected"],
        of=found["decided"],
        interval=found["accuracy_interval"],
    )


PLACES: Final[Mapping[str, tuple[Place, ...]]] = {
    "volumes": (
        counted("volumes", "received"),
        shared("volumes", "escalation_rate"),
        shared("volumes", "repeat_complaint_rate"),
        counted("volumes", "left_out.merged"),
        counted("volumes", "left_out.untrusted"),
    ),
    "response": (
        counted("response", "answered"),
        *(shared("response", name) for name in ("within_30_s", "within_3_min", "within_5_min", "within_1_h")),
    ),
    "resolution": (
        counted("resolution", "resolved"),
        shared("resolution", "resolution_rate"),
        shared("resolution", "first_contact_resolution"),
        made("resolution", "reopen_rate", value="ratio", unit=Unit.RATIO),
        Place("resolution", "waiting_for_customers", Unit.SECONDS, _mean_time),
        counted("transfers", "transferred"),
        made("transfers", "transfers_per_resolution", value="ratio", unit=Unit.MEAN),
        counted("transfers", "escalated"),
    ),
    "service-level": (
        shared("service-level", "kept"),
        counted("service-level", "broken"),
        counted("service-level", "breached"),
    ),
    "orders": (
        counted("orders", "signed"),
        made("orders", "complaint_rate", value="per_10000", unit=Unit.PER_10000),
        shared("orders", "return_rate"),
        shared("orders", "quality_return_rate"),
        *(
            shared("repurchase", name)
            for name in ("repurchase_rate", "within_90_days.complained", "within_90_days.others")
        ),
    ),
    "repairs": (
        counted("repairs", "sent_in"),
        *(shared("repairs", name) for name in ("confirmed_in_24_h", "over_30_days", "re_repair_rate")),
    ),
    "satisfaction": (
        whole("satisfaction", "csat", Unit.SHARE, csat),
        whole("satisfaction", "mean_score", Unit.MEAN, _mean_score),
        whole("satisfaction", "solved_rate", Unit.SHARE, _solved_rate),
        answered("effort", value="mean", unit=Unit.MEAN),
        answered("nps", value="score", unit=Unit.POINTS),
        whole("satisfaction", "response_rate", Unit.SHARE, _response_rate),
        counted("satisfaction", "unhappy"),
    ),
    "backlog": (
        counted(BACKLOG, "open"),
        *(seconds_of_now(name) for name in ("mean_age_seconds", "oldest_wait_seconds")),
        counted(BACKLOG, "overdue"),
        seconds_of_now("mean_overdue_seconds"),
    ),
    "audits": (counted("audits", "audited"), shared("audits", "pass_rate")),
    "accuracy": (whole("accuracy", "accuracy", Unit.SHARE, _accuracy),),
}
"""Section → its figures."""
TIMES: Final[Mapping[str, tuple[str, ...]]] = {
    "response": ("first_response",),
    "resolution": ("resolution_time",),
    "orders": ("return_cycle", "refund_time"),
}
"""Section, which is a report here → what took time."""
