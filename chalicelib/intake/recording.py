"""Recording: a message becomes part of a complaint, its own or one that is known, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.model.assessment import Assessment
from chalicelib.model.change import Change, Once
from chalicelib.model.complaint import Complaint, Status
from chalicelib.model.errors import AlreadyRecorded, LostRace, NotFound, Upstream
from chalicelib.model.event import Body
from chalicelib.model.identity import Clock, Ids
from chalicelib.model.message import Message
from chalicelib.model.order import Order
from chalicelib.model.ports import Assess
from chalicelib.store import FAMILIAR, InForce, Orders, Store, familiar_names

from . import following, matching, once, opening
from .arrival import Arrival
from .contacts import contact_names, contacts_with, remembered
from .matching import Recorded
from .messages import fitted_assessment, message_of
from .owing import owed
from .repeats import Lately, complained_names, lately_complained, remembered_complaint
from .returned import owed_again, returned
from .survey_answers import aside, is_aside

ATTEMPTS: Final = 12
"""Lost races before the delivery goes back to the queue; each means that somebody else got through."""
MOST_NAMES: Final = 100
"""So many rows DynamoDB reads in one batch."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message. ``is_new`` is false when it had been recorded before."""

    complaint: str
    message: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """``status_url`` makes a link to the status page, of shop and complaint."""

    store: Store
    orders: Orders
    in_force: InForce
    assess: Assess
    ids: Ids
    clock: Clock
    status_url: Callable[[str, str], str]

    def record(self, arrival: Arrival) -> Outcome:
        """Raises ``Upstream`` when others write to the same complaint all the time."""
        for _ in range(ATTEMPTS):
            now = self.clock()
            try:
                recorded = self.store.recorded(arrival.shop, _names_to_look_up(arrival))
                return _Attempt(recording=self, arrival=arrival, recorded=recorded, now=now).run()
            except (LostRace, AlreadyRecorded):
                continue
        raise Upstream("too many others are writing to the same complaint")


