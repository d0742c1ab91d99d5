"""Rules that the people of a shop accepted: those that are asked, and each change there ever was of them."""

from __future__ import annotations

from typing import Final

from chalicelib.routing.accepted import AcceptedRules, RuleChange

from . import keys, rows
from .in_force import partition_of, rules_key
from .pages import Page
from .table import Table
from .transaction import Write, if_version

CHANGE: Final = "change#"
"""Sorts before the versions of the lexicon, see ``in_force``."""


class ShopRules:
    def __init__(self, table: Table) -> None:
        self.table = table

    def newest(self, shop: str) -> AcceptedRules:
        item = self.table.get(rules_key(shop))
        return rows.read(AcceptedRules, item) if item else AcceptedRules()

    def changes(self, shop: str, *, limit: int, cursor: str | None = None) -> Page[RuleChange]:
        """Newest first."""
        values = {":p": {"S": partition_of(shop)}, ":c": {"S": CHANGE}}
        found = self.table.query(
            "PK = :p AND begins_with(SK, :c)", values, limit=limit, start=keys.decode_cursor(cursor), descending=True
        )
        return Page(tuple(rows.read(RuleChange, item) for item in found.items), keys.encode_cursor(found.last_key))

    def writes(self, shop: str, after: AcceptedRules, change: RuleChange) -> tuple[Write, ...]:
        """Of one transaction, which fails when somebody else has changed them since they were read."""
        item = {**rules_key(shop), "version": {"N": str(after.version)}, "doc": rows.document(after)}
        kept = {**keys.key(partition_of(shop), f"{CHANGE}{after.version:08d}"), "doc": rows.document(change)}
        return (
            ("Put", {"Item": item, **if_version(after.version - 1)}, None),
            ("Put", {"Item": kept, "ConditionExpression": "attribute_not_exists(PK)"}, None),
        )
