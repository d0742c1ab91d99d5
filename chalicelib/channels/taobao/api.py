"""Calls to the open platform (TOP), signed with the app's secret.

https://open.taobao.com (API 调用方法详解); answers as the platform's own SDK names them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.channels.base import Outlets
from chalicelib.channels.documents import Document
from chalicelib.channels.open_platforms import called, china_time, joined, md5_between
from chalicelib.model.errors import Upstream
from chalicelib.model.ports import ChannelAccount

GATEWAY: Final = "https://gw.api.taobao.com/router/rest"
APP_KEY: Final = "app_key"
APP_SECRET: Final = "app_secret"  # noqa: S105 - the name of a secret
GROUP: Final = "group"
PAGE: Final = 100
"""Messages asked for at once; the platform gives 200 at most."""


def sign(parameters: Mapping[str, str], *, secret: str) -> str:
    """``sign_method`` is ``md5``, ``hmac`` (HMAC-MD5) or ``hmac-sha256``."""
    content, method = joined(parameters), parameters["sign_method"]
    if method == "md5":
        return md5_between(secret, content)
    return hmac.new(secret.encode(), content.encode(), _DIGESTS[method]).hexdigest().upper()


_DIGESTS: Final = {"hmac": hashlib.md5, "hmac-sha256": hashlib.sha256}


@dataclass(frozen=True, slots=True)
class TaobaoApi:
    """Every call raises ``Upstream``."""

    account: ChannelAccount
    outlets: Outlets

    def consume(self) -> tuple[Document, ...]:
        """Messages that have not been confirmed."""
        said = self._call("taobao.tmc.messages.consume", group_name=self._group, quantity=str(PAGE))
        return messages_of(said)

    def confirm(self, ids: tuple[str, ...]) -> None:
        said = self._call("taobao.tmc.messages.confirm", group_name=self._group, s_message_ids=",".join(ids))
        if not said.is_true("is_success"):
            raise Upstream("the platform did not take the confirmation")

    def refund(self, refund_id: str, *, session: str) -> Document:
        """What the buyer wrote. ``session`` is the seller's authorization."""
        said = self._call(
            "taobao.refund.get", session=session, fields="refund_id,reason,desc,title", refund_id=refund_id
        )
        return said.child("refund")

    @property
    def _group(self) -> str:
        return self.account.settings.get(GROUP) or "default"

    def _call(self, method: str, **own: str) -> Document:
        secret, *_ = self.account.secret(APP_SECRET)
        parameters = {
            "method": method,
            APP_KEY: self.account.setting(APP_KEY),
            "timestamp": china_time(self.outlets.now),
            "format": "json",
            "v": "2.0",
            "sign_method": "hmac-sha256",
            **own,
        }
        answer_name = method.removeprefix("taobao.").replace(".", "_") + "_response"
        signed = {**parameters, "sign": sign(parameters, secret=secret)}
        return called(self.outlets, GATEWAY, signed, answer_name=answer_name)


def messages_of(said: Document) -> tuple[Document, ...]:
    """Raises ``MalformedPayload``."""
    return said.child("messages").children("tmc_message")
