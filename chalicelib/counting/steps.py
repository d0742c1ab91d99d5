"""A change told event by event."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.model.change import Change
from chalicelib.model.complaint import Complaint
from chalicelib.model.event import Event
from chalicelib.model.evolve import evolve

Step = tuple[Complaint, Event]
"""How the complaint stood, and what was said of it then."""


def steps(change: Change) -> Iterator[Step]:
    """Of a new complaint nothing: before it there was none."""
    before = change.before
    for event in change.events if before else ():
        if before:
            yield before, event
            before = evolve(before, event)
