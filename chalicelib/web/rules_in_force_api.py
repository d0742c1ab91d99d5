"""The desk API for the routing rules in force: the file's and those that the shop accepted, and who changed them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from chalice.app import Response

from chalicelib.desk.permissions import OVERSEERS
from chalicelib.model.assessment import Severity
from chalicelib.routing.accepted import AcceptedRule, RuleChange, RuleStep
from chalicelib.routing.rule import Rule
from chalicelib.routing.rules import rule_book
from chalicelib.routing.titles import Language

from .desk_language import LANGUAGE, desk_language
from .http import json_answer
from .lists import PAGING, cursor_of, limit_of
from .operations import Call, Operations
from .shapes import Shape

blueprint = Operations(__name__)


class AcceptedShape(Shape):
    proposal: str
    """``POST /v1/proposals/{id}/retire`` takes it back."""
    by: str
    at: datetime
    reason: str


class RuleShape(Shape):
    id: str
    """As decisions name it."""
    text: str
    """Why, in the language asked for."""
    when: dict[str, Any]
    """All of it has to hold; see docs/routing.md."""
    queue: str | None
    """Where what it holds of goes, unless a rule before it has said so."""
    severity: Severity | None
    """It rises to this."""
    skills: tuple[str, ...]
    tags: tuple[str, ...]
    since: date | None
    until: date | None


class RuleInForceShape(RuleShape):
    in_force: bool
    """Today. False, too, for an accepted rule whose queue is no more, or that the rule file has by now."""
    accepted: AcceptedShape | None
    """Who accepted it from a proposal; null for a rule of the file."""


class RulesShape(Shape):
    version: str
    """Of the file and, after a ``+``, of what the shop accepted: as decisions name it."""
    items: tuple[RuleInForceShape, ...]
    """In the order in which they are asked."""


class RuleChangeShape(Shape):
    version: int
    """The number after the ``+``."""
    step: RuleStep
    """accepted or retired."""
    rule: RuleShape
    proposal: str
    by: str
    at: datetime
    reason: str


class RuleChangesShape(Shape):
    items: tuple[RuleChangeShape, ...]
    """Newest first."""
    next: str | None


@blueprint.operation(
    "GET",
    "/v1/rules",
    summary="The routing rules in force",
    tag="Queues",
    answers={200: RulesShape},
    parameters=(LANGUAGE,),
    roles=OVERSEERS,
)
def get_rules(call: Call[Any]) -> Response:
    """One read. A change is in force everywhere within a minute."""
    accepted, language = call.runtime.shop_rules.newest(call.principal.shop), desk_language(call)
    file, book = rule_book(), rule_book().with_accepted(accepted)
    today = book.day_of(call.runtime.clock())
    theirs = {one.rule.id: one for one in accepted.rules if file.takes(one.rule)}
    aside = [one for one in accepted.rules if not file.takes(one.rule)]
    items = [_in_force(rule, theirs.get(rule.id), today=today, language=language) for rule in book.rules]
    items += [_in_force(one.rule, one, today=None, language=language) for one in aside]
    return json_answer(RulesShape(version=book.version, items=tuple(items)))


@blueprint.operation(
    "GET",
    "/v1/rules/changes",
    summary="Who accepted rules and took them back",
    tag="Queues",
    answers={200: RuleChangesShape},
    parameters=(*PAGING, LANGUAGE),
    roles=OVERSEERS,
)
def get_rule_changes(call: Call[Any]) -> Response:
    """Every version there was, with who made it, when and why: kept for ever. One query."""
    page = call.runtime.shop_rules.changes(
        call.principal.shop, limit=limit_of(call.query), cursor=cursor_of(call.query)
    )
    items = tuple(_change(one, desk_language(call)) for one in page.items)
    return json_answer(RuleChangesShape(items=items, next=page.next))


def _in_force(rule: Rule, accepted: AcceptedRule | None, *, today: date | None, language: Language) -> RuleInForceShape:
    """``today`` is absent where the rule is not asked on any day."""
    by = accepted and AcceptedShape(proposal=accepted.proposal, by=accepted.by, at=accepted.at, reason=accepted.why)
    is_in_force = today is not None and rule.is_in_force(today)
    return RuleInForceShape(**_plain(rule, language), in_force=is_in_force, accepted=by)


def _change(change: RuleChange, language: Language) -> RuleChangeShape:
    return RuleChangeShape(
        version=change.version,
        step=change.step,
        rule=RuleShape(**_plain(change.rule, language)),
        proposal=change.proposal,
        by=change.by,
        at=change.at,
        reason=change.why,
    )


def _plain(rule: Rule, language: Language) -> dict[str, Any]:
    return {
        "id": rule.id,
        "text": rule.then.reason[language],
        "when": rule.when.model_dump(mode="json", exclude_none=True),
        **rule.then.model_dump(include={"queue", "severity", "skills", "tags"}),
        "since": rule.since,
        "until": rule.until,
    }
