"""Answers as text, and as a menu where something is to be tapped.

https://developer.work.weixin.qq.com/document/path/94677

A tap on a menu comes back as a text message of the customer that says what stood there.
"""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.base import Outlets
from chalicelib.channels.calling import require_few, require_open
from chalicelib.channels.choices import in_bytes, that_fit
from chalicelib.channels.splitting import split
from chalicelib.model.effect import Effect

from .api import WecomApi
from .messages import MOST_REPLIES, OPEN_KFID

LONGEST_TEXT: Final = 2048  # bytes of UTF-8
LONGEST_HEAD: Final = 1024  # bytes of UTF-8 above a menu
MOST_CHOICES: Final = 10
LONGEST_CHOICE: Final = 128  # bytes of UTF-8


def send_text(effect: Effect, api: WecomApi, outlets: Outlets) -> int:
    """Sends all of the effect's text; how many messages that took. Raises ``Upstream`` or ``Undeliverable``."""
    require_open(effect, outlets)
    parts = split(effect.text, limit=LONGEST_TEXT)
    require_few(parts, most=MOST_REPLIES, takes=effect.to.takes)
    for part in parts:
        said = _said(part, _choices(effect))
        api.send(said, person=effect.to.recipient, open_kfid=effect.to.thread.get(OPEN_KFID, ""))
    return len(parts)


def _choices(effect: Effect) -> tuple[str, ...]:
    """None under a longer text: cutting it would cost one of the few messages that the platform takes."""
    if in_bytes(effect.text) > LONGEST_HEAD:
        return ()
    return that_fit(effect.choices, most=MOST_CHOICES, longest=LONGEST_CHOICE, measure=in_bytes)


def _said(text: str, words: tuple[str, ...]) -> dict[str, Any]:
    if not words:
        return {"msgtype": "text", "text": {"content": text}}
    items = [{"type": "click", "click": {"id": str(place), "content": word}} for place, word in enumerate(words, 1)]
    return {"msgtype": "msgmenu", "msgmenu": {"head_content": text, "list": items}}
