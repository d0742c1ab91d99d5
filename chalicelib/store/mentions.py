"""Who was called to which complaint: a list for each agent, written with the note, and how far they have read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from chalicelib.model.change import Change
from chalicelib.model.errors import LostRace, NotFound
from chalicelib.model.event import CollaboratorAdded, Event, Noted
from chalicelib.model.mention import Mention, MentionCause

from . import keys, rows
from .pages import Page
from .table import Table

KEPT: Final = timedelta(days=90)
_PREFIX: Final = "mention#"
_READ: Final = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """``id`` names it among the agent's own."""

    id: str
    mention: Mention
    is_read: bool


class Mentions:
    def __init__(self, table: Table) -> None:
        self.table = table

    def page(self, shop: str, agent: str, *, limit: int, cursor: str | None = None) -> Page[Listed]:
        """Newest first."""
        marker = self.table.get(keys.key(_partition(shop, agent), _READ))
        until = marker["until"]["S"] if marker else ""
        values = {":p": {"S": _partition(shop, agent)}, ":m": {"S": _PREFIX}}
        found = self.table.query(
            "PK = :p AND begins_with(SK, :m)",
            values,
            limit=limit,
            start=keys.decode_cursor(cursor),
            descending=True,
        )
        return Page(tuple(_listed(item, until) for item in found.items), keys.encode_cursor(found.last_key))

    def read_until(self, shop: str, agent: str, mention: str) -> None:
        """That one and all before it. Raises ``NotFound``."""
        partition, sort = _partition(shop, agent), _PREFIX + mention
        if self.table.get(keys.key(partition, sort)) is None:
            raise NotFound("there is no such mention", id=mention)
        with suppress(LostRace):  # they have read further already
            self.table.update(
                keys.key(partition, _READ),
                update="SET #until = :until",
                condition="attribute_not_exists(#until) OR #until < :until",
                names={"#until": "until"},
                values={":until": {"S": sort}},
            )


def mention_rows(change: Change) -> Iterator[dict[str, Any]]:
    """One for each colleague that an event of the change calls."""
    for event in change.events:
        for mention in _of_event(event):
            place = f"{_PREFIX}{keys.stamp(event.at)}#{event.complaint}#{event.version}.{event.index}"
            yield {
                **keys.key(_partition(change.after.shop, mention.agent), place),
                "doc": rows.document(mention),
                "expires": {"N": str(int((event.at + KEPT).timestamp()))},
            }


def _of_event(event: Event) -> Iterator[Mention]:
    body, said = event.body, {"complaint": event.complaint, "by": event.actor.id, "at": event.at}
    if isinstance(body, Noted):
        for agent in body.mentions:
            yield Mention(agent=agent, cause=MentionCause.NOTE, message=body.message.id, **said)
    elif isinstance(body, CollaboratorAdded) and body.collaborator.agent != event.actor.id:
        yield Mention(agent=body.collaborator.agent, cause=MentionCause.COLLABORATOR, **said)


def _listed(item: rows.Item, until: str) -> Listed:
    sort = item["SK"]["S"]
    return Listed(id=sort.removeprefix(_PREFIX), mention=rows.read(Mention, item), is_read=sort <= until)


def _partition(shop: str, agent: str) -> str:
    return f"M#{shop}#{agent}"
