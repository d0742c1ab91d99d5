"""The fold of what is one matter: links, clusters, suggestions and merges, and what each fact makes of a complaint."""

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_never

from . import event as facts
from .complaint import Complaint
from .standing import left_behind, taken_over

MatterFact = (
    facts.Linked
    | facts.Unlinked
    | facts.ClusterChanged
    | facts.Suggested
    | facts.SuggestionDismissed
    | facts.Merged
    | facts.Absorbed
    | facts.Unmerged
    | facts.Separated
)


def with_matter_fact(complaint: Complaint, body: MatterFact, at: datetime) -> dict[str, Any]:  # noqa: PLR0911 - a row an event
    """What changes."""
    match body:
        case facts.Linked():
            return {"links": (*complaint.links, body.link)}
        case facts.Unlinked():
            return {"links": tuple(link for link in complaint.links if link.complaint != body.complaint)}
        case facts.ClusterChanged():
            return {"cluster": body.members}
        case facts.Suggested():
            named = {one.complaint for one in body.suggestions}
            kept = (one for one in complaint.suggestions if one.complaint not in named)
            return {"suggestions": (*kept, *body.suggestions)}
        case facts.SuggestionDismissed():
            return {"suggestions": tuple(one for one in complaint.suggestions if one.complaint != body.complaint)}
        case facts.Merged():
            return {"merged_into": body.into, **left_behind(complaint, at=at).changes()}
        case facts.Absorbed():
            taken = taken_over(complaint, severity=body.severity, clocks=body.clocks, tasks=body.tasks)
            return {"absorbed": (*complaint.absorbed, body.complaint), **taken.changes()}
        case facts.Unmerged():
            return {"merged_into": None, **body.standing.changes()}
        case facts.Separated():
            left = tuple(one for one in complaint.absorbed if one != body.complaint)
            return {"absorbed": left, **body.standing.changes()}
        case _:
            assert_never(body)
