"""Answers as customer-service messages.

https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage
https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken

The platform takes five messages within 48 hours of the follower's last one, and has no key for repetitions.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from urllib.parse import quote

from pydantic_core import to_json

from chalicelib.channels.base import Outlets
from chalicelib.channels.splitting import split
from chalicelib.channels.weixin_answers import error_code, said_by
from chalicelib.model.effect import Effect
from chalicelib.model.errors import Undeliverable, Upstream

API: Final = "https://api.weixin.qq.com/cgi-bin"
LONGEST_TEXT: Final = 2048  # bytes of UTF-8
MOST_PARTS: Final = 5

_TOKEN_MARGIN: Final = timedelta(minutes=5)  # the platform renews a token five minutes before it expires
_TOKEN_REFUSED: Final = frozenset({40001, 40014, 42001})
_FOR_GOOD: Final = {
    40003: "the openid is unknown to this account",
    43004: "the customer does not follow the account any more",
    45002: "the message is too long",
    45015: "the reply window is closed or the customer has left",
    48001: "the account may not use this interface",
    50002: "the account is restricted",
}
_HEADERS: Final = {"content-type": "application/json; charset=utf-8"}


def send_text(effect: Effect, outlets: Outlets, *, app_id: str, app_secret: str) -> None:
    """Sends all of the effect's text. Raises ``Upstream`` or ``Undeliverable``."""
    open_until = effect.to.open_until
    if open_until is not None and outlets.now > open_until:
        raise Undeliverable(
            "the 48 hours in which the platform takes a reply are over", open_until=open_until.isoformat()
        )
    parts = split(effect.text, limit=LONGEST_TEXT)
    if len(parts) > MOST_PARTS:
        raise Undeliverable(f"the text needs {len(parts)} messages, the platform takes {MOST_PARTS}", parts=len(parts))
    token = _access_token(outlets, app_id=app_id, app_secret=app_secret)
    for part in parts:
        _send_part(part, outlets, openid=effect.to.recipient, token=token, app_id=app_id)


def _send_part(text: str, outlets: Outlets, *, openid: str, token: str, app_id: str) -> None:
    body = to_json({"touser": openid, "msgtype": "text", "text": {"content": text}})
    url = f"{API}/message/custom/send?access_token={quote(token, safe='')}"
    code = error_code(said_by(outlets.http.request("POST", url, headers=_HEADERS, body=body)))
    if code == 0:
        return
    if code in _TOKEN_REFUSED:
        _forget_token(outlets, app_id=app_id)
    if code in _FOR_GOOD:
        raise Undeliverable(_FOR_GOOD[code], errcode=code)
    raise Upstream(f"the platform refused the message with {code}", errcode=code)


def _access_token(outlets: Outlets, *, app_id: str, app_secret: str) -> str:
    key = _token_key(app_id)
    if cached := outlets.tokens.get(key, now=outlets.now):
        return cached
    body = to_json({"grant_type": "client_credential", "appid": app_id, "secret": app_secret})
    answer = said_by(outlets.http.request("POST", f"{API}/stable_token", headers=_HEADERS, body=body))
    token, seconds = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(token, str) or not isinstance(seconds, int):
        code = error_code(answer)
        raise Upstream(f"the platform gave no access token ({code})", errcode=code)
    outlets.tokens.put(
        key, token, expires_at=outlets.now + max(timedelta(seconds=seconds) - _TOKEN_MARGIN, timedelta())
    )
    return token


def _forget_token(outlets: Outlets, *, app_id: str) -> None:
    outlets.tokens.put(_token_key(app_id), "", expires_at=outlets.now)


def _token_key(app_id: str) -> str:
    return f"wechat_oa:{app_id}"
