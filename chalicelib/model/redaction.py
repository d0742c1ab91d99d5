"""What remains of a history when the person in it is erased: what happened and when, not who and not their words. Pure.

By the names of fields, over every word there is, so that a new event is covered by what its fields are called.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from pydantic_core import to_json

from .base import Word
from .effect import Effect, EffectState
from .event import Event
from .message import Message

ERASED: Final = "(erased)"
_EMPTIED: Final = frozenset({"evidence", "alarms", "entities", "attachments", "notes"})
_REMOVED: Final = frozenset(
    {
        "order",
        "number",
        "reply_to",
        "subject",
        "quoted",
        "external_id",
        "raw_object",
        "link",
        "unsubscribe",
        "thread_reference",
        "reference",
    }
)
_REPLACED: Final = frozenset(
    {"text", "author", "note", "how", "why", "decided_why", "outcome", "recipient", "last_error"}
)
W = TypeVar("W", bound=Word)


def redacted_events(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(map(_redacted, events))


def redacted_message(message: Message) -> Message:
    return _redacted(message)


def redacted_effect(effect: Effect) -> Effect:
    """What has not gone out goes nowhere any more."""
    redacted = _redacted(effect)
    if effect.state in (EffectState.DONE, EffectState.FAILED):
        return redacted
    return redacted.model_copy(update={"state": EffectState.FAILED, "last_error": ERASED})


def _redacted(word: W) -> W:
    return type(word).model_validate_json(to_json(_without(word.model_dump(mode="json"))))


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _field(name, inner) for name, inner in value.items() if name not in _REMOVED}
    return [_without(one) for one in value] if isinstance(value, list) else value


def _field(name: str, value: Any) -> Any:
    if name in ("customer", "thread"):
        return {}
    if name in _EMPTIED:
        return []
    if name in _REPLACED:
        return ERASED if value else value
    return _without(value)
