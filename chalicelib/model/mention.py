"""A colleague was called to a complaint. Holds no text: whoever reads it opens the complaint."""

from __future__ import annotations

from enum import StrEnum

from .base import Instant, Word


class MentionCause(StrEnum):
    NOTE = "note"
    COLLABORATOR = "collaborator"


class Mention(Word):
    """``agent`` was called by ``by``: in the note ``message``, or as a collaborator."""

    agent: str
    complaint: str
    cause: MentionCause
    message: str | None = None
    by: str
    at: Instant
