"""One routing rule: what it asks of a complaint, and what it decides."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from chalicelib.model.assessment import Severity
from chalicelib.model.base import Word

from .conditions import Condition
from .reasons import Why

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9:_-]{0,39}$")]
"""The name of a skill or a tag."""
Tags = Annotated[tuple[Tag, ...], Field(max_length=20)]


class Outcome(Word):
    queue: str | None = None
    severity: Severity | None = None
    skills: Tags = ()
    tags: Tags = ()
    reason: Why

    @model_validator(mode="after")
    def _decides_something(self) -> Self:
        if self.queue is None and self.severity is None and not (self.skills or self.tags):
            raise ValueError("name a queue, a severity, skills or tags")
        return self


class Rule(Word):
    """In force on the days from ``since`` until ``until`` (not included), in the book's zone."""

    id: Id
    since: date | None = None
    until: date | None = None
    when: Condition
    then: Outcome

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.since and self.until and self.until <= self.since:
            raise ValueError("until: a rule ends after it began")
        return self

    def is_in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)
