"""Candidate routing rules beside those in force, on complaints there are. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from pydantic import ValidationError

from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import InvalidInput
from chalicelib.model.identity import Clock, Principal
from chalicelib.model.routing import RoutingDecision
from chalicelib.routing.case import Case
from chalicelib.routing.datafile import faults_of
from chalicelib.routing.rules import RuleBook, rule_book
from chalicelib.store import ShopRules, Store

from . import permissions

_COMPARED: Final = {"queue", "severity", "skills", "tags", "hand_overs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrial:
    """What each says of one complaint."""

    complaint: str
    before: RoutingDecision
    after: RoutingDecision

    @property
    def is_changed(self) -> bool:
        return self.before.model_dump(include=_COMPARED) != self.after.model_dump(include=_COMPARED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TryingRules:
    store: Store
    rules: ShopRules
    clock: Clock

    def on_queue(
        self,
        candidate: RuleBook,
        queue: str,
        *,
        by: Principal,
        status: Status,
        since: datetime | None,
        until: datetime | None,
        day: date | None,
        limit: int,
        cursor: str | None,
    ) -> tuple[tuple[RuleTrial, ...], str | None]:
        """A page of the queue's index, one query: of it the complaints received from ``since`` to ``until`` (not
        included). ``day`` is the one whose rules are asked, today unless given. What the shop accepted is asked with
        both.
        """
        permissions.require_role(by, one_of=permissions.SENIOR)
        page = self.store.queue_page(by.shop, queue, status=status, limit=limit, cursor=cursor)
        asked = [one for one in page.items if _is_between(one.created_at, since, until)]
        on = day or self.clock().date()
        accepted = self.rules.newest(by.shop)
        present, tried = rule_book().with_accepted(accepted), candidate.with_accepted(accepted)
        return tuple(_trial(one, present, tried, day=on) for one in asked), page.next


def candidate_of(raw: Mapping[str, Any]) -> RuleBook:
    """Raises ``InvalidInput`` naming each wrong place, for example ``rules[legal].when.signals[0]``."""
    try:
        return RuleBook.model_validate(raw)
    except ValidationError as error:
        fields = {f"rules.{place}": what for place, what in faults_of(dict(raw), error)}
        raise InvalidInput("these rules cannot be taken", fields=fields) from None


def _trial(complaint: Complaint, present: RuleBook, candidate: RuleBook, *, day: date) -> RuleTrial:
    """Both are asked what they would have said then, with the same facts."""
    inputs = complaint.routing.inputs
    case = Case.of(complaint, at=inputs.at if inputs else complaint.created_at)
    before, after = (rules.decide(case, day=day) for rules in (present, candidate))
    return RuleTrial(complaint=complaint.id, before=before, after=after)


def _is_between(moment: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or since <= moment) and (until is None or moment < until)
