"""What is owed from the day on which a complaint is open again. Pure."""

from __future__ import annotations

from chalicelib.model.change import Draft
from chalicelib.model.clock import Clock
from chalicelib.routing.clocks import reopen
from chalicelib.routing.promises import Matter

from .clocks import owed_again
from .flow_clocks import owed_by_flows


def owed_anew(draft: Draft) -> tuple[Clock, ...]:
    """What was promised, what the rules oblige us to, and what the flows under way owe."""
    now = draft.at
    promised = reopen(draft.now.clocks, Matter.of(draft.now), now=now)
    return (*promised, *owed_again(draft.now, now=now), *owed_by_flows(draft.now, now=now))
