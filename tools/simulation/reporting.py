"""What a simulation showed: promises broken by severity, people by hour; as tables, as JSON, as a chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from chalicelib.model.assessment import Severity
from chalicelib.model.base import Word
from chalicelib.model.clock import FIRST_RESPONSE, RESOLUTION
from tools.bench.tables import table

from .running import Case, Hour, Outcome

_HEAD: Final = ("severity", "complaints", "answered late", "%", "resolved late", "%", "median min", "p90 min", "open")


class SeverityReport(Word):
    """Times are minutes from arrival to the first answer, of those answered; ``still_open`` at the end."""

    severity: Severity
    complaints: int
    answered_late: int
    resolved_late: int
    median_minutes: float | None
    p90_minutes: float | None
    still_open: int


class HourReport(Word):
    """``asked`` were to be answered in this hour, ``waiting`` at its end; ``needed`` people by queue."""

    at: str
    asked: int
    waiting: int
    on_duty: int
    needed: Mapping[str, int]


def by_severity(outcome: Outcome) -> list[SeverityReport]:
    return [_severity(severity, outcome) for severity in Severity]


def by_hour(outcome: Outcome, needed: Sequence[Mapping[str, int]]) -> list[HourReport]:
    return [_hour(hour, people) for hour, people in zip(outcome.hours, needed, strict=True)]


def severity_table(title: str, reports: Iterable[SeverityReport]) -> str:
    return table(title, _HEAD, [_row(report) for report in reports])


def hour_table(reports: Sequence[HourReport]) -> str:
    queues = sorted({queue for report in reports for queue in report.needed})
    head = ("hour", "asked", "waiting", "on duty", "needed", *queues)
    rows = [
        (
            report.at,
            *map(str, (report.asked, report.waiting, report.on_duty, sum(report.needed.values()))),
            *(str(report.needed.get(queue, "")) for queue in queues),
        )
        for report in reports
    ]
    return table("People, hour by hour ('needed' one complaint at a time each, by Erlang C)", head, rows)


def as_json(**parts: Sequence[Word]) -> dict[str, Any]:
    return {name: [one.model_dump(mode="json") for one in some] for name, some in parts.items()}


def draw(reports: Sequence[HourReport], *, to: Path) -> None:
    """A chart of the hours; the file's ending says of which kind: SVG, PNG, PDF."""
    from matplotlib.figure import Figure

    hours = range(len(reports))
    figure = Figure(figsize=(10, 6), layout="constrained")
    people, waiting = figure.subplots(2, 1, sharex=True)
    people.step(hours, [sum(one.needed.values()) for one in reports], where="post", label="needed", color="#c92a2a")
    people.step(hours, [one.on_duty for one in reports], where="post", label="on duty", color="#0b7285")
    people.set_ylabel("people")
    people.legend()
    waiting.bar(hours, [one.asked for one in reports], width=1.0, align="edge", label="to be answered", color="#ced4da")
    waiting.step(hours, [one.waiting for one in reports], where="post", label="waiting", color="#e8590c")
    waiting.set_ylabel("complaints")
    waiting.legend()
    named = [number for number in hours if number % 6 == 0]
    waiting.set_xticks(named, [reports[number].at for number in named], rotation=30, ha="right")
    figure.savefig(to, metadata={"Date": None} if to.suffix == ".svg" else None)


def _severity(severity: Severity, outcome: Outcome) -> SeverityReport:
    cases = [case for case in outcome.cases if case.severity is severity]
    minutes = sorted((case.answered - case.came) / timedelta(minutes=1) for case in cases if case.answered)
    return SeverityReport(
        severity=severity,
        complaints=len(cases),
        answered_late=_late(cases, FIRST_RESPONSE, outcome),
        resolved_late=_late(cases, RESOLUTION, outcome),
        median_minutes=round(median(minutes), 1) if minutes else None,
        p90_minutes=round(_p90(minutes), 1) if minutes else None,
        still_open=sum(case.resolved is None for case in cases),
    )


def _late(cases: Iterable[Case], kind: str, outcome: Outcome) -> int:
    return sum(case.is_late(kind, at=outcome.ended) for case in cases)


def _p90(minutes: Sequence[float]) -> float:
    return quantiles(minutes, n=10, method="inclusive")[-1] if len(minutes) > 1 else minutes[0]


def _hour(hour: Hour, people: Mapping[str, int]) -> HourReport:
    return HourReport(
        at=f"{hour.at:%m-%d %H:%M}",
        asked=hour.asked.total(),
        waiting=hour.waiting.total(),
        on_duty=hour.places,
        needed=people,
    )


def _row(report: SeverityReport) -> tuple[str, ...]:
    return (
        report.severity,
        str(report.complaints),
        str(report.answered_late),
        _percent(report.answered_late, report.complaints),
        str(report.resolved_late),
        _percent(report.resolved_late, report.complaints),
        _minutes(report.median_minutes),
        _minutes(report.p90_minutes),
        str(report.still_open),
    )


def _percent(some: int, every: int) -> str:
    return f"{100 * some / every:.1f}" if every else "–"


def _minutes(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
