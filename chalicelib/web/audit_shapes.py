"""What is sent and answered about quality audits."""

from __future__ import annotations

from datetime import datetime

from chalicelib.model.audit import Stratum, Verdict

from .bodies import Reason
from .shapes import Shape


class AuditBody(Shape):
    answers: dict[str, Verdict]
    """Point of the checklist → ``yes``, ``no`` or ``not_applicable``."""
    note: Reason = ""


class PointShape(Shape):
    id: str
    title: str
    critical: bool
    """One ``no`` here fails the whole."""


class CandidateShape(Shape):
    complaint: str
    resolution: int
    stratum: Stratum
    agent: str
    queue: str
    at: datetime


class AuditsShape(Shape):
    month: str
    wanted: int
    """At least so many a month, or all there are."""
    done: int
    passed: int
    checklist: tuple[PointShape, ...]
    items: tuple[CandidateShape, ...]
    next: str | None = None
