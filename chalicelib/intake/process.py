"""Process: a delivery is archived and becomes messages, each of which is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.channels.base import Outlets
from chalicelib.channels.registry import channel
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import MalformedPayload, NotFound
from chalicelib.model.ports import Accounts, Objects

from . import matching
from .arrival import Arrival
from .media import Bringing
from .messages import fitted
from .recording import Outcome, Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """``outlets`` are for channels whose platform sends only a notice."""

    objects: Objects
    accounts: Accounts
    outlets: Callable[[], Outlets]
    recording: Recording

    def process(self, delivery: Delivery) -> list[Outcome]:
        """Raises ``MalformedPayload`` (quarantine it), ``Upstream`` (try again) or ``ConfigurationError``."""
        account = self.accounts.get(delivery.channel, delivery.account)
        raw_object = self._archive(delivery)
        whole = delivery if delivery.body or not delivery.body_object else self._with_body(delivery)
        source, outlets = channel(delivery.channel), self.outlets()
        bringing = Bringing(channel=source, account=account, outlets=outlets, objects=self.objects)
        arrivals = (
            Arrival(
                delivery=whole,
                inbound=fitted(inbound),
                identity=matching.identify(whole, inbound),
                raw_object=raw_object,
                bringing=bringing,
                is_first=index == 0,
            )
            for index, inbound in enumerate(source.pull(whole, account, outlets))
        )
        return [self.recording.record(arrival) for arrival in arrivals]

    def _archive(self, delivery: Delivery) -> str:
        """The bytes as received are kept before anything is made of them."""
        if delivery.body_object:
            return delivery.body_object
        key = f"raw/{delivery.shop}/{delivery.received_at:%Y/%m/%d}/{delivery.id}"
        self.objects.put(key, delivery.body, content_type="application/octet-stream")
        return key

    def _with_body(self, delivery: Delivery) -> Delivery:
        try:
            body = self.objects.get(delivery.body_object or "")
        except NotFound as error:
            raise MalformedPayload("the bytes of the delivery are gone from the archive") from error
        return delivery.model_copy(update={"body": body})
