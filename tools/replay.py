"""Puts deliveries from quarantine back into the intake queue: those named, or all that nobody has replayed yet.

What was recorded already is not recorded twice, so replaying too much is harmless.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from tqdm import tqdm

from chalicelib.model.delivery import QuarantineEntry
from chalicelib.model.errors import NotFound
from chalicelib.model.identity import Principal
from chalicelib.runtime import Runtime

from .deployment import add_place, runtime_of

PAGE = 100


def main(argv: list[str]) -> int:
    given = _arguments().parse_args(argv)
    with runtime_of(given) as runtime:
        try:
            waiting = [runtime.quarantine.get(given.shop, name) for name in given.entries] or list(
                _wanted(runtime, given)
            )
        except NotFound as wrong:
            print(f"{wrong.detail}: {wrong.facts['id']}", file=sys.stderr)
            return 2
        by = Principal(id="tools replay", shop=given.shop)
        for entry in tqdm(waiting, unit=" deliveries", disable=None, file=sys.stderr):
            runtime.quarantining.replay(given.shop, entry.id, by=by)
            print(f"{entry.id}  {entry.channel}/{entry.account}  {entry.code}")
    print(f"{len(waiting)} put back into the intake queue", file=sys.stderr)
    return 0


def _wanted(runtime: Runtime, given: argparse.Namespace) -> Iterator[QuarantineEntry]:
    cursor: str | None = None
    while True:
        page = runtime.quarantine.page(given.shop, limit=PAGE, cursor=cursor)
        for entry in page.items:
            if (given.again or entry.replayed_at is None) and given.code in (None, entry.code):
                yield entry
        if page.next is None:
            return
        cursor = page.next


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools replay", description=__doc__)
    add_place(parser)
    parser.add_argument("--shop", required=True)
    parser.add_argument("--code", help="only those kept for this reason")
    parser.add_argument("--again", action="store_true", help="also those that were replayed before")
    parser.add_argument("entries", nargs="*", help="ids of entries, as GET /v1/quarantine has them")
    return parser
