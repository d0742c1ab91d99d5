"""Something of ours came back after a channel had taken it: it has not arrived after all. Pure.

It goes its next way, or to a person, as if it had been refused at once; delivery does that, and finds it due.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chalicelib.model import event as facts
from chalicelib.model.change import Draft
from chalicelib.model.effect import Effect, EffectState
from chalicelib.model.message import Inbound
from chalicelib.model.survey import SurveyState
from chalicelib.surveys.delivering import carries_survey

WHY: Final = "the mail came back"


def returned(inbound: Inbound, effects: Iterable[Effect]) -> Effect | None:
    """What came back, if it had been done. A second report of the same finds it owed again, and is none."""
    if not inbound.is_returned:
        return None
    references = {answered.partition(":")[2] for answered in inbound.answers if answered.startswith("mid:")}
    done = (one for one in effects if one.state is EffectState.DONE and one.reference in references)
    return next(done, None)


def owed_again(draft: Draft, effect: Effect) -> Effect:
    """Due at once. That a survey had arrived is taken back."""
    survey = draft.now.survey
    if survey and carries_survey(draft.now, effect) and survey.state is SurveyState.SENT and survey.delivered_at:
        draft.say(facts.SurveyReturned(why=WHY))
    return effect.model_copy(
        update={"state": EffectState.PENDING, "done_at": None, "next_attempt_at": draft.at, "returned": WHY}
    )
