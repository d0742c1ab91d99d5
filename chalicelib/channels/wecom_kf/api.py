"""Calls to 企业微信: the access token, fetching and sending messages of 微信客服.

https://developer.work.weixin.qq.com/document/path/91039
https://developer.work.weixin.qq.com/document/path/94670
https://developer.work.weixin.qq.com/document/path/94677
https://developer.work.weixin.qq.com/document/path/90254
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

from pydantic_core import to_json

from chalicelib.channels.base import Outlets
from chalicelib.channels.weixin_answers import TOKEN_REFUSED, AccessToken, error_code, media_in, said_by
from chalicelib.model.errors import Undeliverable, Upstream
from chalicelib.model.ports import HttpAnswer

API: Final = "https://qyapi.weixin.qq.com/cgi-bin"

_MAY_PASS: Final = frozenset({-1, 45009, *TOKEN_REFUSED})
_SESSION_ELSEWHERE: Final = 95018


class Refused(Upstream):
    """``may_pass``: the same call can succeed later."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the platform refused with {code}", errcode=code)
        self.errcode = code
        self.may_pass = code in _MAY_PASS


@dataclass(frozen=True, slots=True, kw_only=True)
class WecomApi:
    corp_id: str
    secret: str = field(repr=False)
    """The secret of 微信客服."""
    outlets: Outlets

    def page(self, *, open_kfid: str, cursor: str, token: str) -> Mapping[str, Any]:
        """The messages behind the cursor; the oldest the platform has when it is empty. Raises ``Upstream``."""
        asked = {"open_kfid": open_kfid, "cursor": cursor, "token": token, "limit": 1000, "voice_format": 0}
        return self._post("kf/sync_msg", {name: value for name, value in asked.items() if value != ""})

    def send(self, said: Mapping[str, Any], *, person: str, open_kfid: str) -> None:
        """``said`` is the message with its ``msgtype``. Raises ``Upstream`` or ``Undeliverable``."""
        content = {"touser": person, "open_kfid": open_kfid, **said}
        try:
            self._post("kf/send_msg", content)
        except Refused as refused:
            if refused.errcode != _SESSION_ELSEWHERE:
                raise
            raise Undeliverable(
                "a colleague holds this conversation, or it has ended", errcode=refused.errcode
            ) from None

    def media(self, name: str) -> bytes:
        """Kept by the platform for three days. Raises ``NotFound``, ``TooLarge`` or ``Upstream``."""
        query = urlencode({"access_token": self._token().value(), "media_id": name})
        return media_in(self.outlets.http.request("GET", f"{API}/media/get?{query}"))

    def _post(self, path: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
        token = self._token()
        url = f"{API}/{path}?access_token={quote(token.value(), safe='')}"
        headers = {"content-type": "application/json; charset=utf-8"}
        said = said_by(self.outlets.http.request("POST", url, headers=headers, body=to_json(content)))
        if code := error_code(said):
            if code in TOKEN_REFUSED:
                token.forget()
            raise Refused(code)
        return said

    def _token(self) -> AccessToken:
        return AccessToken(key=f"wecom_kf:{self.corp_id}", outlets=self.outlets, ask=self._ask)

    def _ask(self) -> HttpAnswer:
        query = urlencode({"corpid": self.corp_id, "corpsecret": self.secret})
        return self.outlets.http.request("GET", f"{API}/gettoken?{query}")
