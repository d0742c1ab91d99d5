"""Measures the promises of every open complaint of a shop again, after promises or calendars have changed.

Says after each page where it is; ``--from`` goes on there. Running it again changes nothing more.
"""

from __future__ import annotations

import argparse
import sys
import time

from chalicelib.background.recomputing import Place, first
from chalicelib.model.complaint import Status

from .deployment import add_place, runtime_of


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools recompute", description=__doc__)
    add_place(parser)
    parser.add_argument("--shop", required=True)
    parser.add_argument("--from", dest="start", type=_place, default=None, help="as it said where it was")
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between two pages of 25, 0.2 unless given")
    given = parser.parse_args(argv)
    place: Place | None = given.start or first()
    looked_at = changed = 0
    with runtime_of(given) as runtime:
        while place:
            done = runtime.recomputing.page(given.shop, place)
            looked_at, changed, place = looked_at + done.looked_at, changed + done.changed, done.then
            if place:
                print(f"then {_told(place)}", file=sys.stderr)
                time.sleep(given.pause if done.looked_at else 0)
    print(f"{looked_at} open complaints, {changed} changed")
    return 0


def _told(place: Place) -> str:
    return "/".join((place.queue, place.status.value, place.cursor or ""))


def _place(told: str) -> Place:
    queue, status, cursor = told.split("/", 2)
    return Place(queue=queue, status=Status(status), cursor=cursor or None)
