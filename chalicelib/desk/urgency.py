"""A person says how urgent a complaint is. Pure; every function returns a ``Draft``."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.assessment import Severity
from chalicelib.model.change import Draft
from chalicelib.model.clock import Cause
from chalicelib.model.complaint import Complaint, Escalation, Level, SetSeverity, Status
from chalicelib.model.errors import InvalidInput
from chalicelib.model.identity import Principal
from chalicelib.routing.measuring import measure_anew

from . import permissions

_OPEN: Final = (Status.WAITING, Status.ASSIGNED, Status.WAITING_CUSTOMER)
_GRAVER: Final = {Severity.S3: Severity.S2, Severity.S2: Severity.S1}
"""S0 is for danger: nobody gets there by a step."""


def set_severity(complaint: Complaint, by: Principal, *, severity: Severity, why: str, now: datetime) -> Draft:
    """Whoever works on it may raise it, only a senior lower it, and only for a reason. The same once more changes
    nothing. Raises ``Forbidden``, ``InvalidInput`` or ``IllegalTransition``.
    """
    permissions.require_status(complaint, *_OPEN)
    is_lower = severity > complaint.severity
    if is_lower:
        permissions.require_role(by, one_of=permissions.SENIOR)
    else:
        permissions.require_hold_or_waiting(complaint, by)
    if is_lower and not why:
        raise InvalidInput("lowering needs a reason", fields={"reason": "why it is less urgent than it seemed"})
    draft = Draft.of(complaint, by=by, at=now)
    if severity != complaint.severity:
        said = SetSeverity(severity=severity, previous=complaint.severity, why=why, by=by.id, at=now)
        draft.say(facts.SeveritySet(severity_by=said))
        measure_anew(draft, Cause.SEVERITY, only_shorten=not is_lower)
    return draft


def escalate(complaint: Complaint, by: Principal, *, level: Level, why: str, now: datetime) -> Draft:
    """Anybody at the desk may call for help. What has reached the level already is left alone.

    Raises ``IllegalTransition`` for what is resolved or closed.
    """
    permissions.require_status(complaint, *_OPEN)
    draft = Draft.of(complaint, by=by, at=now)
    if complaint.escalation and complaint.escalation.reaches(level):
        return draft
    escalation = Escalation(level=level, why=why, by=by.id, at=now)
    graver = _GRAVER.get(complaint.severity, complaint.severity)
    draft.say(facts.Escalated(escalation=escalation, severity=graver))
    measure_anew(draft, Cause.SEVERITY, only_shorten=True)
    return draft
