"""A released model: which weights functions should use, signed by whoever released them."""

from __future__ import annotations

import re
from typing import Final

from pydantic import Field

from .base import Instant, Word

CURRENT: Final = "models/current.json"
"""Where the releases are listed."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class Release(Word):
    """``digest`` is the SHA-256 of the file, ``signature`` base 64 of an Ed25519 signature over ``signed``."""

    digest: str = Field(pattern=f"^{_DIGEST.pattern}$")
    model: str
    released_at: Instant
    signature: str

    @property
    def key(self) -> str:
        return f"models/{self.digest}.model"

    @property
    def signed(self) -> bytes:
        return signed_bytes(self.digest)


class Releases(Word):
    """The newest first: that one is in use, the one behind it is what a roll-back returns to."""

    releases: tuple[Release, ...] = ()


def signed_bytes(digest: str) -> bytes:
    """Says what it is, so that a signature made for something else never fits."""
    return f"huiyin classifier model {digest}".encode()
