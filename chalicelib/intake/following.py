"""A message that belongs to a known complaint: what it adds, and what it changes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chalicelib.aftersales.reopening import owed_anew
from chalicelib.model import event as facts
from chalicelib.model.assessment import Assessment
from chalicelib.model.change import Draft
from chalicelib.model.complaint import Complaint, Status, digest
from chalicelib.model.identity import CUSTOMER
from chalicelib.model.message import Direction, Inbound, Message, ReplyAddress
from chalicelib.model.order import Order
from chalicelib.model.survey import CancelReason
from chalicelib.routing.again import look_again
from chalicelib.routing.clocks import customer_wrote
from chalicelib.routing.rules import RuleBook
from chalicelib.surveys.asking import cancel
from chalicelib.understanding.courtesy import is_thanks_alone

from .matching import knows, merged
from .opening import order_in

SEPARATOR: Final = "\n\n"


def conversation_text(complaint: Complaint, message: Message) -> tuple[str, tuple[tuple[int, datetime], ...]]:
    """What the customer has said so far, for a fresh look at the whole, and from which place on it was said when. What
    machines sent is not theirs.
    """
    said = [one for one in complaint.messages if one.direction is Direction.INBOUND and not one.is_automatic]
    written, place = [], 0
    for one in (*said, message):
        written.append((place, one.at))
        place += len(one.text) + len(SEPARATOR)
    return SEPARATOR.join(one.text for one in (*said, message)), tuple(written)


def needs_no_answer(complaint: Complaint, message: Message) -> bool:
    """Thanks for what was settled do not open it again."""
    return not complaint.status.is_open and is_only_thanks(message)


def is_only_thanks(said: Inbound | Message) -> bool:
    return not said.attachments and is_thanks_alone(said.text)


def kept(complaint: Complaint, message: Message, *, now: datetime, reply_to: ReplyAddress | None = None) -> Draft:
    """Kept and shown, and moves nothing: what a machine sent (a bounce must not become the address we answer), and
    thanks for what was settled. ``reply_to`` is where its sender is answered from now on, unless where they were.
    """
    draft = Draft(before=complaint, actor=CUSTOMER, at=now)
    draft.say(_added(complaint, message).model_copy(update={"reply_to": reply_to or complaint.reply_to}))
    return draft


def followed(
    complaint: Complaint,
    inbound: Inbound,
    message: Message,
    *,
    assessment: Assessment,
    rules: RuleBook,
    now: datetime,
    order: Order | None = None,
    contacts: Sequence[datetime] = (),
) -> Draft:
    """``assessment`` is of the whole conversation, ``order`` given when the message is the first to name it.

    The address of somebody who only holds our letter does not become the one we answer.
    """
    draft = Draft(before=complaint, actor=CUSTOMER, at=now)
    added = _added(complaint, message)
    learnt = {
        "customer": merged(complaint.customer, inbound.customer)
        if _is_theirs(complaint, inbound)
        else complaint.customer,
        "order": complaint.order or inbound.order or order_in(assessment),
        "reply_to": way_back(complaint, inbound),
    }
    draft.say(added.model_copy(update=learnt))
    _wake(draft, now=now)
    look_again(draft, rules=rules, assessment=assessment, order=order, contacts=contacts)
    return draft


def _is_theirs(complaint: Complaint, inbound: Inbound) -> bool:
    return knows(complaint.customer, inbound.customer) or not complaint.customer.contacts


def way_back(complaint: Complaint, inbound: Inbound) -> ReplyAddress | None:
    """The same place may bring a newer thread or window, and who had none may name one; nobody else moves answers."""
    present, offered = complaint.reply_to, inbound.reply_to
    if present is None:
        return offered if _is_theirs(complaint, inbound) else None
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
        draft.change_clocks("the customer wrote", customer_wrote(draft.now.clocks, now=now))
    elif not before.status.is_open:
        draft.say(facts.Reopened(why="the customer wrote"))
        cancel(draft, why=CancelReason.REOPENED)
        draft.change_clocks("reopened", owed_anew(draft))
    else:
        draft.change_clocks("the customer wrote", customer_wrote(draft.now.clocks, now=now))
