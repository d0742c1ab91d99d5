"""Sealing: what is kept of people is encrypted before it is stored, under a key that the store does not hold.

AES-256-GCM (NIST SP 800-38D). Every scope, a complaint or an object, has a key of its own, derived from one secret with
HMAC-SHA-256 (a KDF in the sense of NIST SP 800-108), so that no key ever meets too many random nonces. What is sealed
opens only under the name it was sealed for.

A secret is replaced by one put before it: what is written is sealed under the first, what is read opens under any, and
``renewed`` moves what lies there to the first. Once the older one is gone, whatever still lies under it, in backups as
well, is lost for good.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Final

from .errors import ConfigurationError

MARK: Final = b"\x00huiyin-sealed-1\x00"
"""No text and no delivery begins like this: what does not was kept before there was a seal."""
_NONCE: Final = 12
_KEYS_KEPT: Final = 1_000


class Seal:
    """``secrets``, the newest first, are asked for when first needed, which may raise ``ConfigurationError``."""

    def __init__(self, secrets: Callable[[], Sequence[bytes]]) -> None:
        self._secrets = secrets
        self._key = lru_cache(maxsize=_KEYS_KEPT)(_derived)

    @cached_property
    def secrets(self) -> tuple[bytes, ...]:
        return tuple(self._secrets())

    def close(self, plain: bytes, *, scope: str, name: str) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE)
        return MARK + nonce + AESGCM(self._key(self.secrets[0], scope)).encrypt(nonce, plain, name.encode())

    def open(self, kept: bytes, *, scope: str, name: str) -> bytes:
        """What is not sealed comes back as it is. Raises ``ConfigurationError`` when it was sealed under another key
        or for another name.
        """
        if not kept.startswith(MARK):
            return kept
        tried = (self._opened(kept, secret, scope=scope, name=name) for secret in self.secrets)
        plain = next((plain for plain in tried if plain is not None), None)
        if plain is None:
            raise ConfigurationError("what is kept was sealed under another seal-key, or was moved or changed")
        return plain

    def renewed(self, kept: bytes, *, scope: str, name: str) -> bytes | None:
        """The same under the newest secret, ``None`` where it is. Raises as ``open``."""
        newest = self.secrets[0]
        if kept.startswith(MARK) and self._opened(kept, newest, scope=scope, name=name) is not None:
            return None
        return self.close(self.open(kept, scope=scope, name=name), scope=scope, name=name)

    def _opened(self, kept: bytes, secret: bytes, *, scope: str, name: str) -> bytes | None:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        start = len(MARK) + _NONCE
        try:
            return AESGCM(self._key(secret, scope)).decrypt(kept[len(MARK) : start], kept[start:], name.encode())
        except InvalidTag:
            return None


def _derived(secret: bytes, scope: str) -> bytes:
    return hmac.digest(secret, f"huiyin seal {scope}".encode(), "sha256")
