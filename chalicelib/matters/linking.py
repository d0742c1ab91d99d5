"""Links: said of both complaints, undone in both. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.model import event as facts
from chalicelib.model.change import Once
from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import IllegalTransition
from chalicelib.model.matter import Link, Suggestion

from .together import Together, is_linked

APART = "apart"
"""Once rows of pairs that a person has taken apart: they are not put together by themselves again."""


def link(together: Together, one: str, other: str, *, by: str, why: str) -> None:
    """By a person. A suggestion that is taken up lends its score and its reasons. Raises ``IllegalTransition``."""
    if is_linked(together[one].now, other):
        raise IllegalTransition("they are linked already", complaint=other)
    suggested = suggestion(together[one].now, other)
    score, reasons = (suggested.score, suggested.reasons) if suggested else (None, ())
    join(together, one, Link(complaint=other, since=together.at, by=by, why=why, score=score, reasons=reasons))
    together.regroup()


def join(together: Together, one: str, joined: Link) -> None:
    """Says the link in both histories."""
    together[one].say(facts.Linked(link=joined))
    together[joined.complaint].say(facts.Linked(link=joined.model_copy(update={"complaint": one})))


def unlink(together: Together, one: str, other: str, *, why: str) -> tuple[Once, ...]:
    """Undoes a link, or dismisses a suggestion. Raises ``IllegalTransition`` when there is neither."""
    if is_linked(together[one].now, other):
        for name, gone in ((one, other), (other, one)):
            together[name].say(facts.Unlinked(complaint=gone, why=why))
        together.regroup()
    elif suggestion(together[one].now, other):
        for name, gone in ((one, other), (other, one)):
            if suggestion(together[name].now, gone):
                together[name].say(facts.SuggestionDismissed(complaint=gone, why=why))
    else:
        raise IllegalTransition("they are neither linked nor suggested", complaint=other)
    return apart(one, other)


def apart(one: str, other: str) -> tuple[Once, ...]:
    return (Once(kind=APART, key=pair(one, other), value="1", always=True),)


def pair(one: str, other: str) -> str:
    """One name for two complaints, whichever is asked first."""
    return "|".join(sorted((one, other)))


def suggestion(complaint: Complaint, other: str) -> Suggestion | None:
    return next((one for one in complaint.suggestions if one.complaint == other), None)


def open_suggestions(complaint: Complaint) -> Sequence[Suggestion]:
    """Those that are still to be decided, the likeliest first."""
    undecided = (one for one in complaint.suggestions if one.complaint not in complaint.cluster)
    return sorted(undecided, key=lambda one: -one.score)
