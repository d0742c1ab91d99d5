"""Who may be about the same matter: ids under the values by which complaints are found, never a scan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from chalicelib.model.identity import first_id

from . import keys, rows, transaction
from .table import Table

TEXT = "text"
_DAY: Final = timedelta(days=1)


class Likenesses:
    def __init__(self, table: Table) -> None:
        self.table = table

    def remember_text(self, shop: str, complaint: str, bands: Iterable[str], *, until: datetime) -> None:
        self.remember(shop, complaint, ((TEXT, band) for band in bands), until=until)

    def remember(
        self,
        shop: str,
        complaint: str,
        names: Iterable[tuple[str, str]],
        *,
        until: datetime,
        instead_of: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Rows that expire, under each (kind, value), and none ``instead_of`` them. Doing it again changes nothing."""
        expires = {"N": str(int(until.timestamp()))}
        put = [("Put", {"Item": {**self._place(shop, complaint, *name), "expires": expires}}, None) for name in names]
        gone = [("Delete", {"Key": self._place(shop, complaint, *name)}, None) for name in instead_of]
        transaction.write(self.table, [*put, *gone])

    def _place(self, shop: str, complaint: str, kind: str, value: str) -> keys.Key:
        return keys.key(self._partition(shop, kind, value), complaint)

    def found(
        self,
        shop: str,
        names: Iterable[tuple[str, str]],
        *,
        since: datetime,
        now: datetime,
        most: int,
        before: datetime | None = None,
    ) -> tuple[str, ...]:
        """Ids of complaints opened after ``since`` and ``before`` under any of the (kind, value), at most ``most`` and
        the newest first for each: one query each.
        """
        until = first_id("c", before or now + _DAY)
        values = {":since": {"S": first_id("c", since)}, ":until": {"S": until}}
        found: dict[str, None] = {}
        for kind, value in names:
            page = self.table.query(
                "PK = :p AND SK BETWEEN :since AND :until",
                {**values, ":p": {"S": self._partition(shop, kind, value)}},
                limit=most,
                descending=True,
            )
            found |= dict.fromkeys(item["SK"]["S"] for item in page.items if not rows.is_expired(item, now))
        return tuple(found)

    def _partition(self, shop: str, kind: str, value: str) -> str:
        return keys.search_partition(shop, kind, rows.normalised(kind, value), secret=self.table.secret)
