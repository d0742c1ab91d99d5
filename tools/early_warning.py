"""Tells a shop's supervisors about what rose suddenly on a day, by their robots; once for each subject and day.

For a daily schedule, after the day has ended. Prints what it found; running it again tells nothing twice.
"""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime, timedelta

from chalicelib.counting.volumes import VOLUMES
from chalicelib.model.alert import Alert, AlertKind
from chalicelib.reports.surges import PAST_DAYS, Surge, surges

from .deployment import add_place, runtime_of


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools early-warning", description=__doc__)
    add_place(parser)
    parser.add_argument("--shop", required=True)
    parser.add_argument("--day", type=date.fromisoformat, required=True, help="an ISO date that is over")
    given = parser.parse_args(argv)
    first = (given.day - timedelta(days=PAST_DAYS)).isoformat()
    with runtime_of(given) as runtime:
        days = runtime.store.report_numbers(given.shop, VOLUMES, first=first, last=given.day.isoformat())
        for surge in surges(days, day=given.day):
            runtime.alerting.tell(alert_of(surge, shop=given.shop, now=datetime.now(UTC)))
            print(f"{surge.dimension} {surge.value}: {surge.count}, expected {surge.expected}")
    return 0


def alert_of(surge: Surge, *, shop: str, now: datetime) -> Alert:
    """The same for the same subject and day. Products and couriers are no personal data."""
    subject = f"{surge.dimension} {surge.value}".strip()
    detail = f"{surge.count} / {surge.expected}"
    name = f"surge-{surge.day.isoformat()}-{subject}"
    return Alert(id=name, shop=shop, kind=AlertKind.SURGE, at=now, subject=subject, detail=detail)
