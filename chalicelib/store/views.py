"""Saved views: a list for each agent and one that the shop shares."""

from __future__ import annotations

from chalicelib.model.errors import NotFound
from chalicelib.model.view import View

from . import keys, rows
from .table import Table

SHARED = ""
"""In place of an owner."""


class Views:
    def __init__(self, table: Table) -> None:
        self.table = table

    def of(self, shop: str, owner: str, *, limit: int) -> tuple[View, ...]:
        """By id."""
        found = self.table.query("PK = :p", {":p": {"S": _partition(shop, owner)}}, limit=limit)
        return tuple(rows.read(View, item) for item in found.items)

    def get(self, shop: str, owner: str, view: str) -> View:
        """Raises ``NotFound``."""
        item = self.table.get(keys.key(_partition(shop, owner), view))
        if item is None:
            raise NotFound("there is no such view", id=view)
        return rows.read(View, item)

    def put(self, shop: str, view: View) -> None:
        self.table.put({**keys.key(_partition(shop, view.owner), view.id), "doc": rows.document(view)})

    def delete(self, shop: str, owner: str, view: str) -> None:
        """Raises ``NotFound``."""
        self.get(shop, owner, view)
        self.table.delete(keys.key(_partition(shop, owner), view))


def _partition(shop: str, owner: str) -> str:
    return f"Y#{shop}#{owner}"
