"""Writes every event of a shop as JSON lines without personal data, one file a day in ``dt=YYYY-MM-DD/``, for Athena.

Names, contacts, texts, order numbers and everything a person wrote are left out, as when a person is erased
(``chalicelib/model/redaction.py``); what happened, when, by which agent, and to which complaint stays. Running it again
writes the same files; ``--since`` and ``--until`` choose days. Copy the folder to a bucket with ``aws s3 sync``.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from chalicelib.counting.days import day_of
from chalicelib.model.event import Event
from chalicelib.model.redaction import redacted_events

from .deployment import add_place, runtime_of

EARLIEST, LATEST = date.min, date.max
FILE = "events.jsonl"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools export-events", description=__doc__)
    add_place(parser)
    parser.add_argument("--shop", required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder")
    parser.add_argument("--since", type=date.fromisoformat, default=EARLIEST, help="first day")
    parser.add_argument("--until", type=date.fromisoformat, default=LATEST, help="last day")
    given = parser.parse_args(argv)
    days: dict[str, list[str]] = {}
    with runtime_of(given) as runtime:
        zone = runtime.settings.zone
        for events in runtime.histories.events(given.shop):
            for event in redacted_events(events):
                day = day_of(event.at, zone)
                if given.since.isoformat() <= day <= given.until.isoformat():
                    days.setdefault(day, []).append(json.dumps(row(event), ensure_ascii=False))
    for day, lines in days.items():
        folder = given.out / f"dt={day}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
    print(f"{sum(map(len, days.values()))} events of {len(days)} days", file=sys.stderr)
    return 0


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
