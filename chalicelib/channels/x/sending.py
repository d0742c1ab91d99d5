"""Answers: a direct message to a direct message, a public reply to a post.

https://docs.x.com/x-api/direct-messages/manage/integrate
https://docs.x.com/x-api/posts/creation-of-a-post
https://docs.x.com/fundamentals/counting-characters

The platform has no key for repetitions; it refuses a second post of the same words.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final
from urllib.parse import quote

from chalicelib.channels.base import Outlets
from chalicelib.channels.calling import ApiAnswer, post_json, require_few
from chalicelib.channels.splitting import split
from chalicelib.model.effect import Effect
from chalicelib.model.errors import Undeliverable, Upstream

from .messages import POST
from .oauth import Credentials, authorization

API: Final = "https://api.x.com/2"
LONGEST_MESSAGE: Final = 10_000  # characters; measured in bytes of UTF-8, which are never fewer
LONGEST_POST: Final = 280  # by weight
MOST_PARTS: Final = 5

_LIGHT: Final = (range(0x1100), range(0x2000, 0x200E), range(0x2010, 0x2020), range(0x2032, 0x2038))
_FOR_GOOD: Final = {
    400: "the platform does not take the message",
    403: "the platform does not let the account write to this person",
    404: "the person or the post is gone",
}


def send_text(effect: Effect, outlets: Outlets, credentials: Credentials) -> str | None:
    """The platform's id of the (last) message. Raises ``Upstream`` or ``Undeliverable``."""
    if post := effect.to.thread.get(POST):
        return _reply(effect, outlets, credentials, post=post)
    parts = split(effect.text, limit=LONGEST_MESSAGE)
    require_few(parts, most=MOST_PARTS)
    url = f"{API}/dm_conversations/with/{quote(effect.to.recipient, safe='')}/messages"
    reference = None
    for position, part in enumerate(parts):
        nonce = _nonce(effect, outlets, position)
        reference = _id(_call(url, {"text": part}, outlets, credentials, nonce=nonce), "dm_event_id")
    return reference


def weight(text: str) -> int:
    """Chinese and emoji weigh two. An address may weigh more than its letters: the platform has the last word."""
    return sum(1 if any(ord(each) in light for light in _LIGHT) else 2 for each in text)


def _reply(effect: Effect, outlets: Outlets, credentials: Credentials, *, post: str) -> str | None:
    """One post: who wants to say more in public asks for a direct message."""
    text = effect.text.strip()
    if weight(text) > LONGEST_POST:
        raise Undeliverable(f"the text is longer than a post of {LONGEST_POST}", weight=weight(text))
    document = {"text": text, "reply": {POST: post}}
    return _id(_call(f"{API}/tweets", document, outlets, credentials, nonce=_nonce(effect, outlets, 0)), "id")


def _call(url: str, document: dict[str, Any], outlets: Outlets, credentials: Credentials, *, nonce: str) -> ApiAnswer:
    signed = authorization("POST", url, credentials, nonce=nonce, now=outlets.now)
    answer = post_json(outlets, url, document, headers={"authorization": signed})
    if answer.is_good:
        return answer
    if answer.status in _FOR_GOOD:
        raise Undeliverable(_FOR_GOOD[answer.status], status=answer.status)
    raise Upstream(f"the platform answered {answer.status}", status=answer.status)


def _nonce(effect: Effect, outlets: Outlets, position: int) -> str:
    """Different at every attempt, because every attempt has its own time."""
    return hashlib.sha256(f"{effect.id}:{outlets.now.isoformat()}:{position}".encode()).hexdigest()[:32]


def _id(answer: ApiAnswer, name: str) -> str | None:
    data = answer.said.fields.get("data")
    identifier = data.get(name) if isinstance(data, dict) else None
    return identifier if isinstance(identifier, str) else None
