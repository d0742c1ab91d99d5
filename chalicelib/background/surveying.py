"""A survey's timer fires, or a visit's: what is needed to decide is fetched, and the decision is ``surveys.asking``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.intake.following import SEPARATOR
from chalicelib.intake.messages import fitted_assessment
from chalicelib.intake.survey_answers import hear
from chalicelib.model.assessment import Assessment
from chalicelib.model.change import Change
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import Effect, Timer
from chalicelib.model.identity import Ids
from chalicelib.model.message import Direction
from chalicelib.model.ports import Assess
from chalicelib.model.settings import Settings
from chalicelib.model.survey import SurveyState
from chalicelib.store import InForce, Outbox, Store
from chalicelib.surveys import visiting
from chalicelib.surveys.asking import Occasion, fire
from chalicelib.surveys.persons import Remembered, names_to_look_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveying:
    store: Store
    outbox: Outbox
    ids: Ids
    settings: Settings
    survey_url: Callable[[str, str, str], str]
    unsubscribe_url: Callable[[str, str], str]
    assess: Assess
    in_force: InForce

    def fire(self, complaint: Complaint, timer: Timer, *, now: datetime) -> Change:
        """Two reads at most beside the complaint's own: of the person, and of the invitation that is reminded of."""
        if complaint.survey and complaint.survey.answer and complaint.survey.is_unheard:
            rules = self.in_force.rules(complaint.shop)
            return hear(complaint, self._understood(complaint), rules=rules, timer=timer, now=now)
        return fire(
            complaint,
            Occasion(
                timer=timer,
                now=now,
                effect=self.ids.new("x"),
                person=self._person(complaint),
                survey_url=lambda one, survey: self.survey_url(complaint.shop, one, survey),
                unsubscribe_url=lambda one: self.unsubscribe_url(complaint.shop, one),
                settings=self.settings,
                invitation=self._invitation(complaint, now=now),
            ),
        )

    def visit(self, complaint: Complaint, timer: Timer, *, now: datetime) -> Change:
        """One read beside the complaint's own."""
        return visiting.fire(
            complaint,
            visiting.VisitOccasion(
                timer=timer,
                now=now,
                effect=self.ids.new("x"),
                person=self._person(complaint),
                unsubscribe_url=lambda one: self.unsubscribe_url(complaint.shop, one),
            ),
        )

    def _person(self, complaint: Complaint) -> Remembered:
        names = names_to_look_up(complaint)
        return Remembered.of(complaint, self.store.recorded(complaint.shop, names) if names else {})

    def _understood(self, complaint: Complaint) -> Assessment:
        """Of the conversation and what was written in the survey, with the shop's own words."""
        survey = complaint.survey
        said = [one.text for one in complaint.messages if one.direction is Direction.INBOUND and not one.is_automatic]
        written = survey.answer.text if survey and survey.answer else ""
        text = SEPARATOR.join([*said, written] if written not in said else said)
        lexicon = self.in_force.lexicon(complaint.shop)
        return fitted_assessment(
            self.assess(text, subject=complaint.subject, channel=complaint.channel, lexicon=lexicon)
        )

    def _invitation(self, complaint: Complaint, *, now: datetime) -> Effect | None:
        survey = complaint.survey
        if survey is None or survey.state is not SurveyState.SENT or now >= survey.expires_at:
            return None
        return self.outbox.effect(complaint.shop, complaint.id, survey.invitation)
