"""How often something happened within the present hour: one conditional write a time, nothing read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from chalicelib.model.errors import LostRace, TooMany

from .keys import key
from .table import Table

WINDOW: Final = timedelta(hours=1)


class Limits:
    def __init__(self, table: Table) -> None:
        self.table = table

    def count(self, name: str, *, most: int, now: datetime) -> None:
        """Raises ``TooMany`` from the ``most + 1``-th on, until the full hour, and ``Upstream``."""
        begun = now.replace(minute=0, second=0, microsecond=0)
        ends = begun + WINDOW
        try:
            self.table.update(
                key(f"H#{name}", f"{begun:%Y-%m-%dT%H}"),
                update="ADD #count :one SET expires = :expires",
                condition="attribute_not_exists(PK) OR #count < :most",
                names={"#count": "count"},
                values={
                    ":one": {"N": "1"},
                    ":most": {"N": str(most)},
                    ":expires": {"N": str(int((ends + WINDOW).timestamp()))},
                },
            )
        except LostRace:
            seconds = max(1, int((ends - now).total_seconds()))
            raise TooMany("too many from this address within an hour", retry_after=seconds) from None
