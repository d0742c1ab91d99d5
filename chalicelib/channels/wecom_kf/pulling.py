"""Fetching what was said, page by page from where the last fetch came to.

https://developer.work.weixin.qq.com/document/path/94670

The cursor is kept behind the page that it closes, so a page is fetched again rather than missed; ``msgid`` tells
repetitions. Two fetches at once can only set the cursor back, never past a message that is not recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from chalicelib.model.message import Inbound

from .api import Refused, WecomApi
from .messages import read_message
from .notice import Notice

KEPT_BY_THE_PLATFORM: Final = timedelta(days=3)
"""How long messages can be fetched. An older cursor points at nothing that its loss could bring back."""
TOKEN_LIFE: Final = timedelta(minutes=10)


def pulled(notice: Notice, api: WecomApi, *, age: timedelta, channel: str, account: str) -> Iterator[Inbound]:
    """Raises ``Upstream``. ``age`` is how long ago the notice came."""
    token = notice.token if age < TOKEN_LIFE else ""
    for page in _pages(notice.open_kfid, api, token=token):
        messages = (read_message(told, channel=channel, account=account) for told in messages_of(page))
        yield from filter(None, messages)


def messages_of(page: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    listed = page.get("msg_list")
    return [told for told in listed if isinstance(told, dict)] if isinstance(listed, list) else []


def next_cursor(page: Mapping[str, Any]) -> str:
    cursor = page.get("next_cursor")
    return cursor if isinstance(cursor, str) else ""


def has_more(page: Mapping[str, Any]) -> bool:
    """A page may be empty and not the last."""
    return page.get("has_more") == 1


def _pages(open_kfid: str, api: WecomApi, *, token: str) -> Iterator[Mapping[str, Any]]:
    """The cursor is kept when the next page is asked for, which is when this one has been recorded."""
    key, outlets = f"wecom_kf:cursor:{api.corp_id}:{open_kfid}", api.outlets
    cursor = outlets.tokens.get(key, now=outlets.now) or ""
    while True:
        try:
            page = api.page(open_kfid=open_kfid, cursor=cursor, token=token)
        except Refused as refused:
            if not refused.may_pass:  # perhaps for the cursor: the next attempt begins without it
                outlets.tokens.put(key, "", expires_at=outlets.now)
            raise
        yield page
        reached = next_cursor(page)
        if reached and reached != cursor:
            outlets.tokens.put(key, reached, expires_at=outlets.now + KEPT_BY_THE_PLATFORM)
        if not has_more(page) or not reached or reached == cursor:
            return
        cursor = reached
