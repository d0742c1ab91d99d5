"""Process: a delivery becomes messages, a message becomes part of a complaint, in one transaction each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chalicelib.channels.base import Outlets
from chalicelib.channels.registry import channel
from chalicelib.model.assessment import Assessment
from chalicelib.model.change import Change, Once
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.errors import AlreadyRecorded, LostRace, MalformedPayload, NotFound, Upstream
from chalicelib.model.event import Body
from chalicelib.model.identity import Clock, Ids
from chalicelib.model.message import Inbound, Message, OrderReference
from chalicelib.model.order import Order
from chalicelib.model.order import named as order_named
from chalicelib.model.ports import Accounts, Objects
from chalicelib.store import FAMILIAR, Lexicons, Orders, Store, familiar_names

from . import following, matching, opening
from .contacts import contact_names, contacts_with, remembered
from .following import conversation_text, followed
from .matching import Identity
from .media import Bringing
from .messages import fitted, fitted_assessment, message_of
from .owing import owed
from .survey_answers import aside, is_aside

ATTEMPTS: Final = 12
"""Lost races before the delivery goes back to the queue; each means that somebody else got through."""
MOST_NAMES: Final = 100
"""So many rows DynamoDB reads in one batch."""
RECEIPT_LIFE: Final = timedelta(days=90)
ACKNOWLEDGED_AGAIN_AFTER: Final = timedelta(hours=1)
ACKNOWLEDGEMENTS_COUNT_FOR: Final = timedelta(days=1)
Assess = Callable[..., Assessment]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message. ``is_new`` is false when it had been recorded before."""

    complaint: str
    message: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """The pipeline with everything it needs. ``assess`` is the understanding port; ``outlets`` are for channels whose
    platform sends only a notice.
    """

    store: Store
    orders: Orders
    objects: Objects
    accounts: Accounts
    assess: Assess
    lexicons: Lexicons
    outlets: Callable[[], Outlets]
    ids: Ids
    clock: Clock
    status_url: Callable[[str, str], str]

    def process(self, delivery: Delivery) -> list[Outcome]:
        """Raises ``MalformedPayload`` (quarantine it), ``Upstream`` (try again) or ``ConfigurationError``."""
        account = self.accounts.get(delivery.channel, delivery.account)
        raw_object = self._archive(delivery)
        whole = delivery if delivery.body or not delivery.body_object else self._with_body(delivery)
        source, outlets = channel(delivery.channel), self.outlets()
        bringing = Bringing(channel=source, account=account, outlets=outlets, objects=self.objects)
        return [
            self._record(whole, inbound, raw_object=raw_object, index=index, bringing=bringing)
            for index, inbound in enumerate(source.pull(whole, account, outlets))
        ]

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

    def _record(
        self, delivery: Delivery, inbound: Inbound, *, raw_object: str, index: int, bringing: Bringing
    ) -> Outcome:
        identity, fits = matching.identify(delivery, inbound), fitted(inbound)
        for _ in range(ATTEMPTS):
            attempt = _Attempt(
                processing=self,
                delivery=delivery,
                inbound=fits,
                identity=identity,
                raw_object=raw_object,
                bringing=bringing,
                is_first=index == 0,
                now=self.clock(),
            )
            try:
                return attempt.run()
            except (LostRace, AlreadyRecorded):
                continue
        raise Upstream("too many others are writing to the same complaint")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """One try at recording one message: read what is known, decide, commit."""

    processing: Processing
    delivery: Delivery
    inbound: Inbound
    identity: Identity
    raw_object: str
    bringing: Bringing
    is_first: bool
    now: datetime

    @property
    def shop(self) -> str:
        return self.delivery.shop

    def run(self) -> Outcome:
        store = self.processing.store
        recorded = store.recorded(self.shop, self._names_to_look_up())
        before = recorded.get((matching.MESSAGE, self.identity.name))
        if before is None:
            return self._commit(self._known_complaint(recorded), recorded)
        complaint, message, content = before.split("|")
        again = recorded.get((matching.MESSAGE, matching.revision_name(self.identity)))
        if content == self.identity.content or again is not None:
            self._remember_receipt(complaint, recorded)
            return Outcome(complaint, message, is_new=False)
        return self._commit(store.primary(store.complaint(self.shop, complaint)), recorded, revision_of=message)

    def _names_to_look_up(self) -> list[matching.Name]:
        """At most 100, what decides the most first."""
        names = matching.names_to_look_up(self.delivery, self.inbound, self.identity)
        familiar = ((FAMILIAR, name) for name in familiar_names(self.inbound.customer))
        return [*contact_names(self.inbound.customer), *names, *familiar][:MOST_NAMES]

    def _familiar(self, recorded: dict[matching.Name, str]) -> str | None:
        """The agent who last had a complaint of this customer."""
        names = ((FAMILIAR, name) for name in familiar_names(self.inbound.customer))
        return next((recorded[name] for name in names if name in recorded), None)

    def _known_complaint(self, recorded: dict[matching.Name, str]) -> Complaint | None:
        for complaint, must_know in matching.candidates(self.inbound, recorded):
            found = self._find(complaint)
            if found and (not must_know or matching.knows(found.customer, self.inbound.customer)):
                return self.processing.store.primary(found)
        return self._present_conversation(recorded)

    def _present_conversation(self, recorded: dict[matching.Name, str]) -> Complaint | None:
        if not self.inbound.conversation:
            return None
        name = matching.conversation_name(self.delivery, self.inbound)
        complaint = recorded.get((matching.CONVERSATION, name))
        found = self._find(complaint) if complaint else None
        present = self.processing.store.primary(found) if found else None
        if present is None or present.status is not Status.CLOSED:
            return present
        is_known = following.is_only_thanks(self.inbound) or is_aside(present, self.inbound)
        return present if is_known else None

    def _find(self, complaint: str) -> Complaint | None:
        try:
            return self.processing.store.complaint(self.shop, complaint)
        except NotFound:
            return None

    def _commit(
        self, known: Complaint | None, recorded: dict[matching.Name, str], *, revision_of: str | None = None
    ) -> Outcome:
        message = message_of(
            self.bringing.home(self.inbound, self.delivery),
            id=self.processing.ids.new("m"),
            delivery=self.delivery,
            raw_object=self.raw_object,
            at=self.now,
            revision_of=revision_of,
        )
        change = self._follow(known, message, recorded) if known else self._open(message, recorded)
        self.processing.store.commit(change)
        return Outcome(change.after.id, message.id, is_new=True)

    def _open(self, message: Message, recorded: dict[matching.Name, str]) -> Change:
        ids, shop = self.processing.ids, self.shop
        assessment = self._assessed(
            self.inbound.text, written=((0, self.now),), subject=self.inbound.subject, channel=message.channel
        )
        order = self._order(self.inbound.order or opening.order_in(assessment))
        contacts = self._contacts(recorded, is_new_matter=True)
        complaint, events = opening.opened(
            self.inbound,
            message,
            complaint=ids.new("c"),
            shop=shop,
            account=self.delivery.account,
            assessment=assessment,
            familiar=self._familiar(recorded),
            now=self.now,
            order=order,
            contacts=contacts,
        )
        complaint, events = opening.continued(complaint, events, *self._owed(complaint, "received", order))
        effects = opening.acknowledgement(
            complaint,
            effect=ids.new("x"),
            now=self.now,
            status_url=lambda one: self.processing.status_url(shop, one),
        )
        once = [*self._once(complaint.id, message, recorded), *self._remembered(contacts)]
        if effects and (names := matching.acknowledged_names(self.inbound)):
            effects, written = self._within_limits(effects, names, recorded)
            once += written
        if self.inbound.conversation:
            name = matching.conversation_name(self.delivery, self.inbound)
            once.append(
                Once(
                    kind=matching.CONVERSATION,
                    key=name,
                    value=complaint.id,
                    replaces=recorded.get((matching.CONVERSATION, name)),
                )
            )
        return opening.opening_change(complaint, events, message=message, effects=effects, once=once)

    def _order(self, named: OrderReference | None) -> Order | None:
        """What the shop's systems say of an order when a message first names it; later changes come by themselves."""
        if named is None:
            return None
        return order_named(self.processing.orders.numbered(self.shop, named.number), platform=named.platform)

    def _within_limits(
        self, effects: tuple[Effect, ...], names: tuple[str, ...], recorded: dict[matching.Name, str]
    ) -> tuple[tuple[Effect, ...], list[Once]]:
        """A few acknowledgements a day to one address, and one an hour where nobody proved the address: neither two
        machines that answer each other nor the form may fill a mailbox.
        """
        is_proved = opening.proves_address(self.delivery.channel)
        free = [name for name in (names if is_proved else names[:1]) if (matching.ACKNOWLEDGED, name) not in recorded]
        if not free:
            return (), []
        expires = self.now + (ACKNOWLEDGEMENTS_COUNT_FOR if is_proved else ACKNOWLEDGED_AGAIN_AFTER)
        return effects, [Once(kind=matching.ACKNOWLEDGED, key=free[0], value="1", expires_at=expires)]

    def _follow(self, known: Complaint, message: Message, recorded: dict[matching.Name, str]) -> Change:
        text, written = conversation_text(known, message)
        assessment = self._assessed(text, written=written, subject=known.subject, channel=message.channel)
        once = self._once(known.id, message, recorded)
        if message.is_automatic or following.needs_no_answer(known, message):
            return following.kept(known, message, now=self.now).change(messages=[message], once=once)
        if is_aside(known, self.inbound):
            draft, opted = aside(known, message, now=self.now)
            return draft.change(messages=[message], once=[*once, *opted])
        order = None if known.order else self._order(self.inbound.order or opening.order_in(assessment))
        contacts = self._contacts(recorded, is_new_matter=not known.status.is_open)
        draft = followed(
            known, self.inbound, message, assessment=assessment, now=self.now, order=order, contacts=contacts
        )
        draft.say(*self._owed(draft.now, "the customer wrote", order))
        return draft.change(messages=[message], once=[*once, *self._remembered(contacts)])

    def _owed(self, complaint: Complaint, cause: str, order: Order | None) -> tuple[Body, ...]:
        flow = self.processing.ids.new("f") if self.inbound.aftersale else ""
        return owed(complaint, self.inbound, cause=cause, order=order, flow=flow, now=self.now)

    def _contacts(self, recorded: dict[matching.Name, str], *, is_new_matter: bool) -> tuple[datetime, ...]:
        return contacts_with(recorded, self.inbound.customer, now=self.now, is_new_matter=is_new_matter)

    def _remembered(self, contacts: tuple[datetime, ...]) -> list[Once]:
        return remembered(self.inbound.customer, contacts, now=self.now)

    def _assessed(
        self, text: str, *, written: tuple[tuple[int, datetime], ...], subject: str | None, channel: str
    ) -> Assessment:
        lexicon = self.processing.lexicons.in_use(self.shop)
        assessment = self.processing.assess(text, subject=subject, channel=channel, written=written, lexicon=lexicon)
        return fitted_assessment(assessment)

    def _once(self, complaint: str, message: Message, recorded: dict[matching.Name, str]) -> list[Once]:
        """What makes the same message, its thread and its receipt findable, and a second recording impossible."""
        name = matching.revision_name(self.identity) if message.revision_of else self.identity.name
        expires = self.now + matching.FINGERPRINT_LIFE if self.identity.is_fingerprint else None
        value = f"{complaint}|{message.id}|{self.identity.content}"
        once = [Once(kind=matching.MESSAGE, key=name, value=value, expires_at=expires)]
        once += [
            Once(kind=matching.THREAD, key=known_as, value=complaint)
            for known_as in dict.fromkeys(self.inbound.known_as)
            if (matching.THREAD, known_as) not in recorded
        ]
        return [*once, *self._receipt(complaint, recorded)]

    def _receipt(self, complaint: str, recorded: dict[matching.Name, str]) -> list[Once]:
        """Leads from the delivery to its first message's complaint, over a quarantine entry if there was one."""
        present = recorded.get((matching.RECEIPT, self.delivery.id))
        if not self.is_first or present == complaint:
            return []
        expires = self.now + RECEIPT_LIFE
        key = self.delivery.id
        return [Once(kind=matching.RECEIPT, key=key, value=complaint, replaces=present, expires_at=expires)]

    def _remember_receipt(self, complaint: str, recorded: dict[matching.Name, str]) -> None:
        """A repeated form has a receipt of its own that must lead to the same complaint."""
        if receipt := self._receipt(complaint, recorded):
            self.processing.store.record(self.shop, *receipt)
