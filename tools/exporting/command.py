"""Writes every event of a shop without personal data, one file a day in ``dt=YYYY-MM-DD/``, for Athena: JSON lines
packed with gzip, or Parquet, to a folder or to ``s3://bucket/prefix``.

Names, contacts, texts, order numbers and everything a person wrote are left out, as when a person is erased
(``chalicelib/model/redaction.py``); what happened, when, by which agent, and to which complaint stays. Running it again
writes the same files; ``--since`` and ``--until`` choose days. On the way the events lie in a temporary folder, sorted
by day: it needs disk for all of them and memory for one day.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tqdm import tqdm

from chalicelib.counting.days import day_of
from chalicelib.model.errors import HuiyinError
from chalicelib.model.event import Event
from chalicelib.model.redaction import redacted_events
from chalicelib.runtime import Runtime
from tools.deployment import add_place, runtime_of

from .formats import FORMATS
from .places import place
from .problems import CannotWrite
from .spool import Spool

EARLIEST, LATEST = date.min, date.max


def main(argv: list[str]) -> int:
    given = _arguments().parse_args(argv)
    try:
        days, events = _written(given)
    except (CannotWrite, HuiyinError) as error:
        print(f"{error}. The same command writes everything again.", file=sys.stderr)
        return 1
    print(f"{events} events of {days} days", file=sys.stderr)
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools export-events", description=__doc__)
    add_place(parser)
    parser.add_argument("--shop", required=True)
    parser.add_argument("--out", required=True, help="a folder, or s3://bucket/prefix")
    parser.add_argument("--format", choices=FORMATS, default="jsonl")
    parser.add_argument("--since", type=date.fromisoformat, default=EARLIEST, help="first day")
    parser.add_argument("--until", type=date.fromisoformat, default=LATEST, help="last day")
    return parser


def _written(given: argparse.Namespace) -> tuple[int, int]:
    """How many days and events."""
    put, form = place(given.out), FORMATS[given.format]
    form.made([])  # says that something is missing before the table is read
    days = 0
    with TemporaryDirectory() as folder:
        spool = Spool(Path(folder))
        with runtime_of(given) as runtime:
            for day, line in _lines(runtime, given):
                spool.add(day, line)
        for day, lines in tqdm(spool.days(), unit=" days", disable=None, file=sys.stderr):
            put(f"dt={day}/{form.file}", form.made(lines), form.content_type)
            days += 1
    return days, spool.count


def _lines(runtime: Runtime, given: argparse.Namespace) -> Iterator[tuple[str, str]]:
    first, last = given.since.isoformat(), given.until.isoformat()
    histories = runtime.histories.events(given.shop)
    for events in tqdm(histories, unit=" complaints", disable=None, file=sys.stderr):
        for event in redacted_events(events):
            day = day_of(event.at, runtime.settings.zone)
            if first <= day <= last:
                yield day, json.dumps(row(event), ensure_ascii=False)


def row(event: Event) -> dict[str, Any]:
    """What is the same of every event as columns; what differs as one JSON text, which Athena reads by path."""
    plain = event.model_dump(mode="json", exclude_none=True)
    body = plain["body"]
    return {
        "complaint": event.complaint,
        "version": event.version,
        "index": event.index,
        "at": plain["at"],
        "actor_kind": plain["actor"]["kind"],
        "actor": plain["actor"].get("id", ""),
        "type": body.pop("type"),
        "body": json.dumps(body, ensure_ascii=False, sort_keys=True),
    }
