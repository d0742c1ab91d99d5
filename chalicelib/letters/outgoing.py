"""The letters we send on our own account. Each says only what the system keeps."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from .language import Language
from .letter import UNDERSTOOD_WIDELY, Letter
from .zones import HOME_ZONE, utc_offset

MATTER_LENGTH: Final = 120
_UNNAMED: Final = {
    Language.SIMPLIFIED: "您反映的问题",
    Language.TRADITIONAL: "您反映的問題",
    Language.ENGLISH: "The problem you reported",
}

_REPLY_MARKS: Final = re.compile(r"(?:(?:re|fwd?|aw|回复|回覆|答复|转发|轉寄)\s?[:：]\s?)+", re.IGNORECASE)


def acknowledgement(
    language: str,
    *,
    complaint_id: str,
    subject: str | None,
    promise_due: datetime,
    status_url: str,
    zone: tzinfo | None = None,
) -> Letter:
    """We have it, under this number; an answer comes by ``promise_due``."""
    return Letter.of(
        "acknowledgement",
        language=language,
        matter=_matter(subject),
        complaint_id=complaint_id,
        due=_moment(promise_due, zone=zone or ZoneInfo(HOME_ZONE)),
        status_url=status_url,
    )


def survey_invitation(language: str, *, complaint_id: str, subject: str | None, survey_url: str | None) -> Letter:
    """How did we do? Neutral, and free to ignore. Without a link it is answered by a number."""
    return _survey("survey", language, complaint_id=complaint_id, subject=subject, survey_url=survey_url)


def survey_reminder(language: str, *, complaint_id: str, subject: str | None, survey_url: str | None) -> Letter:
    """The same once more, and not again."""
    return _survey("survey_reminder", language, complaint_id=complaint_id, subject=subject, survey_url=survey_url)


def survey_thanks(language: str, *, complaint_id: str, subject: str | None, is_unhappy: bool) -> Letter:
    """For an answer in the conversation, where no page says it; whoever is unhappy is told that a senior calls."""
    name = "survey_sorry" if is_unhappy else "survey_thanks"
    return Letter.of(name, language=language, matter=_matter(subject), complaint_id=complaint_id)


def survey_over(language: str, *, complaint_id: str, subject: str | None) -> Letter:
    """For an answer that comes too late."""
    return Letter.of("survey_over", language=language, matter=_matter(subject), complaint_id=complaint_id)


def visit(language: str, *, complaint_id: str, subject: str | None) -> Letter:
    """Nobody could be reached by telephone: is it solved, and what should be better? An answer by return is enough."""
    return Letter.of("visit", language=language, matter=_matter(subject), complaint_id=complaint_id)


def unnamed_matter(language: str) -> str:
    """What a complaint is called to its customer, who gave no subject."""
    ours = Language.of(language)
    return " / ".join(_UNNAMED[each] for each in ((ours,) if ours else UNDERSTOOD_WIDELY))


def _survey(name: str, language: str, *, complaint_id: str, subject: str | None, survey_url: str | None) -> Letter:
    return Letter.of(
        name if survey_url else f"{name}_in_chat",
        language=language,
        matter=_matter(subject),
        complaint_id=complaint_id,
        survey_url=survey_url or "",
    )


def _matter(subject: str | None) -> str:
    """The customer's own subject in one line, without reply marks and short enough for a subject."""
    line = " ".join("".join(char if char.isprintable() else " " for char in subject or "").split())
    matter = line[marks.end() :] if (marks := _REPLY_MARKS.match(line)) else line
    return matter if len(matter) <= MATTER_LENGTH else matter[: MATTER_LENGTH - 1] + "…"


def _moment(at: datetime, *, zone: tzinfo) -> str:
    """A time the same in every language, with the offset spelt out: ``2026-11-11 20:00 (UTC+8)``."""
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} ({utc_offset(local)})"
