"""Quality audit: which resolved complaints are looked at again, and what a supervisor said of one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from .base import Instant, Word


class Stratum(StrEnum):
    """Why a complaint may be drawn."""

    UNHAPPY = "unhappy"
    ESCALATED = "escalated"
    RANDOM = "random"


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class Candidate(Word):
    """A resolution that may be drawn. Holds no text."""

    complaint: str
    resolution: int
    stratum: Stratum
    agent: str
    queue: str
    at: Instant


class Audit(Word):
    """``resolution`` is which resolution of the complaint it is about, from 1; ``version`` that of the checklist."""

    resolution: int
    agent: str
    by: str
    at: Instant
    version: str
    answers: Mapping[str, Verdict]
    passed: bool
    note: str = ""
