"""How often what the classifier said still counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from chalicelib.model.change import Change, Tally
from chalicelib.model.correction import opinion

from .days import day_of
from .naming import SEPARATOR, plain

ACCURACY: Final = "accuracy"


def accuracy_tallies(change: Change, *, zone: str) -> Iterator[Tally]:
    """The difference between before and after, on the day the complaint came in: counting again gives the same."""
    before = opinion(change.before) if change.before else None
    after = opinion(change.after)
    if before == after:
        return
    day = day_of(change.after.created_at, zone)
    for seen, by in ((before, -1), (after, 1)):
        if seen:
            yield Tally(report=ACCURACY, day=day, number=_number(seen), by=by)


def _number(seen: tuple[str, str, str]) -> str:
    channel, said, counts = seen
    return SEPARATOR.join((plain(channel), said, counts))
