"""Answers as push messages.

https://developers.line.biz/en/reference/messaging-api/#send-push-message
https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
https://developers.line.biz/en/docs/messaging-api/using-quick-reply/

A reply token lives too short for a person to answer, so answers are pushed and count against the monthly quota.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from chalicelib.channels.base import Outlets
from chalicelib.channels.calling import bearer, post_json, require_few
from chalicelib.channels.choices import that_fit, under_the_last
from chalicelib.channels.splitting import split
from chalicelib.model.effect import Choices, Effect
from chalicelib.model.errors import Undeliverable, Upstream

PUSH: Final = "https://api.line.me/v2/bot/message/push"
LONGEST_TEXT: Final = 5000  # UTF-16 units; measured in bytes of UTF-8, which are never fewer
MOST_PARTS: Final = 5  # of one call
MOST_CHOICES: Final = 13
LONGEST_CHOICE: Final = 20  # characters

_PERSON: Final = "U"  # what the id of a person begins with, not of a group or room
_TAKEN_BEFORE: Final = 409
_FOR_GOOD: Final = {400: "the platform does not take the message or knows nobody by that id"}


def push_text(effect: Effect, outlets: Outlets, *, access_token: str) -> str | None:
    """LINE's id of the (last) message. Raises ``Upstream`` or ``Undeliverable``."""
    parts = split(effect.text, limit=LONGEST_TEXT)
    require_few(parts, most=MOST_PARTS)
    messages = [_message(part, choices) for part, choices in under_the_last(parts, _choices(effect))]
    document = {"to": effect.to.recipient, "messages": messages}
    headers = bearer(access_token) | {"x-line-retry-key": retry_key(effect)}
    answer = post_json(outlets, PUSH, document, headers=headers)
    if answer.is_good or answer.status == _TAKEN_BEFORE:
        return _last_id(answer.said.fields.get("sentMessages"))
    if answer.status in _FOR_GOOD:
        raise Undeliverable(_FOR_GOOD[answer.status], status=answer.status)
    raise Upstream(f"the platform answered {answer.status}", status=answer.status)


def _choices(effect: Effect) -> Choices | None:
    """In a group anybody could tap."""
    return effect.choices if effect.to.recipient.startswith(_PERSON) else None


def _message(text: str, choices: Choices | None) -> dict[str, Any]:
    words = that_fit(choices, most=MOST_CHOICES, longest=LONGEST_CHOICE)
    items = [{"type": "action", "action": {"type": "message", "label": word, "text": word}} for word in words]
    return {"type": "text", "text": text} | ({"quickReply": {"items": items}} if items else {})


def retry_key(effect: Effect) -> str:
    """The effect's id as the UUID that the platform wants, the same at every attempt."""
    return str(uuid5(NAMESPACE_URL, f"huiyin:effect:{effect.id}"))


def _last_id(sent: object) -> str | None:
    if not isinstance(sent, list) or not sent or not isinstance(sent[-1], dict):
        return None
    identifier = sent[-1].get("id")
    return identifier if isinstance(identifier, str) else None
