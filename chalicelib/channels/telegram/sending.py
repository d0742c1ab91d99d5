"""Answers by ``sendMessage``.

https://core.telegram.org/bots/api#sendmessage
https://core.telegram.org/bots/api#responseparameters
https://core.telegram.org/bots/api#inlinekeyboardbutton

The platform has no key for repetitions and no time limit; it asks for at most one message a second in a chat.
"""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.base import Outlets
from chalicelib.channels.calling import ApiAnswer, post_json, require_few
from chalicelib.channels.choices import in_bytes, that_fit, under_the_last
from chalicelib.channels.splitting import split
from chalicelib.model.effect import Choices, Effect
from chalicelib.model.errors import Undeliverable, Upstream

API: Final = "https://api.telegram.org"
LONGEST_TEXT: Final = 4096  # characters; measured in bytes of UTF-8, which are never fewer
MOST_PARTS: Final = 5
MOST_CHOICES: Final = 8  # ours: more would push the text off the screen
LONGEST_CHOICE: Final = 64  # bytes that a button may say

_FOR_GOOD: Final = {
    400: "the platform does not take the message or knows no such chat",
    403: "the customer has blocked the bot or removed it from the chat",
}


def send_text(effect: Effect, outlets: Outlets, *, bot_token: str) -> str | None:
    """The id of the last message. Raises ``Upstream`` or ``Undeliverable``."""
    parts = split(effect.text, limit=LONGEST_TEXT)
    require_few(parts, most=MOST_PARTS)
    reference = None
    for part, choices in under_the_last(parts, _choices(effect)):
        document = {**_place(effect), "text": part, **_buttons(choices)}
        reference = _send_part(document, outlets, bot_token=bot_token)
    return reference


def _choices(effect: Effect) -> Choices | None:
    """In a group, whose id is negative, anybody could tap."""
    return None if effect.to.recipient.startswith("-") else effect.choices


def _buttons(choices: Choices | None) -> dict[str, Any]:
    """One below the other."""
    words = that_fit(choices, most=MOST_CHOICES, longest=LONGEST_CHOICE, measure=in_bytes)
    keyboard = [[{"text": word, "callback_data": word}] for word in words]
    return {"reply_markup": {"inline_keyboard": keyboard}} if keyboard else {}


def _place(effect: Effect) -> dict[str, Any]:
    """In the topic where the customer wrote, quoting their message while it is there."""
    thread = effect.to.thread
    place: dict[str, Any] = {"chat_id": effect.to.recipient}
    if message_id := thread.get("message_id", ""):
        place["reply_parameters"] = {"message_id": int(message_id), "allow_sending_without_reply": True}
    if topic := thread.get("message_thread_id", ""):
        place["message_thread_id"] = int(topic)
    return place


def _send_part(document: dict[str, Any], outlets: Outlets, *, bot_token: str) -> str | None:
    answer = post_json(outlets, f"{API}/bot{bot_token}/sendMessage", document)
    if answer.is_good and answer.said.is_true("ok"):
        result = answer.said.fields.get("result")
        identifier = result.get("message_id") if isinstance(result, dict) else None
        return None if identifier is None else f"{document['chat_id']}:{identifier}"
    raise _refusal(answer)


def _refusal(answer: ApiAnswer) -> Upstream | Undeliverable:
    """A group that became a supergroup has a new id, so the old address is as good as gone."""
    if answer.status in _FOR_GOOD:
        return Undeliverable(_FOR_GOOD[answer.status], status=answer.status)
    return Upstream(f"the platform answered {answer.status}", status=answer.status)
