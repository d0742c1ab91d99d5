"""eBay's signatures: the challenge of an endpoint, and ECDSA over a notification.

https://developer.ebay.com/marketplace-account-deletion
https://github.com/eBay/event-notification-nodejs-sdk

A channel has no network, so the public keys that eBay serves by id are kept with the account, as ``<kid>:<PEM>``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from chalicelib.channels.fields import Fields
from chalicelib.model.errors import ConfigurationError, SignatureInvalid

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

_PEM: Final = re.compile(r"\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*")
_DIGESTS: Final = frozenset({"SHA1", "SHA256"})


class Offered(Fields):
    """What the header holds, once its base64 is undone. ``signature`` is DER in base64."""

    alg: str
    kid: str
    signature: str
    digest: str


def challenge_response(code: str, *, token: str, endpoint: str) -> str:
    return hashlib.sha256(f"{code}{token}{endpoint}".encode("utf-8", "surrogatepass")).hexdigest()


def verify(header: str, body: bytes, *, keys: Sequence[str]) -> None:
    """Raises ``SignatureInvalid`` unless the key that the header names signed these very bytes."""
    known = _by_kid(keys)
    offered = _offered(header)
    if offered.alg.lower() != "ecdsa" or offered.digest.upper() not in _DIGESTS:
        raise SignatureInvalid("the notification is signed in a way we do not know")
    if offered.kid not in known:
        raise SignatureInvalid("the notification names a public key that the account does not have")
    _require_signed(body, offered, pem=known[offered.kid])


def _offered(header: str) -> Offered:
    try:
        return Offered.model_validate_json(base64.b64decode(header, validate=True))
    except (binascii.Error, ValueError, ValidationError):
        raise SignatureInvalid("the signature is no base64 of JSON with all its fields") from None


def _by_kid(keys: Sequence[str]) -> Mapping[str, str]:
    pairs = (key.partition(":") for key in keys)
    return {kid.strip(): pem for kid, _, pem in pairs}


def _public_key(pem: str) -> EllipticCurvePublicKey:
    """eBay writes the PEM on one line; any spacing will do."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    written = _PEM.fullmatch(pem)
    try:
        key = load_der_public_key(base64.b64decode("".join(written[1].split()))) if written else None
    except ValueError:
        key = None
    if not isinstance(key, EllipticCurvePublicKey):
        raise ConfigurationError("a value of the eBay secret 'public_keys' is not <kid>:<PEM of an elliptic curve key>")
    return key


def _require_signed(body: bytes, offered: Offered, *, pem: str) -> None:
    # Imported here because no other channel needs it, and the function that takes webhooks starts faster without it.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

    digest = hashes.SHA256() if offered.digest.upper() == "SHA256" else hashes.SHA1()  # noqa: S303 - eBay's choice
    key = _public_key(pem)
    try:
        key.verify(base64.b64decode(offered.signature, validate=True), body, ECDSA(digest))
    except (InvalidSignature, binascii.Error, ValueError):
        raise SignatureInvalid("the signature does not fit the body") from None
