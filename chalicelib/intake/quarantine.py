"""Quarantine: what could not be processed waits here with bytes, reason and a replay. Nothing vanishes."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.model.change import Once
from chalicelib.model.delivery import Delivery, QuarantineEntry
from chalicelib.model.errors import AlreadyRecorded, MalformedPayload
from chalicelib.model.identity import Clock, Principal
from chalicelib.model.ports import Objects, Queue
from chalicelib.store import Quarantine as QuarantineRows
from chalicelib.store import Store
from chalicelib.understanding.privacy import withhold

from .accept import read_delivery
from .matching import RECEIPT
from .once import RECEIPT_LIFE

QUARANTINED = "quarantined:"
"""Prefix of a receipt's value when there is no complaint but a quarantine entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantining:
    rows: QuarantineRows
    store: Store
    objects: Objects
    intake: Queue
    clock: Clock
    default_shop: str

    def put(self, body: str, *, code: str, reason: str, message_id: str) -> QuarantineEntry:
        """``body`` is the queue message as it stands; doing it again for the same one changes nothing."""
        now = self.clock()
        delivery = _delivery_or_none(body)
        shop = delivery.shop if delivery else self.default_shop
        name = delivery.id if delivery else f"d{message_id}"
        entry = QuarantineEntry(
            id=f"q{name[1:]}",
            shop=shop,
            channel=delivery.channel if delivery else "unknown",
            account=delivery.account if delivery else "unknown",
            delivery=name,
            quarantined_at=now,
            code=code,
            reason=withhold(reason),
            raw_object=f"quarantine/{shop}/{name}.json",
            size=len(delivery.body) if delivery and delivery.body else len(body.encode()),
        )
        self.objects.put(entry.raw_object, body.encode(), content_type="application/json")
        self.rows.put(entry)
        self._mark_receipt(entry)
        return entry

    def _mark_receipt(self, entry: QuarantineEntry) -> None:
        value = QUARANTINED + entry.id
        once = Once(
            kind=RECEIPT,
            key=entry.delivery,
            value=value,
            replaces=value,
            expires_at=entry.quarantined_at + RECEIPT_LIFE,
        )
        try:
            self.store.record(entry.shop, once)
        except AlreadyRecorded:
            return  # a message of this delivery got through: its receipt leads to the complaint

    def replay(self, shop: str, entry: str, *, by: Principal) -> QuarantineEntry:
        """Puts the delivery back into the intake queue; recording is once, so replaying twice is harmless."""
        found = self.rows.get(shop, entry)
        self.intake.send(self.objects.get(found.raw_object).decode())
        return self.rows.replayed(found, at=self.clock(), by=by.id)


def _delivery_or_none(body: str) -> Delivery | None:
    try:
        return read_delivery(body)
    except MalformedPayload:
        return None
