"""A survey: what we asked after a resolution, and what the customer answered."""

from __future__ import annotations

from enum import StrEnum

from .base import Instant, Word


class SurveyState(StrEnum):
    SCHEDULED = "scheduled"
    SENT = "sent"
    ANSWERED = "answered"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class Solved(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class SurveyAnswer(Word):
    """``score`` is customer satisfaction from 1 (very dissatisfied) to 5 (very satisfied)."""

    score: int
    solved: Solved
    text: str = ""
    at: Instant


class Survey(Word):
    """One per resolution, credited to the agent who resolved (``agent``), whoever holds the complaint later."""

    id: str
    state: SurveyState
    due_at: Instant
    expires_at: Instant
    agent: str = ""
    channel: str = ""
    sent_at: Instant | None = None
    answer: SurveyAnswer | None = None
    why: str = ""
