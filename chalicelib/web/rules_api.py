"""The desk API for routing rules: try them before they count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, Final, Literal

from chalice.app import Response
from pydantic import AwareDatetime, Field

from chalicelib.desk.desk import known_queue
from chalicelib.desk.permissions import SENIOR
from chalicelib.desk.trying_rules import RuleTrial, candidate_of
from chalicelib.model.complaint import Status
from chalicelib.routing.titles import Language

from .desk_language import LANGUAGE, desk_language
from .http import json_answer
from .operations import Call, Operations
from .routing_shapes import RoutedShape
from .routing_showing import routed_shape
from .shapes import Shape

blueprint = Operations(__name__)
EXAMPLES: Final = 20


class RulesTrialBody(Shape):
    rules: dict[str, Any]
    """The whole rule file as JSON: version, queues, rules, hand_overs, otherwise."""
    queue: str
    """Whose complaints they are tried on."""
    status: Literal["waiting", "assigned", "waiting_customer", "resolved"] = "resolved"
    since: AwareDatetime | None = None
    """Only complaints received from then on, within the page."""
    until: AwareDatetime | None = None
    day: date | None = None
    """Whose rules are asked, where they are dated; today when absent."""
    limit: Annotated[int, Field(ge=1, le=100)] = 100
    cursor: str | None = None


class RulesExampleShape(Shape):
    complaint: str
    before: RoutedShape
    after: RoutedShape


class RulesMoveShape(Shape):
    """So many would go from queue to queue; the same one twice where only something else changes."""

    source: str
    target: str
    count: int


class RulesTrialShape(Shape):
    tried: int
    changed: int
    moves: tuple[RulesMoveShape, ...]
    items: tuple[RulesExampleShape, ...]
    """The first twenty that change."""
    next: str | None


@blueprint.operation(
    "POST",
    "/v1/rules/dry-run",
    summary="Try routing rules before they count",
    tag="Queues",
    body=RulesTrialBody,
    answers={200: RulesTrialShape},
    faults=(404,),
    parameters=(LANGUAGE,),
    roles=SENIOR,
)
def try_rules(call: Call[RulesTrialBody]) -> Response:
    """Beside the rules in force, on a page of a queue: one query, whatever the queue's length. Nothing is stored."""
    sent = call.content
    candidate = candidate_of(sent.rules)
    known_queue(sent.queue)
    trials, cursor = call.runtime.trying_rules.on_queue(
        candidate,
        sent.queue,
        by=call.principal,
        status=Status(sent.status),
        since=sent.since,
        until=sent.until,
        day=sent.day,
        limit=sent.limit,
        cursor=sent.cursor,
    )
    return json_answer(_shown(trials, cursor=cursor, language=desk_language(call)))


def _shown(trials: Sequence[RuleTrial], *, cursor: str | None, language: Language) -> RulesTrialShape:
    routed = partial(routed_shape, language=language)
    changed = [trial for trial in trials if trial.is_changed]
    moves = Counter((trial.before.queue, trial.after.queue) for trial in changed)
    return RulesTrialShape(
        tried=len(trials),
        changed=len(changed),
        moves=tuple(
            RulesMoveShape(source=source, target=target, count=count) for (source, target), count in moves.most_common()
        ),
        items=tuple(
            RulesExampleShape(complaint=one.complaint, before=routed(one.before), after=routed(one.after))
            for one in changed[:EXAMPLES]
        ),
        next=cursor,
    )
