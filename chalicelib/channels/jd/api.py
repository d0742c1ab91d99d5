"""Calls to 京东's open platform (JOS), signed with the app's secret.

https://help.jd.com/jos/question-570.html; answers after copies of the platform's SDK, not tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic_core import to_json

from chalicelib.channels.base import Outlets
from chalicelib.channels.documents import Document
from chalicelib.channels.fields import CHINA
from chalicelib.channels.open_platforms import called, china_time, joined, md5_between
from chalicelib.channels.windows import Window
from chalicelib.model.errors import Upstream
from chalicelib.model.ports import ChannelAccount

GATEWAY: Final = "https://api.jd.com/routerjson"
APP_KEY: Final = "app_key"
APP_SECRET: Final = "app_secret"  # noqa: S105 - the name of a secret
ACCESS_TOKEN: Final = "access_token"  # noqa: S105 - the name of a secret
PAGE: Final = 30
"""The most the platform gives at once."""
PARAMETERS: Final = "360buy_param_json"
_UNSIGNED: Final = frozenset({"format", "sign_method"})


def sign(parameters: Mapping[str, str], *, secret: str) -> str:
    return md5_between(secret, joined({name: one for name, one in parameters.items() if name not in _UNSIGNED}))


@dataclass(frozen=True, slots=True)
class JdApi:
    account: ChannelAccount
    outlets: Outlets

    def waiting_after_sales(self, window: Window) -> Document:
        """A page of the after-sales applied for within the window. Raises ``Upstream``."""
        asked = {
            "afsApplyTimeBegin": china_time(window.since),
            "afsApplyTimeEnd": china_time(window.until),
            "pageNumber": window.page,
            "pageSize": PAGE,
        }
        said = self._call("jingdong.afsservice.waitfetch.get", to_json(asked).decode())
        result = said.child("publicResultObject")
        if not result.has("waitFetch"):
            raise Upstream(f"the platform gave no list: {result.text('resultCode') or said.text('code')}")
        return result.child("waitFetch")

    def _call(self, method: str, asked: str) -> Document:
        secret, *_ = self.account.secret(APP_SECRET)
        token, *_ = self.account.secret(ACCESS_TOKEN)
        local = self.outlets.now.astimezone(CHINA)
        parameters = {
            "method": method,
            APP_KEY: self.account.setting(APP_KEY),
            ACCESS_TOKEN: token,
            "timestamp": f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03d}+0800",
            "v": "2.0",
            PARAMETERS: asked,
        }
        signed = {**parameters, "sign": sign(parameters, secret=secret)}
        answer_name = method.replace(".", "_") + "_responce"  # so spelt by the platform
        return called(self.outlets, GATEWAY, signed, answer_name=answer_name)
