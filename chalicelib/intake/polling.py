"""Polling: platforms that do not call us are asked on a schedule. What they answer goes the way of every delivery:
durable first, confirmed to the platform afterwards, so that it comes at least once and is recorded once.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from chalicelib.channels.base import Channel, Fetched, Outlets
from chalicelib.channels.registry import POLLED, channel
from chalicelib.model.backoff import backoff
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import ConfigurationError, HuiyinError, LostRace, NotFound
from chalicelib.model.identity import Clock
from chalicelib.model.poll import Poll
from chalicelib.model.ports import Accounts, ChannelAccount, Objects, Queue
from chalicelib.store import Polls
from chalicelib.understanding.privacy import withhold

from .accept import accept, stable_id

logger = logging.getLogger(__name__)
LEASE: Final = timedelta(minutes=5)
"""Longer than one page can take; renewed with each."""
FIRST_RETRY: Final = timedelta(minutes=1)
LONGEST_RETRY: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What became of one account's turn. ``accepted`` counts deliveries; ``failures`` those in a row."""

    channel: str
    account: str
    accepted: int
    failures: int
    lag_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    polls: Polls
    accounts: Accounts
    queue: Queue
    objects: Objects
    outlets: Callable[[], Outlets]
    clock: Clock
    random: Random

    def poll_due(self, *, until: datetime) -> Iterator[Polled]:
        """Every account whose time has come and nobody is at, the longest waiting first, and no new one after
        ``until``. One that fails stops none of the others. Raises ``ConfigurationError`` behind the last of them when
        the parameter of an account cannot be read.
        """
        unreadable: list[ConfigurationError] = []
        polls = [(account, self._poll_of(account)) for account in self._connected(unreadable)]
        waiting = [(account, poll) for account, poll in polls if poll.is_due(self.clock())]
        for account, poll in sorted(waiting, key=lambda one: one[1].next_at):
            if self.clock() >= until:
                break
            if polled := self._turn(account, poll, until=until):
                yield polled
        if unreadable:
            raise unreadable[0]

    def _connected(self, unreadable: list[ConfigurationError]) -> Iterator[ChannelAccount]:
        for name in POLLED:
            for account in self.accounts.names(name):
                try:
                    yield self.accounts.get(name, account)
                except NotFound:
                    continue  # disconnected a moment ago
                except ConfigurationError as error:
                    unreadable.append(error)

    def _poll_of(self, account: ChannelAccount) -> Poll:
        now = self.clock()
        known = self.polls.get(account.shop, channel=account.channel, account=account.account)
        return known or Poll(
            shop=account.shop, channel=account.channel, account=account.account, next_at=now, reached_at=now
        )

    def _turn(self, account: ChannelAccount, poll: Poll, *, until: datetime) -> Polled | None:
        """``None`` when another poller was first, or took over because our lease ran out."""
        turn = _Turn(polling=self, account=account, served=channel(account.channel), poll=poll)
        try:
            turn.begin()
            return turn.run(until=until)
        except LostRace:
            logger.info("another poller is at %s %s", account.channel, account.account)
            return None


@dataclass(kw_only=True)
class _Turn:
    """One account's turn: ``poll`` is always the row as it stands."""

    polling: Polling
    account: ChannelAccount
    served: Channel
    poll: Poll
    accepted: int = 0

    def begin(self) -> None:
        now = self.polling.clock()
        self._write(self.poll.begun(now=now, lease=LEASE))

    def run(self, *, until: datetime) -> Polled:
        try:
            self._fetch_all(until=until)
        except LostRace:
            raise
        except (HuiyinError, ConfigurationError) as error:
            self._fail(error)
        else:
            self._write(self.poll.finished(now=self.polling.clock(), every=self.served.features.polled_every))
        return self._result()

    def _fetch_all(self, *, until: datetime) -> None:
        while True:
            asked_at = self.polling.clock()
            fetched = self.served.poll(self.poll.cursor, self.account, self.polling.outlets())
            for body in fetched.items:
                self._accept(body)
            if fetched.confirmation:
                self.served.confirm(fetched, self.account, self.polling.outlets())
            self._advance(fetched, asked_at=asked_at)
            if not fetched.more or self.polling.clock() >= until:
                return

    def _accept(self, body: bytes) -> None:
        """The same item, fetched again, is the same delivery: even a poisoned one is in quarantine once."""
        served = self.account
        digest = hashlib.sha256(body).hexdigest()
        delivery = Delivery(
            id=stable_id(f"{served.channel} {served.shop} {served.account} {digest}"),
            shop=served.shop,
            channel=served.channel,
            account=served.account,
            received_at=self.polling.clock(),
            body=body,
        )
        accept(delivery, queue=self.polling.queue, objects=self.polling.objects)
        self.accepted += 1

    def _advance(self, fetched: Fetched, *, asked_at: datetime) -> None:
        reached_at = fetched.reached_at or (None if fetched.more else asked_at)
        now = self.polling.clock()
        self._write(self.poll.advanced(fetched.cursor, reached_at=reached_at, now=now, lease=LEASE))

    def _fail(self, error: HuiyinError | ConfigurationError) -> None:
        failures = self.poll.failures + 1
        wait = backoff(failures, first=FIRST_RETRY, longest=LONGEST_RETRY, random=self.polling.random)
        code = error.code if isinstance(error, HuiyinError) else "configuration"
        self._write(self.poll.failed(f"{code}: {withhold(str(error))}", now=self.polling.clock(), wait=wait))
        level = logging.WARNING if isinstance(error, HuiyinError) else logging.CRITICAL
        logger.log(level, "polling %s %s failed: %s", self.account.channel, self.account.account, error)

    def _write(self, after: Poll) -> None:
        """Raises ``LostRace``."""
        self.polling.polls.replace(self.poll if self.poll.turn else None, after)
        self.poll = after

    def _result(self) -> Polled:
        return Polled(
            channel=self.account.channel,
            account=self.account.account,
            accepted=self.accepted,
            failures=self.poll.failures,
            lag_seconds=self.poll.lag(self.polling.clock()).total_seconds(),
        )
