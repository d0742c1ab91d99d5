"""A message that belongs to a known complaint: what it adds, and what it changes. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chalicelib.aftersales.clocks import owed_again
from chalicelib.model import event as facts
from chalicelib.model.assessment import Assessment
from chalicelib.model.change import Draft
from chalicelib.model.clock import Cause, Clock
from chalicelib.model.complaint import Complaint, Status, digest
from chalicelib.model.identity import CUSTOMER
from chalicelib.model.message import Direction, Inbound, Message, ReplyAddress
from chalicelib.routing.clocks import customer_wrote, remeasure, reopen
from chalicelib.routing.promises import Matter
from chalicelib.routing.rules import route
from chalicelib.surveys.asking import cancel

from .matching import knows, merged
from .opening import order_in

SEPARATOR: Final = "\n\n"


def conversation_text(complaint: Complaint, message: Message) -> str:
    """What the customer has said so far, for a fresh look at the whole. What machines sent is not theirs."""
    said = [one.text for one in complaint.messages if one.direction is Direction.INBOUND and not one.is_automatic]
    return SEPARATOR.join([*said, message.text])


def followed(
    complaint: Complaint, inbound: Inbound, message: Message, *, assessment: Assessment, now: datetime
) -> Draft:
    """``assessment`` is of the whole conversation.

    An automatic message is kept and moves nothing: a bounce must not become the address we answer. Nor does the
    address of somebody who only holds our letter.
    """
    draft = Draft(before=complaint, actor=CUSTOMER, at=now)
    if message.is_automatic:
        draft.say(_added(complaint, message))
        return draft
    is_theirs = knows(complaint.customer, inbound.customer) or not complaint.customer.contacts
    added = _added(complaint, message)
    learnt = {
        "customer": merged(complaint.customer, inbound.customer) if is_theirs else complaint.customer,
        "order": complaint.order or inbound.order or order_in(assessment),
        "reply_to": _address(complaint, inbound, is_theirs=is_theirs),
    }
    draft.say(added.model_copy(update=learnt))
    _wake(draft, now=now)
    _look_again(draft, assessment, now=now)
    return draft


def _address(complaint: Complaint, inbound: Inbound, *, is_theirs: bool) -> ReplyAddress | None:
    """The same mailbox may bring a newer thread, and who had none may name one; nobody else moves our answers."""
    present, offered = complaint.reply_to, inbound.reply_to
    if present is None:
        return offered if is_theirs else None
    is_same = offered is not None and (offered.channel, offered.recipient) == (present.channel, present.recipient)
    return offered if is_same else present


def _added(complaint: Complaint, message: Message) -> facts.MessageAdded:
    return facts.MessageAdded(
        message=digest(message), customer=complaint.customer, order=complaint.order, reply_to=complaint.reply_to
    )


def _wake(draft: Draft, *, now: datetime) -> None:
    """The customer's word ends a wait, reopens what was resolved, and restarts the promise of an update."""
    before = draft.before
    if before.status is Status.WAITING_CUSTOMER:
        draft.say(facts.WaitEnded(why="the customer wrote"))
        _clocks(draft, "the customer wrote", customer_wrote(draft.now.clocks, now=now))
    elif not before.status.is_open:
        draft.say(facts.Reopened(why="the customer wrote"))
        cancel(draft, why="reopened")
        promised = reopen(draft.now.clocks, Matter.of(draft.now), now=now)
        _clocks(draft, "reopened", (*promised, *owed_again(draft.now, now=now)))
    else:
        _clocks(draft, "the customer wrote", customer_wrote(draft.now.clocks, now=now))


def _look_again(draft: Draft, assessment: Assessment, *, now: datetime) -> None:
    """A later message may say what the first did not. What a person decided stands, and severity only rises.

    Out of the queue a person chose it goes only when a worse matter belongs elsewhere than the first did.
    """
    present = draft.now
    heard = _heard(present.assessment, assessment)
    fresh = assessment.model_copy(update={"signals": heard.signals})
    by_person = present.classification.decided_by != "model"
    decision = route(
        fresh,
        channel=present.channel,
        labels=present.classification.labels if by_person else None,
        at_least=present.severity,
    )
    placed_by_person = by_person or present.queue != present.routing.queue
    was_unsure = present.assessment.abstained and not fresh.abstained and not placed_by_person
    worse = decision.severity < present.severity
    if was_unsure or worse:
        draft.say(facts.Assessed(assessment=fresh))
        belongs_elsewhere = present.status is Status.WAITING and decision.queue != present.routing.queue
        queue = decision.queue if belongs_elsewhere else present.queue
        draft.say(facts.Routed(decision=decision.model_copy(update={"queue": queue})))
    elif heard != present.assessment:
        draft.say(facts.Assessed(assessment=heard))
    if cause := _cause(draft):
        matter = Matter.of(draft.now)
        moved = remeasure(draft.now.clocks, matter, cause=cause, now=now, only_shorten=True)
        _clocks(draft, "what is promised has changed", moved)


def _cause(draft: Draft) -> Cause | None:
    """What of the things that promises depend on has changed."""
    before, after = draft.before, draft.now
    if after.severity != before.severity:
        return Cause.SEVERITY
    if after.queue != before.queue:
        return Cause.QUEUE
    return Cause.CUSTOMER if after.customer.tier != before.customer.tier else None


def _heard(present: Assessment, fresh: Assessment) -> Assessment:
    """What was understood before, with the signals and names that have come since."""
    known = {(entity.kind, entity.value) for entity in present.entities}
    named = tuple(entity for entity in fresh.entities if (entity.kind, entity.value) not in known)
    signals = tuple(dict.fromkeys((*present.signals, *fresh.signals)))
    return present.model_copy(update={"signals": signals, "entities": (*present.entities, *named)})


def _clocks(draft: Draft, cause: str, changed: tuple[Clock, ...]) -> None:
    if changed:
        draft.say(facts.ClocksChanged(cause=cause, clocks=changed))
