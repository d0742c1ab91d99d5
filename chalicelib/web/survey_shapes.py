"""Surveys as they are shown."""

from __future__ import annotations

from datetime import datetime

from chalicelib.model.survey import SurveyState

from .shapes import Shape


class SurveyShape(Shape):
    id: str
    complaint: str
    state: SurveyState
    resolution: int
    """Which resolution of the complaint it is about, from 1."""
    round: int
    """A repair is asked about twice."""
    plan: str
    due_at: datetime
    expires_at: datetime
    agent: str
    """Who resolved; theirs is the credit."""
    channel: str
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    reminded_at: datetime | None = None
    score: int | None = None
    attitude: int | None = None
    efficiency: int | None = None
    result: int | None = None
    effort: int | None = None
    recommend: int | None = None
    solved: str | None = None
    text: str | None = None
    answered_at: datetime | None = None
    why: str | None = None
    """Why it was skipped or cancelled."""
