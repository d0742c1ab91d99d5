"""The platform's signature: SHA-1 over the sorted, joined parts, in hex.

https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable


def signature(*parts: str) -> str:
    joined = "".join(sorted(parts)).encode("utf-8", "surrogatepass")
    return hashlib.sha1(joined).hexdigest()  # noqa: S324 - the algorithm is the platform's choice


def fits(offered: str, *, tokens: Iterable[str], parts: Iterable[str]) -> bool:
    """Whether ``offered`` signs the parts under one of the tokens. Constant time."""
    signed = tuple(parts)
    expected = [signature(token, *signed).encode() for token in tokens]
    value = offered.encode("utf-8", "surrogatepass")
    return any(hmac.compare_digest(value, each) for each in expected)
