"""Who takes which complaint: what a complaint asks of an agent, and in which order an agent gets them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Annotated, Final

from pydantic import Field

from chalicelib.model.agent import Agent
from chalicelib.model.base import Word
from chalicelib.model.complaint import Complaint

from .datafile import Entries, packaged

UNDETERMINED: Final = "und"
"""BCP 47: nobody can be asked to speak it."""
ORDINARY: Final = 1
"""The weight of what ``assignment.yaml`` does not name."""


class Weight(Word):
    id: str
    channels: tuple[str, ...]
    weight: Annotated[int, Field(ge=1, le=10)]


class OfferRules(Word):
    seconds: Annotated[int, Field(ge=5, le=3_600)]
    misses: Annotated[int, Field(ge=1)]
    overflow_after: Annotated[int, Field(ge=0)]


class AssignmentRules(Word):
    version: str
    offers: OfferRules
    weights: Entries[Weight]

    def weight(self, channel: str) -> int:
        return next((one.weight for one in self.weights if channel in one.channels), ORDINARY)


@lru_cache(maxsize=1)
def assignment_rules() -> AssignmentRules:
    """The rules in force."""
    return packaged("assignment.yaml", AssignmentRules)


def weight_of(complaint: Complaint) -> int:
    """How much of an agent's capacity it takes."""
    return assignment_rules().weight(complaint.channel)


class Needs(Word):
    """What a complaint asks of whoever takes it from the queue. ``languages`` are tags of which the agent needs one."""

    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def lacking(self, agent: Agent | None) -> tuple[str, ...]:
        """What the agent has not, in words for the people who read the decision. ``None``: an agent who set nothing."""
        skills = agent.skills if agent else ()
        missing = [f"skill {skill}" for skill in self.skills if skill not in skills]
        spoken = agent.languages if agent else ()
        if self.languages and spoken and not set(self.languages) & set(spoken):
            missing.append(f"language {self.languages[0]}")
        return tuple(missing)


def needs(complaint: Complaint, *, now: datetime) -> Needs:
    """A broken promise outranks a skill: what is overdue goes to anybody who understands the customer."""
    due = complaint.nearest_due
    is_overdue = due is not None and due <= now
    skills = () if is_overdue else complaint.routing.skills
    return Needs(skills=skills, languages=_tags(complaint.language))


def _tags(language: str) -> tuple[str, ...]:
    """``zh-Hans`` is understood by who speaks ``zh-Hans`` or ``zh``."""
    if language == UNDETERMINED:
        return ()
    parts = language.split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


def familiar_agent(complaint: Complaint, *, now: datetime, for_seconds: int) -> str | None:
    """Who knows the customer and is asked first, for as long as the complaint has waited no longer than that. Nobody
    is, where a promise would be broken meanwhile.
    """
    until = complaint.waiting_since + timedelta(seconds=for_seconds)
    due = complaint.nearest_due
    if now >= until or (due is not None and due <= until):
        return None
    return complaint.last_agent


def in_turn(complaints: Iterable[Complaint], *, agent: str, now: datetime, for_seconds: int) -> tuple[Complaint, ...]:
    """First what comes back to this agent, then the queue as it stands, last what comes back to another."""

    def turn(complaint: Complaint) -> int:
        familiar = familiar_agent(complaint, now=now, for_seconds=for_seconds)
        if familiar is None:
            return 1
        return 0 if familiar == agent else 2

    return tuple(sorted(complaints, key=turn))
