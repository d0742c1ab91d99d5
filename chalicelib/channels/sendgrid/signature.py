"""SendGrid's webhook signature, ECDSA on P-256 with SHA-256 over the timestamp and the body as it came.

https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from chalicelib.model.errors import ConfigurationError, SignatureInvalid

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

SIGNATURE: Final = "x-twilio-email-event-webhook-signature"
TIMESTAMP: Final = "x-twilio-email-event-webhook-timestamp"


def verify(headers: Mapping[str, str], body: bytes, *, keys: Sequence[str]) -> None:
    """Raises ``SignatureInvalid`` unless one of the public keys (base64 DER) verifies the call."""
    public_keys = [_public_key(key) for key in keys]
    try:
        signature = base64.b64decode(headers.get(SIGNATURE, ""), validate=True)
    except (binascii.Error, ValueError):
        raise SignatureInvalid("the signature is not base64") from None
    content = headers.get(TIMESTAMP, "").encode("utf-8", "replace") + body
    if not any(_fits(signature, content=content, public_key=key) for key in public_keys):
        raise SignatureInvalid("the signature fits no key")


def _fits(signature: bytes, *, content: bytes, public_key: EllipticCurvePublicKey) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        public_key.verify(signature, content, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _public_key(key: str) -> EllipticCurvePublicKey:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        loaded = load_der_public_key(base64.b64decode(key, validate=True))
    except (binascii.Error, ValueError):
        raise ConfigurationError("a SendGrid verification key is not a public key in base64") from None
    if not isinstance(loaded, EllipticCurvePublicKey) or not isinstance(loaded.curve, SECP256R1):
        raise ConfigurationError("a SendGrid verification key is not on the curve P-256")
    return loaded
