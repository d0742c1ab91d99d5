"""Answers as customer-service messages.

https://open.weibo.com/wiki/Send_Customer_Service_Message
https://open.weibo.com/wiki/Error_code

The platform takes any number of messages within 48 hours of the customer's last one, and has no key for repetitions.
"""

from __future__ import annotations

import re
from typing import Final

from pydantic_core import to_json

from chalicelib.channels.base import Outlets
from chalicelib.channels.calling import ApiAnswer, post_form, require_few, require_open
from chalicelib.channels.splitting import CHARACTERS, split
from chalicelib.model.effect import Effect
from chalicelib.model.errors import Undeliverable, Upstream

API: Final = "https://m.api.weibo.com/2/messages/reply.json"
LONGEST_TEXT: Final = 299  # characters; the platform wants fewer than 300
MOST_PARTS: Final = 5

_REFUSED: Final = re.compile(r"2(?!13)[0-9]{4}", re.ASCII)
"""What begins with 2 comes from the service, all else from the system; 213 is its module for tokens."""


def send_text(effect: Effect, outlets: Outlets, *, access_token: str) -> int:
    """Sends all of the effect's text; how many messages that took. Raises ``Upstream`` or ``Undeliverable``."""
    require_open(effect, outlets)
    parts = split(effect.text, limit=LONGEST_TEXT * 4, encoding=CHARACTERS)
    require_few(parts, most=MOST_PARTS)
    for part in parts:
        said = {"type": "text", "receiver_id": effect.to.recipient, "data": to_json({"text": part}).decode()}
        _require_taken(post_form(outlets, API, {"access_token": access_token, **said}))
    return len(parts)


def _require_taken(answer: ApiAnswer) -> None:
    """The service refuses for good; the system and the token may be well again later."""
    if answer.status == 200 and answer.said.fields and "error_code" not in answer.said.fields:
        return
    code = str(answer.said.fields.get("error_code", ""))
    if _REFUSED.fullmatch(code):
        raise Undeliverable("the platform does not take the message", error_code=code)
    raise Upstream(f"the platform answered {answer.status}", status=answer.status)
