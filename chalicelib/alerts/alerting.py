"""Telling supervisors: an alert waits for the digest of its robot and queue, and the digest leaves when it is due.

Everything that wants a supervisor to know calls ``Alerting.tell``; what becomes of it is decided here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chalicelib.letters.language import Language
from chalicelib.model.alert import WHOLE_SHOP, Alert, AlertKind
from chalicelib.model.backoff import backoff
from chalicelib.model.errors import ConfigurationError, LostRace, NotFound, Undeliverable, Upstream
from chalicelib.model.identity import Clock
from chalicelib.model.ports import Accounts, ChannelAccount, Http, Queue
from chalicelib.model.settings import Settings
from chalicelib.store import Alerts, Due
from chalicelib.store.alerts import READ_AT_ONCE, Digest

from .digest import digest
from .quiet import QuietHours
from .robots import ROBOTS, Robot

logger = logging.getLogger(__name__)
WINDOW_SECONDS: Final = 120
LONGEST_WINDOW: Final = 3_600
USUAL: Final = frozenset(AlertKind) - {AlertKind.MENTIONED}
"""What a robot tells unless its setting says otherwise."""
LEASE: Final = timedelta(seconds=60)
FIRST_RETRY: Final = timedelta(minutes=1)
LONGEST_RETRY: Final = timedelta(hours=1)
PATIENCE: Final = timedelta(hours=24)
"""A robot that cannot be reached for so long is not told of what is old by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A robot that answers for a queue, and how its supervisors want to be told."""

    robot: Robot
    account: ChannelAccount = field(repr=False)
    language: Language
    zone: ZoneInfo
    window: timedelta
    quiet: QuietHours | None
    kinds: frozenset[AlertKind]

    def due(self, now: datetime, *, urgent: bool) -> datetime:
        after = now + self.window
        return self.quiet.after(after) if self.quiet and not urgent else after


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting:
    alerts: Alerts
    accounts: Accounts
    http: Http
    queue: Queue
    clock: Clock
    random: Random
    settings: Settings

    def tell(self, alert: Alert) -> int:
        """How many robots will tell it, sooner or later. Telling it twice is telling it once."""
        now, told = self.clock(), 0
        for name in ROBOTS:
            due = self._due(name, alert, now=now)
            if due is None:
                continue
            self.alerts.add(alert, digest=f"{name}.{alert.queue}", due=due, now=now)
            told += 1
        return told

    def _due(self, name: str, alert: Alert, *, now: datetime) -> datetime | None:
        """A robot that is not set up well still owes the alert: ``send`` says so loudly, and webhooks go on."""
        try:
            way = self._way(name, shop=alert.shop, queue=alert.queue)
        except ConfigurationError as error:
            logger.error("a robot cannot be used: %s", error)
            return now + timedelta(seconds=WINDOW_SECONDS)
        if way is None or alert.kind not in way.kinds:
            return None
        return way.due(now, urgent=alert.is_urgent)

    def send(self, due: Due) -> bool:
        """Tells one digest if it is due; whether it was told."""
        now = self.clock()
        found = self.alerts.digest(due.shop, due.complaint)
        if found is None or datetime.fromisoformat(found.due) > now:
            return False
        try:
            leased = self.alerts.put_off(found, until=now + LEASE)
        except LostRace:
            return False
        waiting = self.alerts.waiting(leased)
        name, _, queue = leased.name.partition(".")
        try:
            way = self._way(name, shop=due.shop, queue=queue)
        except ConfigurationError:
            self._failed(leased, waiting, error="the robot is not configured", now=now)
            raise
        if way is None or not waiting:
            self.alerts.told(leased, waiting, again_at=now)
            return False
        if (waits := self._waits(leased, way, waiting, now=now)) is not None:
            self._put_off(leased, until=waits)
            return False
        return self._tell(leased, way, waiting, now=now)

    def _waits(self, found: Digest, way: Way, waiting: Sequence[Alert], *, now: datetime) -> datetime | None:
        """Until when: for the end of quiet hours, or for the robot to be free again."""
        if way.quiet and not any(alert.is_urgent for alert in waiting) and way.quiet.after(now) > now:
            return way.quiet.after(now)
        pace = way.robot.pace
        if self.alerts.take_turn(found.shop, f"{way.robot.name}.{way.account.account}", now=now, pace=pace):
            return None
        return now + pace * (1 + self.random.random())

    def _tell(self, found: Digest, way: Way, waiting: Sequence[Alert], *, now: datetime) -> bool:
        text = digest(
            waiting,
            language=way.language,
            zone=way.zone,
            longest=way.robot.longest,
            is_cut=len(waiting) >= READ_AT_ONCE,
        )
        try:
            way.robot.tell(text, way.account, http=self.http, now=now)
        except (Upstream, Undeliverable) as error:
            self._failed(found, waiting, error=error.detail, now=now)
            return False
        except ConfigurationError:
            self._failed(found, waiting, error="the robot is not configured", now=now)
            raise
        self.alerts.told(found, waiting, again_at=now + way.window)
        return True

    def _failed(self, found: Digest, waiting: Sequence[Alert], *, error: str, now: datetime) -> None:
        since = found.since or now
        facts = {"robot": found.name, "alerts": len(waiting)}
        if now - since >= PATIENCE:
            logger.error("alerts were given up: %s", error, extra=facts)
            self.alerts.told(found, waiting, again_at=now)
            return
        logger.warning("alerts could not be told yet: %s", error, extra=facts)
        wait = backoff(found.attempts + 1, first=FIRST_RETRY, longest=LONGEST_RETRY, random=self.random)
        self._put_off(found, until=now + wait, failed_since=since)

    def _put_off(self, found: Digest, *, until: datetime, failed_since: datetime | None = None) -> None:
        """Short waits do not wait for the sweep."""
        try:
            later = self.alerts.put_off(found, until=until, failed_since=failed_since)
        except LostRace:
            return
        seconds = (until - self.clock()).total_seconds()
        if seconds < LEASE.total_seconds():
            reference = Due(kind="alert", shop=later.shop, complaint=later.name, name="digest", at=later.due)
            self.queue.send(json.dumps(asdict(reference)), delay_seconds=int(seconds) + 1)

    def _way(self, name: str, *, shop: str, queue: str) -> Way | None:
        """The robot of the queue, else that of the whole shop. Raises ``ConfigurationError``."""
        for account in self._accounts(name, shop=shop, queue=queue):
            return _read(ROBOTS[name], account, zone=self.settings.zone)
        return None

    def _accounts(self, name: str, *, shop: str, queue: str) -> Iterator[ChannelAccount]:
        for account in (f"{shop}.{queue}", shop) if queue != WHOLE_SHOP else (shop,):
            try:
                found = self.accounts.get(name, account)
            except NotFound:
                continue
            if found.shop != shop:
                raise ConfigurationError(f"the robot {name}/{account} belongs to another shop")
            yield found


def _read(robot: Robot, account: ChannelAccount, *, zone: str) -> Way:
    """Raises ``ConfigurationError`` saying which setting is wrong."""
    settings, where = account.settings, f"{robot.name}/{account.account}"
    language = Language.of(settings.get("language", Language.SIMPLIFIED))
    if language is None:
        raise ConfigurationError(f"setting language of {where}: one of {', '.join(Language)}")
    try:
        local = ZoneInfo(settings.get("zone", zone))
        window = int(settings.get("window_seconds", WINDOW_SECONDS))
        kinds = frozenset(map(AlertKind, settings.get("kinds", "").replace(",", " ").split())) or USUAL
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise ConfigurationError(f"a setting of {where} cannot be used: {error}") from None
    if not 0 <= window <= LONGEST_WINDOW:
        raise ConfigurationError(f"setting window_seconds of {where}: 0 to {LONGEST_WINDOW}")
    return Way(
        robot=robot,
        account=account,
        language=language,
        zone=local,
        window=timedelta(seconds=window),
        quiet=QuietHours.read(settings.get("quiet_hours", ""), local),
        kinds=kinds,
    )
