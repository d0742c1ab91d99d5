"""Lists that belong to a shop rather than to one complaint: quarantine, surveys, corrections, tokens."""

from __future__ import annotations

from datetime import datetime

from chalicelib.model.correction import Correction
from chalicelib.model.delivery import QuarantineEntry
from chalicelib.model.errors import LostRace, NotFound
from chalicelib.model.survey import Survey

from . import keys, rows, transaction
from .pages import Page
from .table import Table


class Quarantine:
    """Deliveries that could not be processed, newest first."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def put(self, entry: QuarantineEntry) -> None:
        """Writing the same entry again changes nothing that matters: its id is the delivery's."""
        self.table.put({**self._key(entry.shop, entry.id), "doc": rows.document(entry)})

    def get(self, shop: str, entry: str) -> QuarantineEntry:
        """Raises ``NotFound``."""
        item = self.table.get(self._key(shop, entry))
        if item is None:
            raise NotFound("there is no such quarantine entry", id=entry)
        return rows.read(QuarantineEntry, item)

    def replayed(self, entry: QuarantineEntry, *, at: datetime, by: str) -> QuarantineEntry:
        marked = entry.model_copy(update={"replayed_at": at, "replayed_by": by})
        self.put(marked)
        return marked

    def page(self, shop: str, *, limit: int, cursor: str | None = None) -> Page[QuarantineEntry]:
        found = self.table.query(
            "PK = :p", {":p": {"S": f"Z#{shop}"}}, limit=limit, start=keys.decode_cursor(cursor), descending=True
        )
        entries = tuple(rows.read(QuarantineEntry, item) for item in found.items)
        return Page(entries, keys.encode_cursor(found.last_key))

    def _key(self, shop: str, entry: str) -> keys.Key:
        return keys.key(f"Z#{shop}", entry)


class Surveys:
    """Every survey with its complaint's id, newest first. Written by ``store.commit`` with the complaint."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def page(self, shop: str, *, limit: int, cursor: str | None = None) -> Page[tuple[str, Survey]]:
        found = self.table.query(
            "PK = :p", {":p": {"S": f"V#{shop}"}}, limit=limit, start=keys.decode_cursor(cursor), descending=True
        )
        surveys = tuple((item["complaint"]["S"], rows.read(Survey, item)) for item in found.items)
        return Page(surveys, keys.encode_cursor(found.last_key))


class Corrections:
    """Every re-classification of a shop, oldest first."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def page(
        self, shop: str, *, since: datetime | None = None, limit: int, cursor: str | None = None
    ) -> Page[Correction]:
        values = {":p": {"S": f"R#{shop}"}, ":since": {"S": keys.stamp(since) if since else "0"}}
        found = self.table.query("PK = :p AND SK >= :since", values, limit=limit, start=keys.decode_cursor(cursor))
        return Page(tuple(rows.read(Correction, item) for item in found.items), keys.encode_cursor(found.last_key))


class Tokens:
    """Access tokens of platform APIs, shared by all function instances (``model.ports.TokenCache``)."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, key: str, *, now: datetime) -> str | None:
        item = self.table.get(keys.key(f"T#{key}", "token"))
        return None if item is None or rows.is_expired(item, now) else str(item["value"]["S"])

    def put(self, key: str, token: str, *, expires_at: datetime) -> None:
        row = {"value": {"S": token}, "expires": {"N": str(int(expires_at.timestamp()))}}
        self.table.put({**keys.key(f"T#{key}", "token"), **row})

    def claim(self, key: str, *, now: datetime, until: datetime) -> bool:
        """One row holds the token or who fetches it, so that the one takes the place of the other."""
        seconds = {"N": str(int(now.timestamp()))}
        claim = {"value": {"S": ""}, "expires": seconds, "claimed": {"N": str(int(until.timestamp()))}}
        guarded = {
            "Item": {**keys.key(f"T#{key}", "token"), **claim},
            "ConditionExpression": "attribute_not_exists(PK) OR "
            "(expires <= :now AND (attribute_not_exists(claimed) OR claimed <= :now))",
            "ExpressionAttributeValues": {":now": seconds},
        }
        try:
            transaction.write(self.table, [("Put", guarded, None)])
        except LostRace:
            return False
        return True
