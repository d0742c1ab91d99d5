"""Calls to 拼多多's gateway, signed with the app's secret.

https://open.pinduoduo.com (API 调用指南); names of answers as in the platform's Java SDK.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.channels.base import Outlets
from chalicelib.channels.documents import Document
from chalicelib.channels.open_platforms import called, joined, md5_between
from chalicelib.channels.windows import Window
from chalicelib.model.ports import ChannelAccount

GATEWAY: Final = "https://gw-api.pinduoduo.com/api/router"
CLIENT_ID: Final = "client_id"
CLIENT_SECRET: Final = "client_secret"  # noqa: S105 - the name of a secret
ACCESS_TOKEN: Final = "access_token"  # noqa: S105 - the name of a secret
PAGE: Final = 100
"""The most the platform gives at once."""
_EVERY: Final = "1"
"""Of states and kinds: all of them."""


def sign(parameters: Mapping[str, str], *, secret: str) -> str:
    return md5_between(secret, joined(parameters))


@dataclass(frozen=True, slots=True)
class PinduoduoApi:
    account: ChannelAccount
    outlets: Outlets

    def refunds(self, window: Window) -> Document:
        """A page of the after-sales that changed within the window. Raises ``Upstream``."""
        return self._call(
            "pdd.refund.list.increment.get",
            answer_name="refund_increment_get_response",
            after_sales_status=_EVERY,
            after_sales_type=_EVERY,
            start_updated_at=str(int(window.since.timestamp())),
            end_updated_at=str(int(window.until.timestamp())),
            page=str(window.page),
            page_size=str(PAGE),
        )

    def _call(self, kind: str, *, answer_name: str, **own: str) -> Document:
        secret, *_ = self.account.secret(CLIENT_SECRET)
        token, *_ = self.account.secret(ACCESS_TOKEN)
        parameters = {
            "type": kind,
            CLIENT_ID: self.account.setting(CLIENT_ID),
            ACCESS_TOKEN: token,
            "timestamp": str(int(self.outlets.now.timestamp())),
            "data_type": "JSON",
            **own,
        }
        signed = {**parameters, "sign": sign(parameters, secret=secret)}
        return called(self.outlets, GATEWAY, signed, answer_name=answer_name)
