"""Signatures of calls to 阿里云: V3 (``ACS3-HMAC-SHA256``), and the older RPC form, which the platform still takes.

https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
https://help.aliyun.com/zh/sdk/product-overview/rpc-mechanism
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

ALGORITHM: Final = "ACS3-HMAC-SHA256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """``date`` as in ``2026-02-12T03:00:00Z``; ``nonce`` differs from call to call."""

    host: str
    action: str
    version: str
    date: str
    nonce: str
    query: Mapping[str, str]
    body: bytes = b""
    method: str = "POST"
    path: str = "/"

    def headers(self) -> dict[str, str]:
        """Those that are signed, by name."""
        return {
            "host": self.host,
            "x-acs-action": self.action,
            "x-acs-content-sha256": hashlib.sha256(self.body).hexdigest(),
            "x-acs-date": self.date,
            "x-acs-signature-nonce": self.nonce,
            "x-acs-version": self.version,
        }

    def written_query(self) -> str:
        """As it is signed, and as it has to stand in the address."""
        return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in sorted(self.query.items()))

    def canonical(self) -> str:
        headers = self.headers()
        lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
        content = headers["x-acs-content-sha256"]
        return "\n".join((self.method, self.path, self.written_query(), lines, ";".join(headers), content))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    id: str
    secret: str = field(repr=False)


def authorization(call: Call, key: AccessKey) -> str:
    """The ``Authorization`` header."""
    digest = hashlib.sha256(call.canonical().encode()).hexdigest()
    signature = hmac.new(key.secret.encode(), f"{ALGORITHM}\n{digest}".encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key.id},SignedHeaders={';'.join(call.headers())},Signature={signature}"


def rpc_canonical(method: str, parameters: Mapping[str, str]) -> str:
    written = "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in sorted(parameters.items()))
    return f"{method}&{_encoded('/')}&{_encoded(written)}"


def rpc_signature(method: str, parameters: Mapping[str, str], *, secret: str) -> str:
    signed = hmac.new(f"{secret}&".encode(), rpc_canonical(method, parameters).encode(), hashlib.sha1)
    return base64.b64encode(signed.digest()).decode()


def _encoded(text: str) -> str:
    """RFC 3986: all but letters, digits and ``-_.~``."""
    return quote(text, safe="-_.~")
