"""Which way next, and why: what follows when a way to a customer is closed. Pure.

An answer that cannot go where the customer wrote goes by an approved notice on the same channel, by text message or by
mail, whichever of them there is, and in the end to a person. An acknowledgement is worth none of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.aftersales.reopening import owed_anew
from chalicelib.channels.contact import by_email, by_sms
from chalicelib.model import event as facts
from chalicelib.model.change import Change, Draft
from chalicelib.model.complaint import Complaint, Status, Task
from chalicelib.model.effect import Effect, EffectKind, EffectState, Tried, Way, remaining
from chalicelib.model.identity import SYSTEM
from chalicelib.model.message import ReplyAddress
from chalicelib.model.ports import ChannelAccount
from chalicelib.model.survey import CancelReason
from chalicelib.routing import clocks
from chalicelib.surveys.asking import cancel
from chalicelib.surveys.delivering import undelivered
from chalicelib.surveys.visiting import message_undelivered

FALL_BACK: Final = frozenset({EffectKind.REPLY, EffectKind.SURVEY, EffectKind.VISIT})
NOT_DELIVERED: Final = "an answer did not reach the customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What there is besides the channel itself. ``template``: the channel has an approved notice for this address."""

    template: bool = False
    sms: ReplyAddress | None = None
    email: ReplyAddress | None = None

    @classmethod
    def of(cls, complaint: Complaint, home: ChannelAccount | None, *, template: bool) -> Ways:
        """``home`` is the account on which the customer wrote. Whoever may be forged named no address of theirs."""
        if home is None or not complaint.is_trusted:
            return cls(template=template)
        return cls(template=template, sms=by_sms(complaint.customer, home), email=by_email(complaint.customer, home))


def closed(effect: Effect, effects: tuple[Effect, ...], *, now: datetime) -> str | None:
    """Why the platform would not take it now, as far as can be told without asking."""
    to = effect.to
    if not to.recipient:
        return "the channel has no way back to the customer"
    if effect.way is not Way.CHANNEL:
        return None
    if to.open_until is not None and now > to.open_until:
        return "the time in which the platform takes a reply is over"
    if remaining(to, effects) == 0:
        return f"the {to.takes} messages that the platform takes until the customer writes again are used up"
    return None


def after_failure(
    complaint: Complaint, effect: Effect, *, primary: Complaint, why: str, ways: Ways, now: datetime
) -> tuple[Change, ...]:
    """The effect on its next way, or given up and handed to a person: with ``primary``, the complaint itself unless
    it was merged. Its change comes first.
    """
    draft = Draft(before=complaint, actor=SYSTEM, at=now)
    following = next(_following(complaint, effect, ways), None) if effect.kind in FALL_BACK else None
    if following is None:
        person = draft if primary.id == complaint.id else Draft(before=primary, actor=SYSTEM, at=now)
        return _given_up(draft, effect, person=person, why=why)
    way, to = following
    draft.say(
        facts.Rerouted(effect=effect.id, kind=effect.kind, tried=effect.way, why=why, way=way, channel=to.channel)
    )
    tried = Tried(way=effect.way, channel=effect.to.channel, attempts=effect.attempts_this_way, at=now, why=why)
    rerouted = {
        "way": way,
        "to": to,
        "tried": (*effect.tried, tried),
        "state": EffectState.PENDING,
        "next_attempt_at": now,
        "last_error": why,
        "returned": None,
    }
    return (draft.change(effects=[effect.model_copy(update=rerouted)], attempted=effect),)


def _following(complaint: Complaint, effect: Effect, ways: Ways) -> Iterator[tuple[Way, ReplyAddress]]:
    """What is left, best first: the channel once more when the customer has written since, then the later ways."""
    present = complaint.reply_to
    if present and effect.way is Way.CHANNEL and _is_newer(present, effect.to):
        yield Way.CHANNEL, present
    there_is = {
        Way.TEMPLATE: effect.to if ways.template else None,
        Way.SMS: ways.sms,
        Way.EMAIL: ways.email,
    }
    order = list(Way)
    for way in order[order.index(effect.way) + 1 :]:
        to = there_is[way]
        if to is not None and (way is Way.TEMPLATE or not _is_same_place(to, effect.to)):
            yield way, to


def _is_newer(present: ReplyAddress, tried: ReplyAddress) -> bool:
    return (
        present.open_until is not None
        and tried.open_until is not None
        and present.channel == tried.channel
        and present.open_until > tried.open_until
    )


def _is_same_place(one: ReplyAddress, other: ReplyAddress) -> bool:
    return (one.channel, one.recipient) == (other.channel, other.recipient)


def _given_up(draft: Draft, effect: Effect, *, person: Draft, why: str) -> tuple[Change, ...]:
    draft.say(facts.Undelivered(effect=effect.id, kind=effect.kind, tried=effect.way, why=why))
    if effect.kind is EffectKind.REPLY:
        _hand_to_a_person(person, Task(id=effect.id, why=why, message=effect.message, since=draft.at))
    once = undelivered(draft, effect)
    message_undelivered(draft, effect)
    failed = {"state": EffectState.FAILED, "done_at": draft.at, "last_error": why}
    given_up = draft.change(effects=[effect.model_copy(update=failed)], once=once, attempted=effect)
    return (given_up, person.change()) if person is not draft and person.now != person.before else (given_up,)


def _hand_to_a_person(draft: Draft, task: Task) -> None:
    """Nobody waits for a customer who heard nothing, and what they never read settled nothing."""
    before = draft.before
    if before.status is Status.WAITING_CUSTOMER:
        draft.say(facts.WaitEnded(why=NOT_DELIVERED))
        draft.change_clocks(NOT_DELIVERED, clocks.resume(before.clocks, now=draft.at))
    elif not before.status.is_open:
        draft.say(facts.Reopened(why=NOT_DELIVERED))
        cancel(draft, why=CancelReason.REOPENED)
        draft.change_clocks(NOT_DELIVERED, owed_anew(draft))
    draft.say(facts.TaskSet(task=task))
