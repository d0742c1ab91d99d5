"""Delivering effects: at least once, idempotent for the receiver, patient, and it gives up visibly."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from chalicelib.channels.base import Outlets, Sent
from chalicelib.channels.registry import channel
from chalicelib.model.backoff import backoff as doubling
from chalicelib.model.effect import Effect, EffectKind, EffectState
from chalicelib.model.errors import AlreadyRecorded, ConfigurationError, LostRace, NotFound, Undeliverable, Upstream
from chalicelib.model.identity import Clock
from chalicelib.model.ports import Accounts, Http, Mailer, TokenCache
from chalicelib.model.settings import Settings
from chalicelib.model.survey import SurveyState
from chalicelib.store import Due, Outbox, Store

logger = logging.getLogger(__name__)
FIRST_RETRY: Final = timedelta(seconds=10)
LONGEST_RETRY: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivering:
    store: Store
    outbox: Outbox
    accounts: Accounts
    http: Http
    mailer: Mailer
    tokens: TokenCache
    clock: Clock
    random: Random
    settings: Settings

    def deliver(self, due: Due) -> EffectState:
        """One attempt. The state afterwards; ``SENDING`` when another deliverer is at it."""
        now = self.clock()
        effect = self.outbox.effect(due.shop, due.complaint, due.name)
        if effect.state in (EffectState.DONE, EffectState.FAILED):
            return effect.state
        if effect.next_attempt_at > now:
            return effect.state
        if why_not := self._why_not(effect):
            return self._give_up(effect, error=why_not)
        lease_until = now + timedelta(seconds=self.settings.effect_lease_seconds)
        try:
            begun = self.outbox.begin(effect, lease_until=lease_until)
        except LostRace:
            return EffectState.SENDING
        return self._attempt(begun, now=now)

    def _attempt(self, effect: Effect, *, now: datetime) -> EffectState:
        outlets = Outlets(http=self.http, mailer=self.mailer, tokens=self.tokens, now=now)
        try:
            account = self.accounts.get(effect.to.channel, effect.to.account)
            sent = channel(effect.to.channel).send(effect, account, outlets)
        except (Undeliverable, NotFound) as error:
            return self._give_up(effect, error=error.detail)
        except Upstream as error:
            return self._again(effect, error=error.detail, now=now)
        except ConfigurationError:
            self._again(effect, error="the channel account is not configured: see the log", now=now)
            raise
        self._finish(effect, sent)
        return EffectState.DONE

    def _why_not(self, effect: Effect) -> str | None:
        """A deliverer that dies every time is as final as a refusal; a survey may have been cancelled meanwhile."""
        if effect.attempts >= self.settings.effect_attempts:
            return effect.last_error or "every attempt ended without an answer"
        if effect.kind is EffectKind.SURVEY:
            survey = self.store.complaint(effect.shop, effect.complaint).survey
            if survey is None or survey.state is not SurveyState.SENT:
                return "the survey was cancelled"
        return None

    def _give_up(self, effect: Effect, *, error: str) -> EffectState:
        """Loud: somebody is owed what will not come by itself."""
        self.outbox.give_up(effect, error=error)
        facts = {"effect_failed": 1, "effect": effect.id, "kind": effect.kind.value, "complaint": effect.complaint}
        logger.error("given up: %s", error, extra=facts)
        return EffectState.FAILED

    def _finish(self, effect: Effect, sent: Sent) -> None:
        """A name that another complaint has taken is left to it: what has been sent must not be sent again for that."""
        try:
            self.outbox.finish(effect, reference=sent.reference, known_as=sent.known_as)
        except AlreadyRecorded:
            self.outbox.finish(effect, reference=sent.reference, known_as=())

    def _again(self, effect: Effect, *, error: str, now: datetime) -> EffectState:
        if effect.attempts >= self.settings.effect_attempts:
            return self._give_up(effect, error=error)
        self.outbox.retry(effect, at=now + backoff(effect.attempts, random=self.random), error=error)
        return EffectState.PENDING


def backoff(attempts: int, *, random: Random) -> timedelta:
    """From ten seconds to four hours."""
    return doubling(attempts, first=FIRST_RETRY, longest=LONGEST_RETRY, random=random)
