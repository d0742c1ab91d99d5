"""Delivering effects: at least once, idempotent for the receiver, patient, by another way where one is closed, and it
gives up visibly.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from chalicelib.channels.base import Outlets, Sent
from chalicelib.channels.registry import channel
from chalicelib.model.backoff import backoff as doubling
from chalicelib.model.change import Change
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import Effect, EffectKind, EffectState, Way, remaining
from chalicelib.model.errors import AlreadyRecorded, ConfigurationError, LostRace, NotFound, Undeliverable, Upstream
from chalicelib.model.identity import Clock
from chalicelib.model.ports import Accounts, ChannelAccount, Http, Mailer, TokenCache
from chalicelib.model.settings import Settings
from chalicelib.store import Due, Outbox, Store
from chalicelib.surveys.delivering import ASKING, carries_survey, delivered, leaves_at, why_no_longer
from chalicelib.understanding.privacy import withhold

from .fallback import Ways, after_failure, closed

logger = logging.getLogger(__name__)
FIRST_RETRY: Final = timedelta(seconds=10)
LONGEST_RETRY: Final = timedelta(hours=4)
RACES: Final = 5


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
    status_url: Callable[[str, str], str]

    def deliver(self, due: Due) -> EffectState:
        """One attempt. The state afterwards; ``SENDING`` when another deliverer is at it."""
        now = self.clock()
        effect = self.outbox.effect(due.shop, due.complaint, due.name)
        if effect.state in (EffectState.DONE, EffectState.FAILED) or effect.next_attempt_at > now:
            return effect.state
        if effect.state is EffectState.SENDING:
            try:
                effect = self.outbox.abandoned(effect)
            except LostRace:
                return EffectState.SENDING
        if effect.kind in ASKING and (settled := self._kept_back(effect, now=now)):
            return settled
        if why := self._led_nowhere(effect):
            return self._go_on(effect, why=why, now=now)
        lease_until = now + timedelta(seconds=self.settings.effect_lease_seconds)
        try:
            begun = self.outbox.begin(effect, lease_until=lease_until)
        except LostRace:
            return EffectState.SENDING
        return self._attempt(begun, now=now)

    def _led_nowhere(self, effect: Effect) -> str | None:
        """Why this way is over: what it took came back, or a deliverer has died every time, which is as final."""
        if effect.attempts_this_way < self.settings.effect_attempts:
            return effect.returned
        return effect.returned or effect.last_error or "every attempt ended without an answer"

    def _attempt(self, effect: Effect, *, now: datetime) -> EffectState:
        counted = self.outbox.effects(effect.shop, effect.complaint) if effect.to.takes is not None else ()
        if why := closed(effect, counted, now=now):
            return self._go_on(effect, why=why, now=now)
        try:
            sent = self._send(effect, left=remaining(effect.to, counted), now=now)
        except (Undeliverable, NotFound) as error:
            return self._go_on(effect, why=withhold(error.detail), now=now)
        except Upstream as error:
            return self._again(effect, error=withhold(error.detail), now=now)
        except ConfigurationError:
            self._again(effect, error="the channel account is not configured: see the log", now=now)
            raise
        self._finish(effect, sent)
        return EffectState.DONE

    def _commit(self, change: Change, *others: Change) -> None:
        """A row that another complaint has taken meanwhile is left to it; all others are written."""
        for _ in change.once:
            try:
                self.store.commit(change, *others)
            except AlreadyRecorded as error:
                change = replace(change, once=tuple(row for row in change.once if row.name != error.key))
                continue
            return
        self.store.commit(change, *others)

    def _send(self, effect: Effect, *, left: int | None, now: datetime) -> Sent:
        """The channel is told how many messages are left, and where the whole text can be read."""
        outlets = Outlets(http=self.http, mailer=self.mailer, tokens=self.tokens, now=now)
        account = self.accounts.get(effect.to.channel, effect.to.account)
        to = effect.to.model_copy(update={"takes": left})
        link = effect.link or self.status_url(effect.shop, effect.complaint)
        told = effect.model_copy(update={"to": to, "link": link})
        if effect.way is Way.TEMPLATE:
            return channel(to.channel).send_template(told, account, outlets)
        return channel(to.channel).send(told, account, outlets)

    def _kept_back(self, effect: Effect, *, now: datetime) -> EffectState | None:
        """A survey that nobody is to be asked any more is dropped, one at a bad hour waits for a good one."""
        complaint = self.store.complaint(effect.shop, effect.complaint)
        if why := why_no_longer(complaint, effect, now=now):
            return self._drop(effect, error=why)
        leaves = leaves_at(complaint, now=now, settings=self.settings)
        if leaves <= now:
            return None
        self.outbox.retry(effect, at=leaves, error=effect.last_error or "nobody is asked at this hour")
        return EffectState.PENDING

    def _go_on(self, effect: Effect, *, why: str, now: datetime) -> EffectState:
        """Its next way, or the end: with the reason in the history. Who loses the race leaves it to the winner."""
        for _ in range(RACES):
            complaint = self.store.complaint(effect.shop, effect.complaint)
            ways = Ways.of(complaint, self._home(complaint), template=self._has_template(effect))
            primary = self.store.primary(complaint)
            change, *handed_over = after_failure(complaint, effect, primary=primary, why=why, ways=ways, now=now)
            try:
                self._commit(change, *handed_over)
            except LostRace:
                present = self.outbox.effect(effect.shop, effect.complaint, effect.id)
                if present != effect:
                    return present.state
                continue
            [after] = change.effects
            if after.state is EffectState.FAILED:
                _tell_that_it_failed(after, error=why)
            return after.state
        return effect.state  # once its lease has ended it is attempted again

    def _home(self, complaint: Complaint) -> ChannelAccount | None:
        """The account on which the customer wrote: it says what else there is."""
        try:
            return self.accounts.get(complaint.channel, complaint.account)
        except NotFound:
            return None

    def _has_template(self, effect: Effect) -> bool:
        try:
            account = self.accounts.get(effect.to.channel, effect.to.account)
            return bool(effect.to.recipient) and channel(effect.to.channel).has_template(effect, account)
        except NotFound:
            return False

    def _drop(self, effect: Effect, *, error: str) -> EffectState:
        """Nobody is owed it any more."""
        self.outbox.give_up(effect, error=error)
        return EffectState.FAILED

    def _finish(self, effect: Effect, sent: Sent) -> None:
        """A name that another complaint has taken is left to it: what has been sent must not be sent again for that.

        That a survey has arrived is a fact of the complaint's own.
        """
        if effect.kind is EffectKind.SURVEY and self._arrived(effect, sent):
            return
        try:
            self.outbox.finish(effect, reference=sent.reference, known_as=sent.known_as, messages=sent.messages)
        except AlreadyRecorded:
            self.outbox.finish(effect, reference=sent.reference, known_as=(), messages=sent.messages)

    def _arrived(self, effect: Effect, sent: Sent) -> bool:
        """False when the complaint has gone on to another survey meanwhile."""
        now = self.clock()
        done, once = self.outbox.finished(
            effect, reference=sent.reference, known_as=sent.known_as, messages=sent.messages
        )
        for _ in range(RACES):
            complaint = self.store.complaint(effect.shop, effect.complaint)
            if not carries_survey(complaint, effect):
                return False
            try:
                self._commit(delivered(complaint, done, attempted=effect, once=once, now=now))
            except LostRace:
                if self.outbox.effect(effect.shop, effect.complaint, effect.id) != effect:
                    return True
                continue
            return True
        return False

    def _again(self, effect: Effect, *, error: str, now: datetime) -> EffectState:
        if effect.attempts_this_way >= self.settings.effect_attempts:
            return self._go_on(effect, why=error, now=now)
        self.outbox.retry(effect, at=now + backoff(effect.attempts_this_way, random=self.random), error=error)
        return EffectState.PENDING


def _tell_that_it_failed(effect: Effect, *, error: str) -> None:
    """Loud: somebody is owed what will not come by itself."""
    told = {"effect_failed": 1, "effect": effect.id, "kind": effect.kind.value, "complaint": effect.complaint}
    logger.error("given up: %s", error, extra=told)


def backoff(attempts: int, *, random: Random) -> timedelta:
    """From ten seconds to four hours."""
    return doubling(attempts, first=FIRST_RETRY, longest=LONGEST_RETRY, random=random)
