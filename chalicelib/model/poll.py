"""A poll: how far the messages of one account have been fetched, who is at it, and how it goes. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from .base import Instant, Word


class Poll(Word):
    """One for every polled account.

    ``cursor``        where the next fetch begins, in the channel's own words
    ``turn``          changes with every write, so that a poller whose lease ran out cannot write any more
    ``leased_until``  a poller is at it until then; one that dies is followed by another
    ``next_at``       not before then
    ``failures``      attempts in a row that failed
    ``reached_at``    everything the platform had at that time has been fetched
    """

    shop: str
    channel: str
    account: str
    cursor: str = ""
    turn: int = 0
    leased_until: Instant | None = None
    next_at: Instant
    failures: int = 0
    reached_at: Instant
    attempted_at: Instant | None = None
    succeeded_at: Instant | None = None
    last_error: str | None = None

    def is_due(self, now: datetime) -> bool:
        """Its time has come, and nobody is at it."""
        return self.next_at <= now and (self.leased_until is None or self.leased_until <= now)

    def lag(self, now: datetime) -> timedelta:
        """How old a message may be that has not been fetched."""
        return max(now - self.reached_at, timedelta())

    def begun(self, *, now: datetime, lease: timedelta) -> Poll:
        return self._next(leased_until=now + lease, attempted_at=now)

    def advanced(self, cursor: str, *, reached_at: datetime | None, now: datetime, lease: timedelta) -> Poll:
        """What was fetched is durable; the lease begins anew."""
        return self._next(cursor=cursor, leased_until=now + lease, reached_at=reached_at or self.reached_at)

    def finished(self, *, now: datetime, every: timedelta) -> Poll:
        return self._next(leased_until=None, next_at=now + every, failures=0, succeeded_at=now, last_error=None)

    def failed(self, error: str, *, now: datetime, wait: timedelta) -> Poll:
        return self._next(leased_until=None, next_at=now + wait, failures=self.failures + 1, last_error=error)

    def _next(self, **changes: object) -> Poll:
        return self.model_copy(update={"turn": self.turn + 1, **changes})
