"""Choices as each product shows them; a tap comes back as a message that says what stood there.

https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies
https://developers.facebook.com/docs/messenger-platform/instagram/features/quick-replies
https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages
"""

from __future__ import annotations

from typing import Any, Final

from chalicelib.channels.choices import that_fit
from chalicelib.model.effect import Choices

MOST_QUICK_REPLIES: Final = 13
LONGEST_QUICK_REPLY: Final = 20
MOST_BUTTONS: Final = 3
LONGEST_BUTTON: Final = 20
LONGEST_BODY_OF_BUTTONS: Final = 1024
MOST_ROWS: Final = 10
LONGEST_ROW: Final = 24
LONGEST_TITLE: Final = 20
"""All in characters."""


def direct_message(text: str, choices: Choices | None) -> dict[str, Any]:
    """Of Messenger and Instagram."""
    words = that_fit(choices, most=MOST_QUICK_REPLIES, longest=LONGEST_QUICK_REPLY)
    replies = [{"content_type": "text", "title": word, "payload": word} for word in words]
    return {"text": text} | ({"quick_replies": replies} if replies else {})


def whatsapp_message(text: str, choices: Choices | None) -> dict[str, Any]:
    """Up to three choices are buttons, more a list that opens by one; without room for either it is text."""
    if interactive := _buttons(text, choices) or _list(text, choices):
        return {"type": "interactive", "interactive": interactive}
    return {"type": "text", "text": {"body": text}}


def _buttons(text: str, choices: Choices | None) -> dict[str, Any] | None:
    words = that_fit(choices, most=MOST_BUTTONS, longest=LONGEST_BUTTON)
    if not words or len(text) > LONGEST_BODY_OF_BUTTONS:
        return None
    buttons = [{"type": "reply", "reply": {"id": word, "title": word}} for word in words]
    return {"type": "button", "body": {"text": text}, "action": {"buttons": buttons}}


def _list(text: str, choices: Choices | None) -> dict[str, Any] | None:
    words = that_fit(choices, most=MOST_ROWS, longest=LONGEST_ROW)
    if choices is None or not words or len(choices.title) > LONGEST_TITLE:
        return None
    rows = [{"id": word, "title": word} for word in words]
    return {"type": "list", "body": {"text": text}, "action": {"button": choices.title, "sections": [{"rows": rows}]}}
