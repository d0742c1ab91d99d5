"""Signatures of calls to 腾讯云: ``TC3-HMAC-SHA256``.

https://cloud.tencent.com/document/api/382/52072
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

ALGORITHM: Final = "TC3-HMAC-SHA256"
_END: Final = "tc3_request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """``headers`` are those to be signed, names in lower case; ``timestamp`` in unix seconds."""

    service: str
    timestamp: int
    headers: Mapping[str, str]
    payload: bytes

    @property
    def signed_headers(self) -> str:
        return ";".join(sorted(self.headers))

    @property
    def scope(self) -> tuple[str, str, str]:
        return (f"{datetime.fromtimestamp(self.timestamp, UTC):%Y-%m-%d}", self.service, _END)

    def canonical(self) -> str:
        """Values in lower case, as the platform compares them."""
        lines = "".join(f"{name}:{self.headers[name].strip().lower()}\n" for name in sorted(self.headers))
        content = hashlib.sha256(self.payload).hexdigest()
        return "\n".join(("POST", "/", "", lines, self.signed_headers, content))

    def string_to_sign(self) -> str:
        digest = hashlib.sha256(self.canonical().encode()).hexdigest()
        return "\n".join((ALGORITHM, str(self.timestamp), "/".join(self.scope), digest))


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretKey:
    id: str
    key: str = field(repr=False)


def authorization(call: Call, secret: SecretKey) -> str:
    """The ``Authorization`` header."""
    credential = "/".join((secret.id, *call.scope))
    return (
        f"{ALGORITHM} Credential={credential}, SignedHeaders={call.signed_headers}, Signature={signature(call, secret)}"
    )


def signature(call: Call, secret: SecretKey) -> str:
    key = f"TC3{secret.key}".encode()
    for part in call.scope:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, call.string_to_sign().encode(), hashlib.sha256).hexdigest()
