"""Calls to the merchant API, signed with the merchant's private key.

https://pay.weixin.qq.com/doc/v3/merchant/4012365336
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import quote

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from chalicelib.channels import rsa
from chalicelib.channels.base import Outlets
from chalicelib.channels.fields import Fields
from chalicelib.model.errors import Undeliverable, Upstream
from chalicelib.model.ports import HttpAnswer

from .complaints import Detail, Entry, History

HOST: Final = "https://api.mch.weixin.qq.com"
COMPLAINTS: Final = "/v3/merchant-service/complaints-v2"
PAGE: Final = 300

_FOR_GOOD: Final = frozenset({400, 403, 404})
_Read = TypeVar("_Read", bound=Fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    mchid: str
    serial: str
    """Of the merchant's certificate."""
    private_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MerchantApi:
    merchant: Merchant
    outlets: Outlets

    def detail(self, complaint: str) -> Detail:
        """Raises ``Upstream``."""
        return _read(Detail, self._call("GET", _path(complaint)))

    def history(self, complaint: str) -> Iterator[Entry]:
        """Every step of the negotiation. Raises ``Upstream``."""
        offset = 0
        while True:
            path = _path(complaint, f"/negotiation-historys?limit={PAGE}&offset={offset}")
            entries = _read(History, self._call("GET", path)).data
            yield from entries
            if len(entries) < PAGE:
                return
            offset += PAGE

    def post(self, complaint: str, action: str, content: dict[str, Any]) -> None:
        """Raises ``Upstream`` or ``Undeliverable``."""
        answer = self._call("POST", _path(complaint, f"/{action}"), body=to_json(content))
        if 200 <= answer.status < 300:
            return
        code = _error_code(answer)
        if answer.status in _FOR_GOOD:
            raise Undeliverable(f"WeChat Pay refused with {answer.status} {code}", status=answer.status, code=code)
        raise Upstream(f"WeChat Pay answered {answer.status} {code}", status=answer.status, code=code)

    def _call(self, method: str, path: str, *, body: bytes = b"") -> HttpAnswer:
        timestamp, nonce = str(int(self.outlets.now.timestamp())), secrets.token_hex(16)
        headers = {
            "authorization": authorization(self.merchant, method, path, timestamp=timestamp, nonce=nonce, body=body),
            "accept": "application/json",
            "content-type": "application/json",
        }
        return self.outlets.http.request(method, HOST + path, headers=headers, body=body or None)


def authorization(merchant: Merchant, method: str, path: str, *, timestamp: str, nonce: str, body: bytes) -> str:
    content = signed_content(method, path, timestamp=timestamp, nonce=nonce, body=body)
    parts = {
        "mchid": merchant.mchid,
        "nonce_str": nonce,
        "signature": rsa.sign(content, key=rsa.private_key(merchant.private_key)),
        "timestamp": timestamp,
        "serial_no": merchant.serial,
    }
    return "WECHATPAY2-SHA256-RSA2048 " + ",".join(f'{name}="{value}"' for name, value in parts.items())


def signed_content(method: str, path: str, *, timestamp: str, nonce: str, body: bytes) -> bytes:
    return f"{method}\n{path}\n{timestamp}\n{nonce}\n".encode() + body + b"\n"


def opened_field(sealed: str, *, private_key: str) -> str | None:
    """A field that is sealed for the merchant (RSA-OAEP), or ``None`` when it was sealed for another key.

    https://pay.weixin.qq.com/doc/v3/merchant/4013053264
    """
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
    from cryptography.hazmat.primitives.hashes import SHA1

    scheme = OAEP(mgf=MGF1(algorithm=SHA1()), algorithm=SHA1(), label=None)  # noqa: S303 - the platform's choice
    try:
        return rsa.private_key(private_key).decrypt(base64.b64decode(sealed, validate=True), scheme).decode()
    except (binascii.Error, ValueError):
        return None


def _path(complaint: str, rest: str = "") -> str:
    return f"{COMPLAINTS}/{quote(complaint, safe='')}{rest}"


def _read(shape: type[_Read], answer: HttpAnswer) -> _Read:
    if answer.status != 200:
        code = _error_code(answer)
        raise Upstream(f"WeChat Pay answered {answer.status} {code}", status=answer.status, code=code)
    try:
        return shape.model_validate_json(answer.body)
    except ValidationError:
        raise Upstream("WeChat Pay's answer is not what its API promises") from None


def _error_code(answer: HttpAnswer) -> str:
    try:
        said = from_json(answer.body)
    except ValueError:
        return ""
    return str(said.get("code", "")) if isinstance(said, dict) else ""
