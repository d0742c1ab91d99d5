"""The platform's signature: SHA-1 over the sorted, joined parts, in hex.

https://developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from chalicelib.channels.signing import any_is


def signature(*parts: str) -> str:
    joined = "".join(sorted(parts)).encode("utf-8", "surrogatepass")
    return hashlib.sha1(joined).hexdigest()  # noqa: S324 - the algorithm is the platform's choice


def fits(offered: str, *, tokens: Iterable[str], parts: Iterable[str]) -> bool:
    """Whether ``offered`` signs the parts under one of the tokens. Constant time."""
    signed = tuple(parts)
    return any_is(offered, [signature(token, *signed) for token in tokens])
