"""What a shop's own people have set that counts for every message: its words, and the rules it accepted."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from chalicelib.model.lexicon import ShopLexicon
from chalicelib.routing.accepted import AcceptedRules
from chalicelib.routing.rules import RuleBook, rule_book

from . import keys, rows
from .table import Table

CACHED_SECONDS: Final = 60.0
"""What was changed is in use everywhere after this long."""
LEXICON: Final = "lexicon#"
RULES: Final = "rules"
"""Sorts after every version of the lexicon, so that the last two rows of the partition are all that counts."""


def partition_of(shop: str) -> str:
    return f"X#{shop}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    lexicon: ShopLexicon
    accepted: AcceptedRules


class InForce:
    """One read for both, of each shop at most once in ``CACHED_SECONDS`` and process: the pipeline asks for every
    message.
    """

    def __init__(self, table: Table, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.table = table
        self._monotonic = monotonic
        self._cache: dict[str, tuple[float, _Own]] = {}

    def lexicon(self, shop: str) -> ShopLexicon:
        """The empty one when the shop has written none."""
        return self._of(shop).lexicon

    def rules(self, shop: str) -> RuleBook:
        """Those of the file, with those that the shop accepted in their place."""
        return rule_book().with_accepted(self._of(shop).accepted)

    def forget(self, shop: str) -> None:
        """Whoever asks next is told what the table says."""
        self._cache.pop(shop, None)

    def _of(self, shop: str) -> _Own:
        now = self._monotonic()
        if (cached := self._cache.get(shop)) and now < cached[0]:
            return cached[1]
        own = self._read(shop)
        self._cache[shop] = (now + CACHED_SECONDS, own)
        return own

    def _read(self, shop: str) -> _Own:
        values = {":p": {"S": partition_of(shop)}}
        last = self.table.query("PK = :p", values, limit=2, descending=True).items
        lexicons = [item for item in last if item["SK"]["S"].startswith(LEXICON)]
        rules = [item for item in last if item["SK"]["S"] == RULES]
        return _Own(
            lexicon=rows.read(ShopLexicon, lexicons[0]) if lexicons else ShopLexicon(),
            accepted=rows.read(AcceptedRules, rules[0]) if rules else AcceptedRules(),
        )


def rules_key(shop: str) -> keys.Key:
    return keys.key(partition_of(shop), RULES)
