"""A survey: what we asked after a resolution, and what the customer answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from .base import Instant, Word


class SurveyState(StrEnum):
    """``expired``: asked, and not answered within its time. ``skipped``: never reached the customer."""

    SCHEDULED = "scheduled"
    SENT = "sent"
    ANSWERED = "answered"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class SkipReason(StrEnum):
    """Why somebody was not asked. Each is counted under its name."""

    OPEN = "open"
    """The complaint is open again."""
    SAFETY = "safety"
    PRIVACY = "privacy"
    """The complaint is about what we do with personal data."""
    REGULATOR = "regulator"
    UNTRUSTED = "untrusted"
    """A machine wrote it, or the sender may be forged."""
    PLATFORM = "platform"
    """The platform on which the customer wrote lets nobody ask."""
    UNREACHABLE = "unreachable"
    """The customer left no way to be reached."""
    UNDELIVERABLE = "undeliverable"
    """Every way to the customer was closed."""
    ANSWERED_BEFORE = "answered_before"
    """The customer has answered about this complaint: one who was unhappy is not asked a second time."""
    OPTED_OUT = "opted_out"
    COOL_DOWN = "cool_down"
    """The person was asked not long ago, about this or another complaint."""
    SAMPLE = "sample"
    """Not every such complaint is asked about, and this one was not drawn."""
    TOO_LATE = "too_late"
    """There was no time to ask within two weeks of when it was due."""


class CancelReason(StrEnum):
    """What put an end to a survey that was planned or asked."""

    REOPENED = "reopened"
    REGULATOR = "regulator"
    MERGED = "merged"
    """The complaint became part of another, which has a survey of its own."""
    OPTED_OUT = "opted_out"


class Solved(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Question(StrEnum):
    """What may be asked; the value is the field of the answer. The first that is asked of a survey leads it."""

    SCORE = "score"
    """Customer satisfaction (CSAT), 1 to 5."""
    ATTITUDE = "attitude"
    EFFICIENCY = "efficiency"
    RESULT = "result"
    """The three parts of satisfaction, 1 to 5."""
    EFFORT = "effort"
    """Customer effort (CES): how easy it was made, 1 to 7."""
    RECOMMEND = "recommend"
    """Net promoter (NPS): how likely to recommend, 0 to 10."""
    SOLVED = "solved"
    TEXT = "text"

    @property
    def scale(self) -> range | None:
        """The numbers that can be given; ``None`` where the answer is no number."""
        return _SCALES.get(self)


_SCALES: Final = {
    Question.SCORE: range(1, 6),
    Question.ATTITUDE: range(1, 6),
    Question.EFFICIENCY: range(1, 6),
    Question.RESULT: range(1, 6),
    Question.EFFORT: range(1, 8),
    Question.RECOMMEND: range(11),
}
UNHAPPY: Final = 2
"""On the scale of satisfaction; up to here."""
SCALE_TOP: Final = 5
PROMOTER: Final = 9
"""On the scale of recommendation; from here on."""
USUAL: Final = (Question.SCORE, Question.SOLVED, Question.TEXT)


class SurveyAnswer(Word):
    """Fields as in ``Question``; ``None`` is what was not asked or not answered."""

    score: int | None = None
    attitude: int | None = None
    efficiency: int | None = None
    result: int | None = None
    effort: int | None = None
    recommend: int | None = None
    solved: Solved | None = None
    text: str = ""
    at: Instant

    @property
    def is_unhappy(self) -> bool:
        """A person has to call."""
        return (self.score is not None and self.score <= UNHAPPY) or self.solved is Solved.NO

    @property
    def is_promoter(self) -> bool:
        """Would recommend us; where that was not asked, wholly satisfied."""
        if self.recommend is not None:
            return self.recommend >= PROMOTER and not self.is_unhappy
        return self.score == SCALE_TOP and not self.is_unhappy


class Survey(Word):
    """One per resolution, credited to the agent who resolved (``agent``), whoever holds the complaint later.

    ``resolution``  which resolution of the complaint it is about, from 1
    ``round``       a plan may ask twice about one resolution; ``again_at`` is when it does so next
    ``plan``        id of the plan that says when and what to ask
    ``asks``        the questions, the leading one first
    ``invitation``  id of the effect that carries it, ``channel`` where it went first
    ``sent_at``     when it was handed to the outbox, ``delivered_at`` when a channel had taken it
    ``remind_at``   when it is asked once more; ``None`` when it is not
    ``themes``      what was understood of the text of the answer, at ``heard_at``
    ``cool_until``  until when nobody asks this person again
    """

    id: str
    state: SurveyState
    due_at: Instant
    expires_at: Instant
    resolution: int = 1
    round: int = 1
    plan: str = ""
    asks: tuple[Question, ...] = USUAL
    agent: str = ""
    channel: str = ""
    invitation: str = ""
    sent_at: Instant | None = None
    delivered_at: Instant | None = None
    remind_at: Instant | None = None
    reminded_at: Instant | None = None
    cool_until: Instant | None = None
    again_at: Instant | None = None
    answer: SurveyAnswer | None = None
    themes: tuple[str, ...] = ()
    heard_at: Instant | None = None
    why: str = ""

    @property
    def is_unheard(self) -> bool:
        """Something was written that nobody has tried to understand yet."""
        return self.answer is not None and bool(self.answer.text) and self.heard_at is None

    @property
    def is_pending(self) -> bool:
        """Planned or asked, and not over."""
        return self.state in (SurveyState.SCHEDULED, SurveyState.SENT)

    @property
    def next_at(self) -> datetime | None:
        """When there is something to do about it; ``None`` when it is over."""
        if self.state is SurveyState.SCHEDULED:
            return self.due_at
        if self.state is SurveyState.SENT:
            return min(self.remind_at or self.expires_at, self.expires_at)
        if self.answer and self.is_unheard:
            return self.answer.at
        return self.again_at if self.state is not SurveyState.CANCELLED else None
