"""HMAC-SHA256 over the bytes on the wire, as many platforms sign them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable


def hmac_hex(secret: str, content: bytes) -> str:
    return _hmac(secret, content).hex()


def hmac_base64(secret: str, content: bytes) -> str:
    return base64.b64encode(_hmac(secret, content)).decode("ascii")


def any_is(offered: str, expected: Iterable[str]) -> bool:
    """Whether ``offered`` is one of the expected values. Constant time for each of them."""
    value = offered.encode("utf-8", "surrogatepass")
    return any(hmac.compare_digest(value, each.encode()) for each in expected)


def _hmac(secret: str, content: bytes) -> bytes:
    return hmac.new(secret.encode(), content, hashlib.sha256).digest()
