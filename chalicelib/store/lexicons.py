"""Shops' own lexicons. Every version is kept, so that an old assessment can still be explained."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from chalicelib.model.errors import LostRace, NotFound, StaleVersion
from chalicelib.model.lexicon import ShopLexicon

from . import keys, rows, transaction
from .table import Table

CACHED_SECONDS: Final = 60.0
"""A changed lexicon is in use everywhere after this long."""


class Lexicons:
    def __init__(self, table: Table, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.table = table
        self._monotonic = monotonic
        self._cache: dict[str, tuple[float, ShopLexicon]] = {}

    def newest(self, shop: str) -> ShopLexicon:
        """The empty one when the shop has written none."""
        values = {":p": {"S": _partition(shop)}}
        found = self.table.query("PK = :p", values, limit=1, descending=True)
        return rows.read(ShopLexicon, found.items[0]) if found.items else ShopLexicon()

    def in_use(self, shop: str) -> ShopLexicon:
        """As it was at most ``CACHED_SECONDS`` ago: the pipeline asks for every message."""
        now = self._monotonic()
        if (cached := self._cache.get(shop)) and now < cached[0]:
            return cached[1]
        newest = self.newest(shop)
        self._cache[shop] = (now + CACHED_SECONDS, newest)
        return newest

    def forget(self) -> None:
        """The next message asks anew."""
        self._cache.clear()

    def version(self, shop: str, version: int) -> ShopLexicon:
        """Raises ``NotFound``."""
        if item := self.table.get(_key(shop, version)):
            return rows.read(ShopLexicon, item)
        raise NotFound("there is no such version of the lexicon", version=version)

    def write(self, shop: str, lexicon: ShopLexicon) -> None:
        """Raises ``StaleVersion`` when that version has been written before."""
        put = {
            "Item": {**_key(shop, lexicon.version), "doc": rows.document(lexicon)},
            "ConditionExpression": "attribute_not_exists(PK)",
        }
        try:
            transaction.write(self.table, [("Put", put, None)])
        except LostRace as error:
            raise StaleVersion("somebody else has written the lexicon: read it again") from error
        self._cache.pop(shop, None)


def _partition(shop: str) -> str:
    return f"X#{shop}"


def _key(shop: str, version: int) -> keys.Key:
    return keys.key(_partition(shop), f"lexicon#{version:08d}")
