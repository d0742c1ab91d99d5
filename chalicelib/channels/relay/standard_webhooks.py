"""Standard Webhooks 1.0.0: signing and verifying.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

``v1`` is HMAC-SHA256 under a shared secret (``whsec_``), ``v1a`` is ed25519 under a public key (``whpk_``). The header
lists any number of signatures, so that keys rotate without a gap; one that fits is enough.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from chalicelib.channels.signing import any_is
from chalicelib.model.errors import ConfigurationError, SignatureInvalid

ID: Final = "webhook-id"
TIMESTAMP: Final = "webhook-timestamp"
SIGNATURE: Final = "webhook-signature"
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - the standard's marker, not a secret
PUBLIC_KEY_PREFIX: Final = "whpk_"
TOLERANCE: Final = timedelta(seconds=300)

_UNIX_SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_SHORTEST_SECRET: Final = 24  # bytes; the standard asks for 24 to 64
_PUBLIC_KEY_LENGTH: Final = 32


def verify(headers: Mapping[str, str], body: bytes, *, keys: Sequence[str], now: datetime) -> None:
    """Raises ``SignatureInvalid`` unless one of the signatures fits one of the keys and the time is now."""
    secrets = [_secret(key) for key in keys if not key.startswith(PUBLIC_KEY_PREFIX)]
    public_keys = [_public_key(key) for key in keys if key.startswith(PUBLIC_KEY_PREFIX)]
    identifier, timestamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not identifier:
        raise SignatureInvalid("the webhook has no id")
    _require_fresh(timestamp, now=now)
    content = _signed_content(identifier=identifier, timestamp=timestamp, body=body)
    offered = [item.partition(",") for item in headers.get(SIGNATURE, "").split(" ")]
    hmacs = [value for version, _, value in offered if version == "v1"]
    signatures = [value for version, _, value in offered if version == "v1a"]
    if not _any_hmac_fits(hmacs, content=content, secrets=secrets) and not _any_signature_fits(
        signatures, content=content, public_keys=public_keys
    ):
        raise SignatureInvalid("no signature of the webhook fits a key")


def sign(body: bytes, *, identifier: str, now: datetime, keys: Sequence[str]) -> dict[str, str]:
    """The three headers, one ``v1`` signature per secret. Raises ``ConfigurationError`` when there is no secret."""
    secrets = [_secret(key) for key in keys if not key.startswith(PUBLIC_KEY_PREFIX)]
    if not secrets:
        raise ConfigurationError(f"signing a webhook needs a secret that starts with {SECRET_PREFIX}")
    timestamp = str(int(now.timestamp()))
    content = _signed_content(identifier=identifier, timestamp=timestamp, body=body)
    signatures = " ".join(f"v1,{_hmac(secret, content)}" for secret in secrets)
    return {ID: identifier, TIMESTAMP: timestamp, SIGNATURE: signatures}


def _require_fresh(timestamp: str, *, now: datetime) -> None:
    if not _UNIX_SECONDS.fullmatch(timestamp):
        raise SignatureInvalid("the webhook's timestamp is not in unix seconds")
    if abs(int(now.timestamp()) - int(timestamp)) > TOLERANCE.total_seconds():
        raise SignatureInvalid("the webhook's timestamp is too far from now")


def _signed_content(*, identifier: str, timestamp: str, body: bytes) -> bytes:
    return f"{identifier}.{timestamp}.".encode() + body


def _hmac(secret: bytes, content: bytes) -> str:
    return base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode("ascii")


def _any_hmac_fits(offered: Iterable[str], *, content: bytes, secrets: Iterable[bytes]) -> bool:
    expected = [_hmac(secret, content) for secret in secrets]
    return any(any_is(value, expected) for value in offered)


def _any_signature_fits(offered: Iterable[str], *, content: bytes, public_keys: Iterable[bytes]) -> bool:
    keys = tuple(public_keys)
    return any(_ed25519_fits(value, content=content, public_key=key) for value in offered for key in keys)


def _ed25519_fits(offered: str, *, content: bytes, public_key: bytes) -> bool:
    # Imported here because most relays share a secret, and the function that takes webhooks starts faster without it.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(base64.b64decode(offered, validate=True), content)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _secret(key: str) -> bytes:
    secret = _decoded(key.removeprefix(SECRET_PREFIX))
    if len(secret) < _SHORTEST_SECRET:
        raise ConfigurationError(f"a webhook secret is shorter than {_SHORTEST_SECRET} bytes")
    return secret


def _public_key(key: str) -> bytes:
    public_key = _decoded(key.removeprefix(PUBLIC_KEY_PREFIX))
    if len(public_key) != _PUBLIC_KEY_LENGTH:
        raise ConfigurationError(f"a webhook public key is not {_PUBLIC_KEY_LENGTH} bytes long")
    return public_key


def _decoded(text: str) -> bytes:
    """Base64, with or without its padding."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ConfigurationError("a webhook key is not base64 after its prefix") from None
