"""Sealing: what is kept of people is encrypted before it is stored, under a key that the store does not hold.

AES-256-GCM (NIST SP 800-38D). Every scope, a complaint or an object, has a key of its own, derived from one secret with
HMAC-SHA-256 (a KDF in the sense of NIST SP 800-108), so that no key ever meets too many random nonces. What is sealed
opens only under the name it was sealed for.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Final

from .errors import ConfigurationError

MARK: Final = b"\x00huiyin-sealed-1\x00"
"""No text and no delivery begins like this: what does not was kept before there was a seal."""
_NONCE: Final = 12
_KEYS_KEPT: Final = 1_000


class Seal:
    """``secret`` is asked for when first needed, and may raise ``ConfigurationError``."""

    def __init__(self, secret: Callable[[], bytes]) -> None:
        self._secret = secret
        self._key = lru_cache(maxsize=_KEYS_KEPT)(self._derived)

    @cached_property
    def secret(self) -> bytes:
        return self._secret()

    def close(self, plain: bytes, *, scope: str, name: str) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE)
        return MARK + nonce + AESGCM(self._key(scope)).encrypt(nonce, plain, name.encode())

    def open(self, kept: bytes, *, scope: str, name: str) -> bytes:
        """What is not sealed comes back as it is. Raises ``ConfigurationError`` when it was sealed under another key
        or for another name.
        """
        if not kept.startswith(MARK):
            return kept
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        start = len(MARK) + _NONCE
        try:
            return AESGCM(self._key(scope)).decrypt(kept[len(MARK) : start], kept[start:], name.encode())
        except InvalidTag as error:
            raise ConfigurationError(
                "what is kept was sealed under another seal-key, or was moved or changed"
            ) from error

    def _derived(self, scope: str) -> bytes:
        return hmac.digest(self.secret, f"huiyin seal {scope}".encode(), "sha256")
