"""``X-Douyin-Signature``: SHA-1 in hex over client secret and the bytes of the body. No HMAC.

https://developer.open-douyin.com/docs/resource/zh-CN/dop/develop/webhooks/summarize
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable


def body_signature(client_secret: str, body: bytes) -> str:
    return hashlib.sha1(client_secret.encode() + body).hexdigest()  # noqa: S324 - the algorithm is the platform's choice


def fits(offered: str, *, body: bytes, client_secrets: Iterable[str]) -> bool:
    """Whether ``offered`` signs the body under one of the secrets. Constant time."""
    expected = [body_signature(client_secret, body).encode() for client_secret in client_secrets]
    value = offered.encode("utf-8", "surrogatepass")
    return any(hmac.compare_digest(value, each) for each in expected)
