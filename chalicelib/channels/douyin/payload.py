"""The pushed JSON. ``content`` is an object in the test call and JSON in a string in most events; both are read.

https://developer.open-douyin.com/docs/resource/zh-CN/dop/develop/webhooks/summarize
(and its sibling private-msg-webhook)
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import AwareDatetime

from chalicelib.channels.fields import Fields, Line
from chalicelib.channels.pushes import decoded, shaped

TEST_CALL: Final = "verify_webhook"
RECEIVED: Final = "im_receive_msg"


class Event(Fields):
    """``content`` stays unread until the event is known to be ours."""

    event: str
    from_user_id: Line = None
    content: Any = None


class UserInfo(Fields):
    open_id: Line = None
    nick_name: Line = None


class DirectMessage(Fields):
    message_type: str
    text: str | None = None
    server_message_id: Line = None
    conversation_short_id: Line = None
    create_time: AwareDatetime | None = None
    """Unix milliseconds."""
    user_infos: tuple[UserInfo, ...] | None = None

    def name_of(self, open_id: str) -> str | None:
        return next((each.nick_name for each in self.user_infos or () if each.open_id == open_id), None)


class Challenge(Fields):
    challenge: int


def read_event(body: bytes) -> Event:
    """Raises ``MalformedPayload``."""
    return shaped(Event, decoded(body))


def read_challenge(event: Event) -> int:
    """Raises ``MalformedPayload``."""
    return shaped(Challenge, event.content).challenge