def _names_to_look_up(arrival: Arrival) -> list[matching.Name]:
    """At most 100, what decides the most first."""
    customer = arrival.inbound.customer
    names = matching.names_to_look_up(arrival.delivery, arrival.inbound, arrival.identity)
    familiar = ((FAMILIAR, name) for name in familiar_names(customer))
    return [*contact_names(customer), *names, *familiar, *complained_names(customer)][:MOST_NAMES]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """One try at recording one message, over what was ``recorded`` when it began: decide, commit."""

    recording: Recording
    arrival: Arrival
    recorded: Recorded
    now: datetime

    def run(self) -> Outcome:
        store, identity = self.recording.store, self.arrival.identity
        before = self.recorded.get((matching.MESSAGE, identity.name))
        if before is None:
            return self._commit(self._known_complaint())
        complaint, message, content = before.split("|")
        again = self.recorded.get((matching.MESSAGE, matching.revision_name(identity)))
        if content == identity.content or again is not None:
            self._remember_receipt(complaint)
            return Outcome(complaint, message, is_new=False)
        return self._commit(store.primary(store.complaint(self.arrival.shop, complaint)), revision_of=message)

    def _remember_receipt(self, complaint: str) -> None:
        """A repeated form has a receipt of its own that must lead to the same complaint."""
        if receipt := once.of_receipt(self.arrival, complaint=complaint, recorded=self.recorded, now=self.now):
            self.recording.store.record(self.arrival.shop, *receipt)

    def _known_complaint(self) -> Complaint | None:
        inbound = self.arrival.inbound
        for complaint, must_know in matching.candidates(inbound, self.recorded):
            found = self._find(complaint)
            if found and (not must_know or matching.knows(found.customer, inbound.customer)):
                return self.recording.store.primary(found)
        return self._present_conversation()

    def _present_conversation(self) -> Complaint | None:
        inbound = self.arrival.inbound
        if not inbound.conversation:
            return None
        name = matching.conversation_name(self.arrival.delivery, inbound)
        complaint = self.recorded.get((matching.CONVERSATION, name))
        found = self._find(complaint) if complaint else None
        present = self.recording.store.primary(found) if found else None
        if present is None or present.status is not Status.CLOSED:
            return present
        is_known = following.is_only_thanks(inbound) or is_aside(present, inbound)
        return present if is_known else None

    def _find(self, complaint: str) -> Complaint | None:
        try:
            return self.recording.store.complaint(self.arrival.shop, complaint)
        except NotFound:
            return None

    def _commit(self, known: Complaint | None, *, revision_of: str | None = None) -> Outcome:
        message = message_of(
            self.arrival.brought_home(),
            id=self.recording.ids.new("m"),
            delivery=self.arrival.delivery,
            raw_object=self.arrival.raw_object,
            at=self.now,
            revision_of=revision_of,
        )
        change = self._follow(known, message) if known else self._open(message)
        self.recording.store.commit(change)
        return Outcome(change.after.id, message.id, is_new=True)

    def _open(self, message: Message) -> Change:
        arrival, inbound, now = self.arrival, self.arrival.inbound, self.now
        assessment = self._assessed(inbound.text, written=((0, now),), subject=inbound.subject, channel=message.channel)
        order = self._order(assessment)
        contacts = self._contacts(is_new_matter=True)
        lately = lately_complained(self.recorded, inbound.customer, now=now)
        complaint, events = opening.opened(
            inbound,
            message,
            complaint=self.recording.ids.new("c"),
            shop=arrival.shop,
            account=arrival.delivery.account,
            assessment=assessment,
            rules=self.recording.in_force.rules(arrival.shop),
            familiar=self._familiar(),
            now=now,
            order=order,
            contacts=contacts,
            lately=lately,
        )
        complaint, events = opening.continued(complaint, events, *self._owed(complaint, "received", order))
        effects = opening.acknowledgement(
            complaint,
            effect=self.recording.ids.new("x"),
            now=now,
            status_url=lambda one: self.recording.status_url(arrival.shop, one),
        )
        effects, acknowledged = once.within_limits(effects, arrival, recorded=self.recorded, now=now)
        found_by = (
            *once.of_message(arrival, message, complaint=complaint.id, recorded=self.recorded, now=now),
            *remembered(inbound.customer, contacts, now=now),
            *self._complained(complaint, lately),
            *acknowledged,
            *once.of_conversation(arrival, complaint=complaint.id, recorded=self.recorded),
        )
        return Change(before=None, after=complaint, events=events, effects=effects, messages=(message,), once=found_by)

    def _complained(self, complaint: Complaint, lately: Lately) -> list[Once]:
        if complaint.order is None or not complaint.is_trusted:
            return []
        return remembered_complaint(lately, complaint.order, now=self.now)

    def _follow(self, known: Complaint, message: Message) -> Change:
        inbound, now = self.arrival.inbound, self.now
        text, written = following.conversation_text(known, message)
        assessment = self._assessed(text, written=written, subject=known.subject, channel=message.channel)
        found_by = once.of_message(self.arrival, message, complaint=known.id, recorded=self.recorded, now=now)
        if message.is_automatic or following.needs_no_answer(known, message):
            return self._kept(known, message, found_by)
        if is_aside(known, inbound):
            said = aside(known, inbound, message, effect=self.recording.ids.new("x"), now=now)
            return said.draft.change(effects=said.effects, messages=[message], once=[*found_by, *said.once])
        order = None if known.order else self._order(assessment)
        contacts = self._contacts(is_new_matter=not known.status.is_open)
        draft = following.followed(
            known,
            inbound,
            message,
            assessment=assessment,
            rules=self.recording.in_force.rules(known.shop),
            now=now,
            order=order,
            contacts=contacts,
        )
        draft.say(*self._owed(draft.now, "the customer wrote", order))
        return draft.change(messages=[message], once=[*found_by, *remembered(inbound.customer, contacts, now=now)])

    def _kept(self, known: Complaint, message: Message, found_by: Sequence[Once]) -> Change:
        """Nothing to work on; what it says came back is owed once more."""
        inbound = self.arrival.inbound
        reply_to = None if message.is_automatic else following.way_back(known, inbound)
        draft = following.kept(known, message, now=self.now, reply_to=reply_to)
        effects = self.recording.store.dossier(known.shop, known.id).effects if inbound.is_returned else ()
        if (came_back := returned(inbound, effects)) is None:
            return draft.change(messages=[message], once=found_by)
        again = owed_again(draft, came_back)
        return draft.change(messages=[message], effects=[again], once=found_by, attempted=came_back)

    def _assessed(
        self, text: str, *, written: tuple[tuple[int, datetime], ...], subject: str | None, channel: str
    ) -> Assessment:
        lexicon = self.recording.in_force.lexicon(self.arrival.shop)
        assessment = self.recording.assess(text, subject=subject, channel=channel, written=written, lexicon=lexicon)
        return fitted_assessment(assessment)

    def _order(self, assessment: Assessment) -> Order | None:
        """What the shop's systems say of an order when a message first names it; later changes come by themselves."""
        named = self.arrival.inbound.order or opening.order_in(assessment)
        return self.recording.orders.meant(self.arrival.shop, named) if named else None

    def _familiar(self) -> str | None:
        """The agent who last had a complaint of this customer."""
        names = ((FAMILIAR, name) for name in familiar_names(self.arrival.inbound.customer))
        return next((self.recorded[name] for name in names if name in self.recorded), None)

    def _contacts(self, *, is_new_matter: bool) -> tuple[datetime, ...]:
        customer = self.arrival.inbound.customer
        return contacts_with(self.recorded, customer, now=self.now, is_new_matter=is_new_matter)

    def _owed(self, complaint: Complaint, cause: str, order: Order | None) -> tuple[Body, ...]:
        inbound = self.arrival.inbound
        flow = self.recording.ids.new("f") if inbound.aftersale else ""
        return owed(complaint, inbound, cause=cause, order=order, flow=flow, now=self.now)
