"""``python -m tools import FILE``. Exit status: 0 all is taken, 1 something is not, 2 the file or the call is wrong."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from time import monotonic

from tqdm import tqdm

from .columns import Columns, Wishes, assign, score
from .complaints import Reader
from .journal import Journal
from .options import parse, require_address, signing_keys
from .problems import Rejected, Unanswered, Unusable
from .rejections import Rejections
from .sending import Outside, Sender
from .tables import Row, Table, read_table

OK, INCOMPLETE, WRONG = 0, 1, 2


@dataclass(slots=True)
class Tally:
    sent: int = 0
    before: int = 0
    rejected: int = 0

    def told(self, table: Table, *, seconds: float) -> str:
        left = table.count - self.sent - self.before - self.rejected
        parts = [f"{self.sent} sent", f"{self.before} acknowledged before", f"{self.rejected} rejected"]
        if left:
            parts.append(f"{left} left")
        return f"{', '.join(parts)}, of {table.count} rows in {seconds:.1f} s"


def main(argv: list[str], *, outside: Outside | None = None) -> int:
    options = parse(argv)
    try:
        return _run(options, outside or Outside())
    except Unusable as problem:
        _tell(f"import: {problem}")
    except OSError as error:
        _tell(f"import: {error.filename or options.file}: {error.strerror}")
    return WRONG


def _run(options: argparse.Namespace, outside: Outside) -> int:
    wishes = Wishes.read(options.map)
    table = read_table(
        options.file, score=partial(score, wishes=wishes), encoding=options.encoding, sheet=options.sheet
    )
    columns = assign(table.columns, wishes=wishes)
    reader = Reader(columns=columns, zone=options.zone, channel=options.channel)
    if options.preview:
        _preview(table, reader, rows=options.preview)
        return OK
    sender = Sender(url=require_address(options.url), keys=signing_keys(options), outside=outside, tell=_tell)
    if columns.unsent:
        _tell(_unsent(columns))
    return _send(options.file, table, reader=reader, sender=sender)


def _send(path: Path, table: Table, *, reader: Reader, sender: Sender) -> int:
    tally, begun, wrong = Tally(), monotonic(), False
    with (
        Journal(_beside(path, ".import.jsonl"), url=sender.url) as journal,
        Rejections(_beside(path, ".rejected.csv"), table.columns) as rejections,
    ):
        try:
            for row in _watched(table):
                _send_row(row, reader=reader, sender=sender, journal=journal, rejections=rejections, tally=tally)
        except Unanswered as problem:
            _tell(f"import: {problem}; the same command sends the rest")
        except KeyboardInterrupt:
            _tell("import: interrupted; the same command sends the rest")
        except Unusable as problem:
            _tell(f"import: {problem}")
            wrong = True
    for line in (*rejections.told(), tally.told(table, seconds=monotonic() - begun)):
        _tell(line)
    if wrong:
        return WRONG
    return OK if tally.sent + tally.before == table.count else INCOMPLETE


def _send_row(
    row: Row, *, reader: Reader, sender: Sender, journal: Journal, rejections: Rejections, tally: Tally
) -> None:
    try:
        delivery = reader.delivery(row)
        if delivery.identifier in journal:
            tally.before += 1
            return
        sender.send(delivery)
    except Rejected as problem:
        rejections.add(row, str(problem))
        tally.rejected += 1
        return
    journal.add(delivery.identifier, line=row.number)
    tally.sent += 1


def _watched(table: Table) -> Iterator[Row]:
    """With a progress bar where somebody watches."""
    with tqdm(total=table.count, unit=" rows", disable=None, file=sys.stderr) as bar:
        for row in table.rows():
            yield row
            bar.update()


def _preview(table: Table, reader: Reader, *, rows: int) -> None:
    columns = reader.columns
    for field, column in [*columns.by_field.items(), *(("note", column) for column in columns.notes)]:
        print(f"{field:<16}{column}")
    if columns.unsent:
        print(_unsent(columns))
    for row in islice(table.rows(), rows):
        print(f"\nline {row.number}")
        try:
            print(json.dumps(reader.event(row), ensure_ascii=False, indent=2))
        except Rejected as problem:
            print(f"rejected: {problem}")


def _unsent(columns: Columns) -> str:
    return f"not sent: {', '.join(columns.unsent)} (--map note=COLUMN sends one as a note)"


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _tell(line: str) -> None:
    """Without breaking the progress bar."""
    tqdm.write(line, file=sys.stderr)
