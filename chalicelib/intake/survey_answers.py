"""A customer's answer to a survey comes in and is committed once."""

from __future__ import annotations

from typing import Final

from chalicelib.model.complaint import Complaint
from chalicelib.model.errors import LostRace, NotFound, Upstream
from chalicelib.model.identity import Clock
from chalicelib.model.survey import Solved, Survey, SurveyAnswer
from chalicelib.store import Store
from chalicelib.surveys.answering import answer

ATTEMPTS: Final = 5


def take_answer(
    store: Store,
    link: tuple[str, ...],
    *,
    score: int,
    solved: Solved,
    text: str,
    clock: Clock,
) -> tuple[Complaint, Survey]:
    """``link`` is what the signed link says: shop, complaint, survey.

    Raises ``NotFound``, ``AlreadyAnswered`` or ``SurveyExpired``.
    """
    shop, complaint, survey = link
    for _ in range(ATTEMPTS):
        now = clock()
        given = SurveyAnswer(score=score, solved=solved, text=text, at=now)
        change = answer(store.complaint(shop, complaint), survey, given, now=now)
        try:
            store.commit(change)
        except LostRace:
            continue
        if change.after.survey is None:
            raise NotFound("this survey is no longer open")
        return change.after, change.after.survey
    raise Upstream("too many others are writing: try again")
