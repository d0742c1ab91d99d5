"""The desk API for complaints about one matter."""

from __future__ import annotations

from functools import partial

from chalice.app import Response

from . import bodies
from .changing import changed, writes
from .operations import Call, Operations

blueprint = Operations(__name__)
_writes = partial(writes, blueprint)


@_writes("link", summary="The same matter as another complaint", body=bodies.OtherBody)
def link(call: Call[bodies.OtherBody], complaint: str) -> Response:
    """Both show each other in ``cluster``; nothing else changes. Takes up a suggestion, too."""
    sent = call.content
    return changed(
        call,
        lambda action: call.runtime.matters.link(complaint, action, other=sent.complaint, why=sent.reason),
    )


@_writes("unlink", summary="Not the same matter after all", body=bodies.OtherBody)
def unlink(call: Call[bodies.OtherBody], complaint: str) -> Response:
    """Undoes a link, or dismisses a suggestion. The two are not linked by themselves again."""
    sent = call.content
    return changed(
        call,
        lambda action: call.runtime.matters.unlink(complaint, action, other=sent.complaint, why=sent.reason),
    )


@_writes("merge", summary="Another complaint goes on for both", body=bodies.MergeBody)
def merge(call: Call[bodies.MergeBody], complaint: str) -> Response:
    """It closes, its messages are shown with ``into``, and what the customer writes to it arrives there. What was
    promised earliest, the worse severity and open tasks go on. 409 names who holds it, or where it was merged before.
    """
    sent = call.content
    return changed(call, lambda action: call.runtime.matters.merge(complaint, action, into=sent.into, why=sent.reason))


@_writes("unmerge", summary="It stands for itself again", body=bodies.ReasonBody)
def unmerge(call: Call[bodies.ReasonBody], complaint: str) -> Response:
    """Undoes its merge: both stand as they would without it. What came in meanwhile stays where it arrived."""
    return changed(call, lambda action: call.runtime.matters.unmerge(complaint, action, why=call.content.reason))


@_writes("split", summary="Some messages are another matter", body=bodies.SplitBody)
def split(call: Call[bodies.SplitBody], complaint: str) -> Response:
    """They go on as a complaint of their own, assessed, routed and promised as of when they came; the last of
    ``cluster.links`` names it. Merging it back undoes the split.
    """
    sent = call.content
    return changed(
        call,
        lambda action: call.runtime.matters.split(complaint, action, messages=sent.messages, why=sent.reason),
    )
