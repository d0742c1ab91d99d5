"""The desk API for offers: taking one up is a claim, declining it is here."""

from __future__ import annotations

from functools import partial

from chalice.app import Response

from . import bodies
from .changing import changed, writes
from .operations import Call, Operations

blueprint = Operations(__name__)
_writes = partial(writes, blueprint)


@_writes("decline", summary="Do not take what is offered to you", body=bodies.EmptyBody)
def decline(call: Call[bodies.EmptyBody], complaint: str) -> Response:
    """The next agent is asked. It stays in its queue, as old and as urgent as it is."""
    return changed(call, lambda action: call.runtime.offering.decline(complaint, action))
