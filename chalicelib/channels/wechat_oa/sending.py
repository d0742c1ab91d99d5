"""Answers as customer-service messages, and notices after their time.

https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage
https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken
https://developers.weixin.qq.com/doc/service/api/notify/template/api_sendtemplatemessage
https://developers.weixin.qq.com/doc/service/api/notify/notify/api_sendsubscribemessage

The platform takes five messages within 48 hours of the follower's last one, and has no key for repetitions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

from pydantic_core import to_json

from chalicelib.channels.base import Outlets
from chalicelib.channels.calling import require_few, require_open
from chalicelib.channels.choices import in_bytes, that_fit, under_the_last
from chalicelib.channels.splitting import split
from chalicelib.channels.weixin_answers import TOKEN_REFUSED, AccessToken, error_code, media_in, said_by
from chalicelib.model.effect import Choices, Effect
from chalicelib.model.errors import Undeliverable, Upstream
from chalicelib.model.ports import HttpAnswer

from .messages import MOST_REPLIES

API: Final = "https://api.weixin.qq.com/cgi-bin"
LONGEST_TEXT: Final = 2048  # bytes of UTF-8
MOST_CHOICES: Final = 10  # this one and the next are those of 微信客服: the platform tells none
LONGEST_CHOICE: Final = 128  # bytes of UTF-8

_FOR_GOOD: Final = {
    40003: "the openid is unknown to this account",
    40008: "the platform does not take this kind of message",
    40037: "the platform does not know the template",
    40200: "the platform does not take this kind of message from this kind of account",
    43004: "the customer does not follow the account any more",
    43101: "the customer has not agreed to notices, or has taken it back",
    45002: "the message is too long",
    45015: "the reply window is closed or the customer has left",
    45047: "the messages that the platform takes until the customer writes again are used up",
    47003: "the parameters do not fit the template",
    48001: "the account may not use this interface",
    50002: "the account is restricted",
}
_SAY: Final = "message/custom/send"
_NO_MENUS: Final = frozenset({40008, 40200})
_HEADERS: Final = {"content-type": "application/json; charset=utf-8"}


def send_text(effect: Effect, api: OfficialAccountApi) -> int:
    """Sends all of the effect's text; how many messages that took. Raises ``Upstream`` or ``Undeliverable``."""
    require_open(effect, api.outlets)
    parts = split(effect.text, limit=LONGEST_TEXT)
    require_few(parts, most=MOST_REPLIES, takes=effect.to.takes)
    for part, choices in under_the_last(parts, effect.choices):
        _post_said(part, choices, person=effect.to.recipient, api=api)
    return len(parts)


def _post_said(text: str, choices: Choices | None, *, person: str, api: OfficialAccountApi) -> None:
    """As a menu (菜单消息) where something is to be tapped; an account that may not send menus says it without."""
    words = that_fit(choices, most=MOST_CHOICES, longest=LONGEST_CHOICE, measure=in_bytes)
    plain = {"touser": person, "msgtype": "text", "text": {"content": text}}
    if not words:
        api.post(_SAY, plain)
        return
    items = [{"id": str(place), "content": word} for place, word in enumerate(words, 1)]
    menu = {"head_content": text, "list": items}
    try:
        api.post(_SAY, {"touser": person, "msgtype": "msgmenu", "msgmenu": menu})
    except Undeliverable as refused:
        if refused.facts.get("errcode") not in _NO_MENUS:
            raise
        api.post(_SAY, plain)


def send_notice(effect: Effect, api: OfficialAccountApi, *, template_id: str, parameters: Mapping[str, str]) -> None:
    """A template message (模板消息), which opens the status page. Raises ``Upstream`` or ``Undeliverable``."""
    data = {name: {"value": value} for name, value in parameters.items()}
    api.post(
        "message/template/send",
        {"touser": effect.to.recipient, "template_id": template_id, "url": effect.link or "", "data": data},
    )


def send_subscription(
    effect: Effect, api: OfficialAccountApi, *, template_id: str, parameters: Mapping[str, str]
) -> None:
    """A 订阅通知, for which the follower has agreed once. Raises ``Upstream`` or ``Undeliverable``."""
    data = {name: {"value": value} for name, value in parameters.items()}
    api.post(
        "message/subscribe/bizsend",
        {"touser": effect.to.recipient, "template_id": template_id, "page": effect.link or "", "data": data},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialAccountApi:
    app_id: str
    app_secret: str = field(repr=False)
    outlets: Outlets

    def post(self, path: str, content: Mapping[str, Any]) -> None:
        """Raises ``Upstream`` or ``Undeliverable``."""
        token = self._token()
        url = f"{API}/{path}?access_token={quote(token.value(), safe='')}"
        code = error_code(said_by(self.outlets.http.request("POST", url, headers=_HEADERS, body=to_json(content))))
        if code == 0:
            return
        if code in TOKEN_REFUSED:
            token.forget()
        if code in _FOR_GOOD:
            raise Undeliverable(_FOR_GOOD[code], errcode=code)
        raise Upstream(f"the platform refused the message with {code}", errcode=code)

    def media(self, name: str) -> bytes:
        """Kept by the platform for three days. Raises ``NotFound``, ``TooLarge`` or ``Upstream``.

        https://developers.weixin.qq.com/doc/service/api/material/temporary/api_getmedia
        """
        query = urlencode({"access_token": self._token().value(), "media_id": name})
        return media_in(self.outlets.http.request("GET", f"{API}/media/get?{query}"))

    def _token(self) -> AccessToken:
        return AccessToken(key=f"wechat_oa:{self.app_id}", outlets=self.outlets, ask=self._ask)

    def _ask(self) -> HttpAnswer:
        asked = {"grant_type": "client_credential", "appid": self.app_id, "secret": self.app_secret}
        return self.outlets.http.request("POST", f"{API}/stable_token", headers=_HEADERS, body=to_json(asked))
