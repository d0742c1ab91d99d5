"""One signed delivery after the other to the relay's hook, with patience for a server that is busy or away."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from chalicelib.channels.relay import standard_webhooks
from chalicelib.gateways.http import HttpGateway
from chalicelib.model.errors import ConfigurationError, Upstream
from chalicelib.model.ports import Http

from .complaints import Delivery
from .problems import Rejected, Unanswered, Unusable

PAUSES: Final = (1, 2, 4, 8, 16, 32, 60, 60, 60)
"""Seconds before each further attempt: four minutes in all, which outlasts a deployment."""

_LATER: Final = frozenset({408, 425, 429})
_THIS_ROW: Final = frozenset({400, 413, 422})


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a test replaces."""

    http: Http = field(default_factory=HttpGateway)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], datetime] = _now


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """``tell`` says why nothing moves while it waits."""

    url: str
    keys: Sequence[str] = field(repr=False)
    outside: Outside
    tell: Callable[[str], None]

    def __post_init__(self) -> None:
        try:
            standard_webhooks.sign(b"", identifier="-", now=self.outside.clock(), keys=self.keys)
        except ConfigurationError as error:
            raise Unusable(str(error)) from None

    def send(self, delivery: Delivery) -> None:
        """Raises ``Rejected`` for this row, ``Unanswered`` or ``Unusable`` for all of them."""
        for pause in (*PAUSES, None):
            status = self._attempt(delivery)
            if status is not None and not _worth_another_try(status):
                return self._require_taken(status)
            said = f"the server answers {status}" if status else "the server does not answer"
            if pause is not None:
                self.tell(f"{said}; trying again in {pause} s")
                self.outside.sleep(pause)
        raise Unanswered(f"{said}, after {len(PAUSES) + 1} attempts")

    def _attempt(self, delivery: Delivery) -> int | None:
        """Signed anew each time, because a signature is good for five minutes."""
        now = self.outside.clock()
        signed = standard_webhooks.sign(delivery.body, identifier=delivery.identifier, now=now, keys=self.keys)
        headers = {"content-type": "application/json", **signed}
        try:
            return self.outside.http.request("POST", self.url, headers=headers, body=delivery.body).status
        except Upstream:
            return None

    def _require_taken(self, status: int) -> None:
        if 200 <= status < 300:
            return
        if status in _THIS_ROW:
            raise Rejected(f"the server refused it with {status}")
        if status == 401:
            raise Unusable(
                f"{self.url} answers 401: the secret is not that account's, no such account is connected, or this"
                " machine's clock is more than five minutes off"
            )
        raise Unusable(f"{self.url} answers {status}: is it the address of a relay's hook?")


def _worth_another_try(status: int) -> bool:
    return status >= 500 or status in _LATER
