"""Looks now for what rose suddenly in a shop, as the service does by itself each hour in which something came.

Prints the rises of yesterday and today; supervisors are told of those that are new.
"""

from __future__ import annotations

import argparse

from .deployment import add_place, runtime_of


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools early-warning", description=__doc__)
    add_place(parser)
    parser.add_argument("--shop", required=True)
    given = parser.parse_args(argv)
    with runtime_of(given) as runtime:
        for rise in runtime.watching.found(given.shop):
            print(f"{rise.first_day} {rise.subject}: {rise.count}, expected {rise.expected}")
    return 0
