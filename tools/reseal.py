"""Seals every row and raw delivery under the newest key, so that older ones can go.

Says now and then where it is; ``--from`` goes on there. Running it again changes only what still lies under an older
key, or under none; when it finds nothing of that, nothing needs the older keys any more but backups.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from chalicelib.gateways.sealed_objects import SEALED, SealedObjects
from chalicelib.model.errors import LostRace, NotFound
from chalicelib.runtime import Runtime
from chalicelib.store.keys import decode_cursor, encode_cursor

from .deployment import add_place, runtime_of

PAGE: Final = 100
OBJECTS: Final = "objects:"
"""Before the place among the objects, which come after the rows."""


@dataclass
class Done:
    looked_at: int = 0
    renewed: int = 0
    missed: int = 0
    """Somebody wrote it at that moment, most likely under the newest key: the next run knows."""

    def count(self, renew: Callable[[], bool]) -> None:
        self.looked_at += 1
        try:
            self.renewed += renew()
        except NotFound:
            return
        except LostRace:
            self.missed += 1


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools reseal", description=__doc__)
    add_place(parser)
    parser.add_argument("--from", dest="start", default="", help="as it said where it was")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds after each hundred, 0.5 unless given")
    given = parser.parse_args(argv)
    done = Done()
    with runtime_of(given) as runtime:
        if not given.start.startswith(OBJECTS):
            rows(runtime, done, start=given.start, pause=given.pause)
        objects(runtime, done, start=given.start.partition(OBJECTS)[2], pause=given.pause)
    print(f"{done.looked_at} looked at, {done.renewed} sealed anew, {done.missed} were being written")
    return 1 if done.missed else 0


def rows(runtime: Runtime, done: Done, *, start: str, pause: float) -> None:
    place = decode_cursor(start or None)
    while True:
        page = runtime.table.page_as_kept(start=place, limit=PAGE)
        for item in page.items:
            done.count(partial(runtime.table.renew, item))
        place = page.last_key
        if place is None:
            return
        _rest(encode_cursor(place) or "", pause)


def objects(runtime: Runtime, done: Done, *, start: str, pause: float) -> None:
    """By prefix in the order of ``SEALED``; ``start`` is the last key that was done."""
    sealed = runtime.objects
    if not isinstance(sealed, SealedObjects):
        return
    begun = next((place for place, prefix in enumerate(SEALED) if start.startswith(prefix)), 0)
    for prefix in SEALED[begun:]:
        after = start if start.startswith(prefix) else ""
        names = sealed.names(prefix, after=after)
        while keys := tuple(islice(names, PAGE)):
            for key in keys:
                done.count(partial(sealed.renew, key))
            _rest(OBJECTS + keys[-1], pause)


def _rest(place: str, pause: float) -> None:
    print(f"then {place}", file=sys.stderr)
    time.sleep(pause)
