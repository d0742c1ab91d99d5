"""``X-Douyin-Signature``: SHA-1 in hex over client secret and the bytes of the body. No HMAC.

https://developer.open-douyin.com/docs/resource/zh-CN/dop/develop/webhooks/summarize
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from chalicelib.channels.signing import any_is


def body_signature(client_secret: str, body: bytes) -> str:
    return hashlib.sha1(client_secret.encode() + body).hexdigest()  # noqa: S324 - the algorithm is the platform's choice


def fits(offered: str, *, body: bytes, client_secrets: Iterable[str]) -> bool:
    """Whether ``offered`` signs the body under one of the secrets. Constant time."""
    return any_is(offered, [body_signature(client_secret, body) for client_secret in client_secrets])
