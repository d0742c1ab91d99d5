"""The platform's signature: SHA-1 in hex over the sorted, joined app secret, timestamp and nonce. It covers no body.

https://open.weibo.com/wiki/Messages_api_start
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable


def address_signature(app_secret: str, timestamp: str, nonce: str) -> str:
    joined = "".join(sorted((app_secret, timestamp, nonce))).encode("utf-8", "surrogatepass")
    return hashlib.sha1(joined).hexdigest()  # noqa: S324 - the algorithm is the platform's choice


def fits(offered: str, *, app_secrets: Iterable[str], timestamp: str, nonce: str) -> bool:
    """Whether ``offered`` signs the call under one of the secrets. Constant time."""
    expected = [address_signature(app_secret, timestamp, nonce).encode() for app_secret in app_secrets]
    value = offered.encode("utf-8", "surrogatepass")
    return any(hmac.compare_digest(value, each) for each in expected)
