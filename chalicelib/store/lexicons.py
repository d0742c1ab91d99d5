"""Shops' own lexicons. Every version is kept, so that an old assessment can still be explained."""

from __future__ import annotations

from chalicelib.model.errors import LostRace, NotFound, StaleVersion
from chalicelib.model.lexicon import ShopLexicon

from . import keys, rows, transaction
from .in_force import LEXICON, partition_of
from .table import Table
from .transaction import Write


class Lexicons:
    def __init__(self, table: Table) -> None:
        self.table = table

    def newest(self, shop: str) -> ShopLexicon:
        """The empty one when the shop has written none."""
        values = {":p": {"S": partition_of(shop)}, ":l": {"S": LEXICON}}
        found = self.table.query("PK = :p AND begins_with(SK, :l)", values, limit=1, descending=True)
        return rows.read(ShopLexicon, found.items[0]) if found.items else ShopLexicon()

    def version(self, shop: str, version: int) -> ShopLexicon:
        """Raises ``NotFound``."""
        if item := self.table.get(_key(shop, version)):
            return rows.read(ShopLexicon, item)
        raise NotFound("there is no such version of the lexicon", version=version)

    def write(self, shop: str, lexicon: ShopLexicon) -> None:
        """Raises ``StaleVersion`` when that version has been written before."""
        try:
            transaction.write(self.table, self.writes(shop, lexicon))
        except LostRace as error:
            raise StaleVersion("somebody else has written the lexicon: read it again") from error

    def writes(self, shop: str, lexicon: ShopLexicon) -> tuple[Write, ...]:
        """Of one transaction, which fails when that version has been written before."""
        item = {**_key(shop, lexicon.version), "doc": rows.document(lexicon)}
        return (("Put", {"Item": item, "ConditionExpression": "attribute_not_exists(PK)"}, None),)


def _key(shop: str, version: int) -> keys.Key:
    return keys.key(partition_of(shop), f"{LEXICON}{version:08d}")
