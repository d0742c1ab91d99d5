"""What an admin does to endpoints, and replaying what was sent. A secret is answered once, when it is made."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from chalicelib.channels.relay.standard_webhooks import SECRET_PREFIX
from chalicelib.model.errors import Conflict, InvalidInput, LostRace
from chalicelib.model.identity import Clock, Ids, Principal
from chalicelib.model.ports import Secrets
from chalicelib.model.webhook import TEST, Endpoint, EndpointState, Scope, WebhookDelivery, WebhookSecret, WebhookState
from chalicelib.store import Endpoints, Page, WebhookDeliveries

from .addresses import require_public
from .types import id_prefix, known_types

MOST_ENDPOINTS: Final = 20
"""Every change of a complaint is recorded once for each of them."""
SECRET_BYTES: Final = 32
ROTATION: Final = timedelta(hours=24)
"""For so long the secret before signs, too."""
REPLAYED_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an admin asks of an endpoint."""

    url: str
    description: str = ""
    types: tuple[str, ...] = ()
    scope: Scope = Scope.MASKED
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    endpoints: Endpoints
    deliveries: WebhookDeliveries
    secrets: Secrets
    ids: Ids
    clock: Clock
    random: Random

    def create(self, wanted: Wanted, *, by: Principal) -> tuple[Endpoint, str]:
        """The endpoint and its secret. Raises ``InvalidInput`` or ``Conflict`` (too many)."""
        _require_sensible(wanted)
        if len(self.endpoints.of(by.shop)) >= MOST_ENDPOINTS:
            raise Conflict(f"a shop has at most {MOST_ENDPOINTS} webhook endpoints: delete one first")
        endpoint = self.ids.new("e")
        made, secret = self._new_secret(by.shop, endpoint)
        created = Endpoint(
            id=endpoint,
            shop=by.shop,
            secrets=(made,),
            created_at=self.clock(),
            created_by=by.id,
            **_asked(wanted),
        )
        self.endpoints.add(created)
        return created, secret

    def change(self, endpoint: str, wanted: Wanted, *, by: Principal) -> Endpoint:
        """Enabling it again forgets its failures; what was held is sent by a replay. Raises ``InvalidInput``."""
        _require_sensible(wanted)
        present = self.endpoints.get(by.shop, endpoint)
        asked = _asked(wanted)
        if wanted.enabled and not present.is_enabled:
            asked |= {"failing_since": None, "failures": 0, "resting_until": None}
        return self._replace(present, asked)

    def delete(self, endpoint: str, *, by: Principal) -> None:
        """What is still owed to it is given up."""
        present = self.endpoints.get(by.shop, endpoint)
        try:
            self.endpoints.delete(present)
        except LostRace:
            raise _changed() from None
        for secret in present.secrets:
            self.secrets.delete(secret.name)

    def rotate_secret(self, endpoint: str, *, by: Principal) -> tuple[Endpoint, str]:
        """A new secret, which signs at once; the one before signs beside it for a day."""
        present = self.endpoints.get(by.shop, endpoint)
        made, secret = self._new_secret(by.shop, endpoint)
        until = self.clock() + ROTATION
        before, *older = present.secrets
        retired = before.model_copy(update={"valid_until": until})
        after = self._replace(present, {"secrets": (made, retired)})
        for old in older:
            self.secrets.delete(old.name)
        return after, secret

    def test(self, endpoint: str, *, by: Principal) -> WebhookDelivery:
        """An event that tells of no complaint; it goes the way of all others."""
        present = self.endpoints.get(by.shop, endpoint)
        if not present.is_enabled:
            raise Conflict("the endpoint is disabled: enable it first", state=present.state.value)
        now = self.clock()
        delivery = WebhookDelivery(
            id=f"{id_prefix(now.timestamp())}_{self.ids.new('t')}",
            shop=by.shop,
            endpoint=endpoint,
            type=TEST,
            occurred_at=now,
            owed_since=now,
            next_attempt_at=now,
        )
        self.deliveries.record(delivery)
        return delivery

    def replay(self, endpoint: str, delivery: str, *, by: Principal) -> WebhookDelivery:
        """Sends it again under the same ``webhook-id``, by a new schedule."""
        self._require_enabled(endpoint, by=by)
        return self._again(self.deliveries.get(by.shop, endpoint, delivery))

    def replay_range(
        self, endpoint: str, *, first: datetime, last: datetime, only_missed: bool, cursor: str | None, by: Principal
    ) -> Page[WebhookDelivery]:
        """The next hundred events of a time; ``next`` when there are more. ``only_missed`` leaves out those taken."""
        if not first < last:
            raise InvalidInput("the time is empty", fields={"since": "earlier than 'until'"})
        self._require_enabled(endpoint, by=by)
        page = self.deliveries.page(
            by.shop,
            endpoint,
            limit=REPLAYED_AT_ONCE,
            cursor=cursor,
            first=id_prefix(first.timestamp()),
            last=id_prefix(last.timestamp()),
            descending=False,
        )
        return Page(tuple(self._again(one) for one in page.items if _is_wanted(one, only_missed)), page.next)

    def _again(self, delivery: WebhookDelivery) -> WebhookDelivery:
        """What is owed anyway stays as it is."""
        if delivery.is_owed:
            return delivery
        now = self.clock()
        changes = {"attempts": 0, "owed_since": now, "next_attempt_at": now, "replays": delivery.replays + 1}
        try:
            return self.deliveries.replace(delivery, state=WebhookState.PENDING, **changes)
        except LostRace:
            return self.deliveries.get(delivery.shop, delivery.endpoint, delivery.id)

    def _require_enabled(self, endpoint: str, *, by: Principal) -> None:
        present = self.endpoints.get(by.shop, endpoint)
        if not present.is_enabled:
            raise Conflict("the endpoint is disabled: enable it first", state=present.state.value)

    def _new_secret(self, shop: str, endpoint: str) -> tuple[WebhookSecret, str]:
        secret = SECRET_PREFIX + base64.b64encode(self.random.randbytes(SECRET_BYTES)).decode()
        made = WebhookSecret(name=f"webhooks/{shop}/{endpoint}/{self.ids.new('s')}")
        self.secrets.put(made.name, secret)
        return made, secret

    def _replace(self, present: Endpoint, changes: dict[str, Any]) -> Endpoint:
        try:
            return self.endpoints.replace(present, **changes)
        except LostRace:
            raise _changed() from None


def _asked(wanted: Wanted) -> dict[str, Any]:
    return {
        "url": wanted.url,
        "description": wanted.description,
        "types": wanted.types,
        "scope": wanted.scope,
        "state": EndpointState.ENABLED if wanted.enabled else EndpointState.DISABLED,
        "disabled_because": None if wanted.enabled else "an admin disabled it",
    }


def _require_sensible(wanted: Wanted) -> None:
    require_public(wanted.url)
    unknown = _unknown(wanted.types)
    if unknown:
        raise InvalidInput(
            f"there is no event type {', '.join(unknown)}", fields={"types": f"any of {', '.join(known_types())}"}
        )


def _unknown(types: Sequence[str]) -> list[str]:
    return sorted(set(types) - set(known_types()))


def _is_wanted(delivery: WebhookDelivery, only_missed: bool) -> bool:
    return not only_missed or delivery.state in (WebhookState.FAILED, WebhookState.HELD)


def _changed() -> LostRace:
    return LostRace("the endpoint was changed by somebody else: read it again")
