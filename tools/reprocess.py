"""Counts the numbers of all reports of a shop again from the events and the orders, and says which rows differ.

With ``--write`` the rows are put right by the difference. On the one machine nothing else can happen meanwhile; in AWS
run it while the desk is quiet, and once more afterwards: what was committed in between shows as a difference.
"""

from __future__ import annotations

import argparse
import sys

from chalicelib.model.buyer import Buyer
from chalicelib.store.histories import differing

from .deployment import add_place, runtime_of


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools reprocess", description=__doc__)
    add_place(parser)
    parser.add_argument("--shop", required=True)
    parser.add_argument("--write", action="store_true", help="put right what differs")
    given = parser.parse_args(argv)
    with runtime_of(given) as runtime:
        histories = runtime.histories
        right, buyers = histories.rebuilt(given.shop)
        present = histories.kept(given.shop)
        wrong = differing(right, present)
        mistaken = runtime.buyers.wrong(given.shop, buyers)
        for name in (*map(" ".join, wrong), *mistaken):
            print(name)
        if given.write:
            histories.correct(right, present)
            for partition in mistaken:
                runtime.buyers.replace(partition, buyers.get(partition, Buyer()))
    count = len(wrong) + len(mistaken)
    print(f"{len(right) + len(buyers)} rows, {count} {'put right' if given.write else 'differ'}", file=sys.stderr)
    return 0 if given.write or not count else 1
