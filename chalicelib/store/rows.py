"""Rows ↔ words. A word is kept as one JSON text; beside it only what keys, conditions and indexes need."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

from chalicelib.model.assessment import SEARCHED
from chalicelib.model.base import Word
from chalicelib.model.change import Once
from chalicelib.model.complaint import Complaint
from chalicelib.model.effect import Effect, EffectState, Timer
from chalicelib.model.event import Event
from chalicelib.model.message import Message
from chalicelib.model.survey import Survey

from . import keys

Item = dict[str, Any]
W = TypeVar("W", bound=Word)
ENTITIES_FOUND: Final = 30
"""By so many numbers of its text a complaint is found: exchanging all of them stays within a transaction's 100 rows."""
APPROVAL: Final = "approval"
PENDING: Final = "pending"
"""What waits for somebody's approval is found by it."""
_EVENTS: TypeAdapter[tuple[Event, ...]] = TypeAdapter(tuple[Event, ...])


def document(word: Word) -> dict[str, str]:
    return {"S": word.model_dump_json(exclude_none=True)}


def read(kind: type[W], item: Item) -> W:
    return kind.model_validate_json(item["doc"]["S"])


def commit_row(complaint: Complaint, events: tuple[Event, ...]) -> Item:
    return history_row(keys.complaint_partition(complaint.shop, complaint.id), complaint.version, events)


def history_row(partition: str, version: int, events: tuple[Event, ...]) -> Item:
    return {
        **keys.key(partition, keys.commit_sort(version)),
        "doc": {"S": _EVENTS.dump_json(events, exclude_none=True).decode()},
    }


def read_events(item: Item) -> tuple[Event, ...]:
    return _EVENTS.validate_json(item["doc"]["S"])


def message_row(shop: str, complaint: str, message: Message) -> Item:
    partition = keys.complaint_partition(shop, complaint)
    return {**keys.key(partition, f"message#{message.id}"), "doc": document(message)}


def effect_key(shop: str, complaint: str, effect: str) -> keys.Key:
    return keys.key(keys.complaint_partition(shop, complaint), f"effect#{effect}")


def effect_row(effect: Effect) -> Item:
    """``turn`` changes with every attempt, so that of two deliverers only one begins."""
    item: Item = {
        **effect_key(effect.shop, effect.complaint, effect.id),
        "turn": {"N": str(effect.attempts)},
        "state": {"S": effect.state.value},
        "doc": document(effect),
    }
    if effect.state in (EffectState.PENDING, EffectState.SENDING):
        item |= {
            "due_key": {"S": keys.due_partition("effect", effect.complaint)},
            "due_sort": {"S": keys.stamp(effect.next_attempt_at)},
        }
    return item


def timer_key(timer: Timer) -> keys.Key:
    return keys.key(keys.complaint_partition(timer.shop, timer.complaint), f"timer#{timer.kind}")


def timer_row(timer: Timer) -> Item:
    return {
        **timer_key(timer),
        "due_key": {"S": keys.due_partition("timer", timer.complaint)},
        "due_sort": {"S": keys.stamp(timer.at)},
        "doc": document(timer),
    }


def once_row(shop: str, once: Once, *, secret: bytes) -> Item:
    kept = {"doc": {"S": once.value}} if once.private else {"value": {"S": once.value}}
    item: Item = {**keys.once_key(shop, once.kind, once.key, secret=secret), **kept}
    if once.expires_at:
        item["expires"] = {"N": str(int(once.expires_at.timestamp()))}
    return item


def once_value(item: Item) -> str:
    kept: str = item["doc" if "doc" in item else "value"]["S"]
    return kept


def survey_row(complaint: Complaint, survey: Survey) -> Item:
    return {
        **keys.key(f"V#{complaint.shop}", survey.id),
        "complaint": {"S": complaint.id},
        "doc": document(survey),
    }


def search_keys(complaint: Complaint) -> Iterator[tuple[str, str]]:
    """(kind, normalised value) under which a complaint is found."""
    if complaint.order:
        yield "order", normalised("order", complaint.order.number)
    if complaint.awaits_approval:
        yield APPROVAL, PENDING
    for kind, value in complaint.customer.contacts:
        yield kind, normalised(kind, value)
    named = (one for one in complaint.assessment.entities if one.kind in SEARCHED)
    for entity in islice(named, ENTITIES_FOUND):
        yield entity.kind, normalised(entity.kind, entity.value)


def normalised(kind: str, value: str) -> str:
    """Phones by digits without a mainland country code, the rest without case and blanks."""
    if kind == "phone":
        digits = "".join(character for character in value if character.isdigit())
        return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
    return "".join(value.split()).casefold()


def is_expired(item: Item, now: datetime) -> bool:
    """TTL deletes late (AWS: within days), so readers look for themselves."""
    return "expires" in item and int(item["expires"]["N"]) <= now.timestamp()
