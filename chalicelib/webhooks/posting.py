"""One attempt at one delivery: signed, judged by the answer, tried again by the schedule, given up visibly."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from chalicelib.channels.relay import standard_webhooks
from chalicelib.model.errors import LostRace, NotFound, Undeliverable, Upstream
from chalicelib.model.identity import Clock
from chalicelib.model.ports import Http, HttpAnswer, Secrets
from chalicelib.model.webhook import TEST, Endpoint, EndpointState, WebhookDelivery, WebhookState
from chalicelib.store import Due, Endpoints, WebhookDeliveries
from chalicelib.understanding.privacy import withhold

from . import payload
from .schedule import FAILURES_BEFORE_REST, LONGEST, PATIENCE, REST, SCHEDULE, next_attempt

logger = logging.getLogger(__name__)
LEASE: Final = timedelta(seconds=60)
GONE: Final = 410
ATTEMPTS: Final = 5
_HEADERS: Final = {"content-type": "application/json", "user-agent": "Huiyin-Webhooks/1"}

Changes = Callable[[Endpoint], dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """``http`` calls only addresses of the public internet (``gateways.public_http``)."""

    endpoints: Endpoints
    deliveries: WebhookDeliveries
    secrets: Secrets
    http: Http
    clock: Clock
    random: Random

    def post(self, due: Due) -> WebhookState:
        """The state afterwards; ``SENDING`` when another worker is at it. Raises ``NotFound`` when it is gone."""
        now = self.clock()
        delivery = self.deliveries.get(due.shop, due.complaint, due.name)
        if not delivery.is_owed or delivery.next_attempt_at > now:
            return delivery.state
        try:
            endpoint = self.endpoints.get(delivery.shop, delivery.endpoint)
        except NotFound as error:
            return self._settle(delivery, state=WebhookState.FAILED, last_error=withhold(error.detail))
        if not_now := _not_now(delivery, endpoint, now=now):
            return self._settle(delivery, **not_now)
        try:
            begun = self._begin(delivery, now=now)
        except LostRace:
            return WebhookState.SENDING
        return self._attempt(begun, endpoint, now=now)

    def _begin(self, delivery: WebhookDelivery, *, now: datetime) -> WebhookDelivery:
        return self.deliveries.replace(
            delivery,
            state=WebhookState.SENDING,
            attempts=delivery.attempts + 1,
            attempted_at=now,
            next_attempt_at=now + LEASE,
        )

    def _attempt(self, delivery: WebhookDelivery, endpoint: Endpoint, *, now: datetime) -> WebhookState:
        try:
            body = self.body(delivery, endpoint)
            keys = [self.secrets.get(one.name) for one in endpoint.secrets if _is_valid(one.valid_until, now)]
            signed = standard_webhooks.sign(body, identifier=delivery.id, now=now, keys=keys)
            answer = self.http.request("POST", endpoint.url, headers={**_HEADERS, **signed}, body=body)
        except NotFound as error:
            return self._settle(delivery, state=WebhookState.FAILED, last_error=withhold(error.detail))
        except (Upstream, Undeliverable) as error:
            return self._failed(delivery, endpoint, error=withhold(error.detail), status=None, now=now)
        return self._judged(delivery, endpoint, answer, now=now)

    def body(self, delivery: WebhookDelivery, endpoint: Endpoint) -> bytes:
        """Raises ``NotFound`` when the complaint is gone."""
        if delivery.type == TEST:
            return payload.test_body(at=delivery.occurred_at)
        events, complaint = self.deliveries.change(delivery)
        return payload.change_body(events, complaint, kind=delivery.type, scope=endpoint.scope)

    def _judged(
        self, delivery: WebhookDelivery, endpoint: Endpoint, answer: HttpAnswer, *, now: datetime
    ) -> WebhookState:
        """Only 2xx is success; 410 asks us to stop."""
        if 200 <= answer.status < 300:
            self._recover(endpoint)
            return self._settle(
                delivery,
                state=WebhookState.DELIVERED,
                delivered_at=now,
                response_status=answer.status,
                last_error=None,
            )
        if answer.status == GONE:
            self._disable(endpoint, because="it answered 410 Gone")
            said = {"response_status": answer.status, "last_error": "the endpoint answered 410 Gone"}
            return self._settle(delivery, state=WebhookState.FAILED, **said)
        error = f"the endpoint answered {answer.status}"
        wait = _retry_after(answer)
        return self._failed(delivery, endpoint, error=error, status=answer.status, now=now, wait=wait)

    def _failed(
        self,
        delivery: WebhookDelivery,
        endpoint: Endpoint,
        *,
        error: str,
        status: int | None,
        now: datetime,
        wait: timedelta = timedelta(0),
    ) -> WebhookState:
        self._count_failure(endpoint, now=now)
        at = next_attempt(delivery.attempts, owed_since=delivery.owed_since, now=now, random=self.random)
        said = {"response_status": status, "last_error": error}
        if at is None:
            logger.warning("a webhook was given up: %s", delivery.id, extra={"endpoint": endpoint.id})
            return self._settle(delivery, state=WebhookState.FAILED, **said)
        asked = min(max(at, now + wait), delivery.owed_since + LONGEST)
        return self._settle(delivery, state=WebhookState.PENDING, next_attempt_at=asked, **said)

    def _settle(self, delivery: WebhookDelivery, **changes: object) -> WebhookState:
        """When somebody replayed it meanwhile, the replay stands and comes by itself."""
        try:
            return self.deliveries.replace(delivery, **changes).state
        except LostRace:
            return WebhookState.SENDING

    def _recover(self, endpoint: Endpoint) -> None:
        """Only the first success after failures writes."""
        if endpoint.failing_since is None:
            return
        self._change(endpoint, lambda _: {"failing_since": None, "failures": 0, "resting_until": None})

    def _count_failure(self, endpoint: Endpoint, *, now: datetime) -> None:
        def counted(one: Endpoint) -> dict[str, object]:
            since, failures = one.failing_since or now, one.failures + 1
            changes: dict[str, object] = {"failing_since": since, "failures": failures}
            if failures >= FAILURES_BEFORE_REST:
                changes["resting_until"] = now + REST
            if now - since >= PATIENCE:
                changes |= {"state": EndpointState.DISABLED, "disabled_because": _nothing_taken(since)}
            return changes

        self._change(endpoint, counted)

    def _disable(self, endpoint: Endpoint, *, because: str) -> None:
        self._change(endpoint, lambda _: {"state": EndpointState.DISABLED, "disabled_because": because})

    def _change(self, endpoint: Endpoint, changes: Changes) -> None:
        for _ in range(ATTEMPTS):
            try:
                after = self.endpoints.replace(endpoint, **changes(endpoint))
            except LostRace:
                endpoint = self.endpoints.get(endpoint.shop, endpoint.id)
                if not endpoint.is_enabled:
                    return
                continue
            if not after.is_enabled:
                logger.error("webhook endpoint disabled: %s", after.disabled_because, extra={"endpoint": after.id})
            return


def _not_now(delivery: WebhookDelivery, endpoint: Endpoint, *, now: datetime) -> dict[str, object] | None:
    """What becomes of it instead of an attempt. While the endpoint rests, none is spent."""
    if not endpoint.is_enabled:
        return {"state": WebhookState.HELD, "last_error": "the endpoint is disabled"}
    if delivery.attempts >= len(SCHEDULE):
        return {"state": WebhookState.FAILED, "last_error": "every attempt ended without an answer"}
    if endpoint.resting_until and endpoint.resting_until > now:
        return {"state": WebhookState.PENDING, "next_attempt_at": endpoint.resting_until}
    return None


def _is_valid(until: datetime | None, now: datetime) -> bool:
    return until is None or now < until


def _nothing_taken(since: datetime) -> str:
    return f"it has taken nothing since {since.isoformat(timespec='seconds')}"


def _retry_after(answer: HttpAnswer) -> timedelta:
    """The seconds the endpoint asks for, at most a day; a date is not read."""
    said = answer.headers.get("retry-after", "")
    return timedelta(seconds=min(int(said), 86_400)) if said.isdecimal() and len(said) <= 9 else timedelta(0)
