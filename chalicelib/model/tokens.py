"""Signed links: what they say can be read, but not made or changed, without the key."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final

from .errors import NotFound

_TAG_BYTES: Final = 16
_SEPARATOR: Final = "\x1f"


class Signer:
    """``keys``: the newest first; older ones still open old links while they rotate out."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        if not keys or min(map(len, keys)) < 16:
            raise ValueError("a signing key of at least 16 bytes is needed")
        self._keys = keys

    def sign(self, purpose: str, *parts: str) -> str:
        """A token for one purpose; one made for another purpose does not open it."""
        if any(_SEPARATOR in part for part in parts):
            raise ValueError("a part of a token must not hold the separator")
        payload = _SEPARATOR.join(parts).encode()
        return f"{_text(payload)}.{_text(_tag(self._keys[0], purpose, payload))}"

    def read(self, purpose: str, token: str) -> tuple[str, ...]:
        """The parts. Raises ``NotFound`` for anything not signed by us for this purpose."""
        payload_text, _, tag_text = token.partition(".")
        try:
            payload, tag = _bytes(payload_text), _bytes(tag_text)
            parts = tuple(payload.decode().split(_SEPARATOR))
        except ValueError:
            raise NotFound("this link is not valid") from None
        genuine = [hmac.compare_digest(_tag(key, purpose, payload), tag) for key in self._keys]
        if not any(genuine):
            raise NotFound("this link is not valid")
        return parts

    def pseudonym(self, purpose: str, *parts: str) -> str:
        """A name for the parts that says nothing about them to anybody without the key."""
        digest = hmac.new(self._keys[0], purpose.encode() + b"\x01" + _SEPARATOR.join(parts).encode(), hashlib.sha256)
        return digest.hexdigest()[:32]


def _tag(key: bytes, purpose: str, payload: bytes) -> bytes:
    return hmac.new(key, purpose.encode() + b"\x00" + payload, hashlib.sha256).digest()[:_TAG_BYTES]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
