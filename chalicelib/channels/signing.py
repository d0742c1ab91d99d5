"""HMAC-SHA256 over the bytes on the wire, as many platforms sign them; and the key where a platform signs nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

from chalicelib.model.errors import SignatureInvalid
from chalicelib.model.ports import ChannelAccount

from .base import HOOK_KEY, Request


def hmac_hex(secret: str, content: bytes) -> str:
    return _hmac(secret, content).hex()


def hmac_base64(secret: str, content: bytes) -> str:
    return base64.b64encode(_hmac(secret, content)).decode("ascii")


def any_is(offered: str, expected: Iterable[str]) -> bool:
    """Whether ``offered`` is one of the expected values. Takes equally long for every wrong one."""
    value = offered.encode("utf-8", "surrogatepass")
    matches = [hmac.compare_digest(value, each.encode("utf-8", "surrogatepass")) for each in expected]
    return any(matches)


def require_match(offered: str, expected: Iterable[str]) -> None:
    """Raises ``SignatureInvalid`` unless ``offered`` is, to the letter, one of the expected signatures."""
    if not any_is(offered, expected):
        raise SignatureInvalid("the signature does not fit the call and a secret")


def _hmac(secret: str, content: bytes) -> bytes:
    return hmac.new(secret.encode(), content, hashlib.sha256).digest()


def require_hook_key(request: Request, account: ChannelAccount) -> None:
    """For hooks that the platform does not sign: the address carries a key of our own. Raises ``SignatureInvalid``."""
    if not any_is(request.query.get(HOOK_KEY, ""), account.secret(HOOK_KEY)):
        raise SignatureInvalid("the address lacks our key")
