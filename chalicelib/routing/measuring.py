"""What is owed is measured anew when a complaint, or the data behind the promises, is no longer what it was. Pure."""

from __future__ import annotations

from chalicelib.model.change import Draft
from chalicelib.model.clock import Cause

from .clocks import remeasure
from .promises import Matter


def measure_anew(draft: Draft, cause: Cause, *, only_shorten: bool = False) -> None:
    """By what is promised to the complaint as the draft has it now."""
    moved = remeasure(draft.now.clocks, Matter.of(draft.now), cause=cause, now=draft.at, only_shorten=only_shorten)
    by_data = cause is Cause.DATA
    draft.change_clocks("the promises or the calendar changed" if by_data else "what is promised has changed", moved)
