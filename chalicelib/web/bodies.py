"""What is sent to us. OpenAPI is generated from these and from ``shapes``."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from chalicelib.model.agent import Presence
from chalicelib.model.assessment import Category, Severity
from chalicelib.model.complaint import Level

from .shapes import Shape

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
AgentId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)]


class ReplyBody(Shape):
    text: Said
    """What the customer will read."""
    macro: str | None = None
    """Name of the template the text was made from, if any."""


class NoteBody(Shape):
    text: Said
    """For colleagues only; never sent to the customer. ``@agent-id`` calls a colleague."""
    mentions: Annotated[tuple[AgentId, ...], Field(max_length=20)] = ()
    """Ids of colleagues who are called, beside those in the text."""


class CollaboratorBody(Shape):
    agent: AgentId


class ReadBody(Shape):
    until: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    """Id of a mention: that one and all before it have been read."""


class TaskBody(Shape):
    task: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    """Id of an open task of the complaint."""
    how: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
    """How the customer was reached: for the history."""


class TransferBody(Shape):
    queue: str
    reason: Reason = ""


class AssignBody(Shape):
    agent: AgentId
    """Whose it is from now on."""
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
    """For the history, and for who held it."""


class BulkBody(Shape):
    action: Literal[
        "assign", "release", "transfer", "reclassify", "severity", "escalate", "note", "replies", "wait", "resolve",
        "reopen",
    ]  # fmt: skip
    """As in ``POST /v1/complaints/{complaint}/<action>``."""
    complaints: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=100)], ...], Field(min_length=1, max_length=100)
    ]
    body: dict[str, Any] = {}
    """What that action is sent for each of them."""


class ReclassifyBody(Shape):
    primary: Category
    labels: tuple[Category, ...] = ()
    """Further categories that apply; the primary one need not be repeated."""
    reason: Reason = ""


class SeverityBody(Shape):
    severity: Severity
    reason: Reason = ""
    """Lowering needs one."""


class EscalateBody(Shape):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
    """What you need help with: whoever is called reads it."""
    level: Level = Level.SUPERVISOR
    """``supervisor``, or the next level, ``management``."""


class WaitBody(Shape):
    reason: Reason = ""
    """What we wait for; shown wherever the clock rests."""
    until: datetime | None = None
    """At the latest; seven days when absent."""


class StartClockBody(Shape):
    kind: str
    """``repair_confirmation`` or a regulator's clock, for example ``regulator:12315``."""
    since: AwareDatetime | None = None
    """When the repair was asked for, or the regulator passed it on; now when absent."""
    reason: Reason = ""


class StopClockBody(Shape):
    kind: str
    reason: Reason = ""


class ResolveBody(Shape):
    outcome: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] = "solved"
    """In a word or two: refunded, exchanged, repaired, explained, withdrawn …"""
    text: Reason = ""
    done_at: AwareDatetime | None = None
    """When the remedy was carried out, or will be: money sent, goods handed back; now when absent."""


class ReasonBody(Shape):
    reason: Reason = ""


class OpenOriginalBody(Shape):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
    """Kept in the history, with who opened it and when."""


class OtherBody(Shape):
    complaint: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    """Id of the other complaint."""
    reason: Reason = ""


class SplitBody(Shape):
    messages: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=100)], ...], Field(min_length=1)
    ]
    """Ids of messages that the customer wrote; at least one of theirs has to stay."""
    reason: Reason = ""


class MergeBody(Shape):
    into: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    """Id of the complaint that goes on for both."""
    reason: Reason = ""


class EmptyBody(Shape):
    pass


Skill = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.:-]{0,49}$")]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$")]
Capacity = Annotated[int, Field(ge=0, le=100)]


class AgentBody(Shape):
    """What is absent stays as it is."""

    presence: Presence | None = None
    capacity: Capacity | None = None
    """How much the agent wants to hold at once: a letter weighs 1, a conversation 2."""
    skills: Annotated[tuple[Skill, ...], Field(max_length=50)] | None = None
    languages: Annotated[tuple[LanguageTag, ...], Field(max_length=20)] | None = None
    """Tags such as ``zh-Hans``, or ``zh`` for both kinds of Chinese; empty: all languages."""
    queues: Annotated[tuple[str, ...], Field(max_length=50)] | None = None
    """Empty: all queues."""


class ColleagueBody(AgentBody):
    capacity_limit: Capacity | None = None
    """The agent cannot set more; 100 lifts it."""


class FormBody(Shape):
    """The fields of the form page. A field may be empty, only the text may not."""

    text: str
    subject: str = ""
    email: str = ""
    phone: str = ""
    name: str = ""
    order_platform: str = ""
    order_number: str = ""
    language: str = ""
    submission_id: str = ""
    """The same one is the same complaint."""
    website: str = ""
    """Not for people: whoever fills it in is not heard."""


class UploadBody(Shape):
    shop: str | None = None
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
    """As the customer knows the file."""
    size: Annotated[int, Field(ge=1)]
    """Bytes."""


class AdditionBody(Shape):
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]


class SurveyBody(Shape):
    score: Annotated[int, Field(ge=1, le=5)]
    """1 very dissatisfied to 5 very satisfied."""
    solved: Literal["yes", "partly", "no"]
    attitude: Annotated[int, Field(ge=1, le=5)] | None = None
    efficiency: Annotated[int, Field(ge=1, le=5)] | None = None
    result: Annotated[int, Field(ge=1, le=5)] | None = None
    effort: Annotated[int, Field(ge=1, le=7)] | None = None
    """How far they agree that it was made easy: 1 not at all to 7 wholly."""
    recommend: Annotated[int, Field(ge=0, le=10)] | None = None
    """How likely they would recommend us: 0 not at all to 10 certainly."""
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000)] = ""
