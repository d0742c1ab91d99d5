"""``python -m tools bench``: the budgets of the design beside what is measured. Exits with 0: tests keep the budgets,
this shows them.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
from pathlib import Path

from . import counted, entitling, lag, reporting, starting, timed
from .setting import setting
from .tables import table


def main(argv: list[str]) -> int:
    _arguments().parse_args(argv)
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        _show(Path(folder))
    return 0


def _show(folder: Path) -> None:
    with setting(folder / "counted") as made:
        made.tally.weighs = True
        rows = [one.row() for one in counted.counted(made)]
    print(table("What each use case asks of AWS", counted.HEAD, rows))
    with setting(folder / "timed") as made:
        cpu = [timed.processing(made), timed.claiming(made)]
    print(table("What it computes; '!' is over budget", timed.CPU_HEAD, [one.row() for one in cpu]))
    grown = [one.row() for one in timed.growth(folder)]
    print(table("Whether it grows with the queue", timed.GROWTH_HEAD, grown))
    with setting(folder / "reports") as made:
        read = reporting.measured(made)
    print(table("Whether a report grows with the complaints", reporting.HEAD, [one.row() for one in read]))
    with setting(folder / "lag") as made:
        late = lag.measured(made)
    print(table("How late timers fire under load", lag.HEAD, [late.row()]))
    print(table("What policies cost", entitling.HEAD, [entitling.measured().row()]))
    print(table("What a cold start loads", starting.HEAD, [one.row() for one in starting.starts()]))


def _arguments() -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog="python -m tools bench", description=__doc__)
