"""Calls to Alipay's gateway, signed with the app's private key (RSA2).

https://opendocs.alipay.com/common/02mse3
https://opendocs.alipay.com/open/035o4c
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from chalicelib.channels import rsa
from chalicelib.channels.base import Outlets
from chalicelib.channels.fields import CHINA
from chalicelib.model.errors import Undeliverable, Upstream

from .complaints import Detail
from .form import RSA2, SIGN, signed_content

GATEWAY: Final = "https://openapi.alipay.com/gateway.do"

_DONE: Final = "10000"
_REFUSED_BY_ITS_RULES: Final = "40004"
_THEIR_TROUBLE: Final = "SYSTEM_ERROR"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlipayApi:
    app_id: str
    private_key: str = field(repr=False)
    outlets: Outlets

    def detail(self, complaint: str) -> Detail:
        """Raises ``Upstream``."""
        said = self._call("alipay.merchant.tradecomplain.query", {"complain_event_id": complaint})
        if said.get("code") != _DONE:
            raise Upstream(f"Alipay refused with {_reason(said)}", code=_reason(said))
        try:
            return Detail.model_validate(said)
        except ValidationError:
            raise Upstream("Alipay's answer is not what its API promises") from None

    def reply(self, complaint: str, text: str) -> None:
        """Raises ``Upstream`` or ``Undeliverable``."""
        content = {"complain_event_id": complaint, "reply_content": text}
        said = self._call("alipay.merchant.tradecomplain.reply.submit", content)
        code, reason = said.get("code"), _reason(said)
        if code == _DONE:
            return
        if code == _REFUSED_BY_ITS_RULES and _THEIR_TROUBLE not in reason:
            raise Undeliverable(f"Alipay refused the reply with {reason}", code=reason)
        raise Upstream(f"Alipay refused with {reason}", code=reason)

    def _call(self, method: str, content: Mapping[str, str]) -> Mapping[str, Any]:
        body = urlencode(self._signed(method, content)).encode()
        headers = {"content-type": "application/x-www-form-urlencoded;charset=utf-8"}
        answer = self.outlets.http.request("POST", f"{GATEWAY}?charset=utf-8", headers=headers, body=body)
        if answer.status != 200:
            raise Upstream(f"Alipay answered {answer.status}", status=answer.status)
        try:
            said = from_json(answer.body)
        except ValueError:
            said = None
        found = _response(said, method) if isinstance(said, dict) else None
        if not isinstance(found, dict):
            raise Upstream("Alipay's answer holds no response")
        return found

    def _signed(self, method: str, content: Mapping[str, str]) -> Mapping[str, str]:
        form = {
            "app_id": self.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": RSA2,
            "timestamp": f"{self.outlets.now.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
            "version": "1.0",
            "biz_content": to_json(content).decode(),
        }
        signature = rsa.sign(signed_content(form, ()).encode(), key=rsa.private_key(self.private_key))
        return {**form, SIGN: signature}


def _response(said: Mapping[str, Any], method: str) -> Any:
    return said.get(f"{method.replace('.', '_')}_response", said.get("error_response"))


def _reason(said: Mapping[str, Any]) -> str:
    return " ".join(str(said[name]) for name in ("code", "sub_code") if said.get(name))
