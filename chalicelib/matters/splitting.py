"""A split: messages that are another matter go on as a complaint of their own, linked with where they came from. Pure.

They stay where they are, too: a history is not rewritten. Undoing is merging the new one back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.model import event as facts
from chalicelib.model.change import Change
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import InvalidInput
from chalicelib.model.event import Event
from chalicelib.model.matter import Link
from chalicelib.model.message import Direction, Message

from .linking import join
from .together import Together


def chosen(messages: Sequence[Message], wanted: Sequence[str]) -> tuple[Message, ...]:
    """The customer's messages of these ids, oldest first. Raises ``InvalidInput``."""
    theirs = [one for one in messages if one.direction is Direction.INBOUND]
    found = tuple(one for one in theirs if one.id in wanted)
    if unknown := set(wanted) - {one.id for one in found}:
        raise InvalidInput(
            "only messages that the customer wrote here can be split off",
            fields={"messages": f"not {', '.join(sorted(unknown))}"},
        )
    if len(found) == len(theirs):
        raise InvalidInput("nothing would be left", fields={"messages": "leave at least one of the customer's"})
    return found


def split(
    together: Together,
    source: str,
    made: Complaint,
    opening: tuple[Event, ...],
    messages: Sequence[Message],
    *,
    why: str,
) -> tuple[Change, ...]:
    """That of the source first. ``made`` and ``opening`` are the new complaint, which ``together`` holds as well."""
    ids = tuple(one.id for one in messages)
    together[source].say(facts.SplitOff(complaint=made.id, messages=ids, why=why))
    together[made.id].say(facts.SplitFrom(complaint=source, messages=ids, why=why))
    join(together, source, Link(complaint=made.id, since=together.at, by=together.actor.id, why=why or "split"))
    together.regroup()
    return tuple(
        _opening_change(one, made, opening, messages) if one.after.id == made.id else one
        for one in together.changes(first=source)
    )


def _opening_change(change: Change, made: Complaint, opening: tuple[Event, ...], messages: Sequence[Message]) -> Change:
    """What was said of the new one belongs to its first commit."""
    more = tuple(
        event.model_copy(update={"version": made.version, "index": index})
        for index, event in enumerate(change.events, start=len(opening))
    )
    after = change.after.model_copy(update={"version": made.version})
    return replace(change, before=None, after=after, events=(*opening, *more), messages=tuple(messages))
