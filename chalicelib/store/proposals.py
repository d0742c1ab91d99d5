"""Proposals for rules of a shop: ``S#shop#proposals``, each under its id, written over what was read."""

from __future__ import annotations

from typing import Any

from chalicelib.model.errors import NotFound
from chalicelib.model.proposal import Proposal

from . import keys, rows, transaction
from .pages import Page
from .table import Table
from .transaction import Write


class Proposals:
    def __init__(self, table: Table) -> None:
        self.table = table

    def get(self, shop: str, proposal: str) -> Proposal:
        """Raises ``NotFound``."""
        item = self.table.get(_key(shop, proposal))
        if item is None:
            raise NotFound("there is no such proposal", id=proposal)
        return rows.read(Proposal, item)

    def known(self, shop: str) -> dict[str, Proposal]:
        """All of them, by id: a few a week are made."""
        found = self.table.query_all("PK = :p", {":p": {"S": _partition(shop)}})
        return {one.id: one for one in (rows.read(Proposal, item) for item in found)}

    def page(self, shop: str, *, limit: int, cursor: str | None = None) -> Page[Proposal]:
        values = {":p": {"S": _partition(shop)}}
        found = self.table.query("PK = :p", values, limit=limit, start=keys.decode_cursor(cursor))
        return Page(tuple(rows.read(Proposal, item) for item in found.items), keys.encode_cursor(found.last_key))

    def replace(self, before: Proposal | None, after: Proposal, *also: Write) -> Proposal:
        """As written, in one transaction with what puts it to use. Raises ``LostRace`` when somebody else has written
        any of it since it was read.
        """
        turned = after.model_copy(update={"turn": after.turn + 1})
        item = {**_key(after.shop, after.id), "turn": {"N": str(turned.turn)}, "doc": rows.document(turned)}
        transaction.write(self.table, [("Put", {"Item": item, **_still(before)}, None), *also])
        return turned


def _still(before: Proposal | None) -> dict[str, Any]:
    if before is None:
        return {"ConditionExpression": "attribute_not_exists(PK)"}
    return {"ConditionExpression": "turn = :turn", "ExpressionAttributeValues": {":turn": {"N": str(before.turn)}}}


def _partition(shop: str) -> str:
    return f"S#{shop}#proposals"


def _key(shop: str, proposal: str) -> keys.Key:
    return keys.key(_partition(shop), proposal)
