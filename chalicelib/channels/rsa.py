"""RSA signatures with SHA-256 (PKCS #1 v1.5), as several platforms use them, and keys as their consoles show them.

``cryptography`` is imported on use, so that a function without such a channel starts without it.
"""

from __future__ import annotations

import base64
import binascii
import textwrap
from typing import TYPE_CHECKING

from chalicelib.model.errors import ConfigurationError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey


def fits(signature: str, content: bytes, *, key: RSAPublicKey) -> bool:
    """Whether ``signature`` (base64) signs the content."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        key.verify(base64.b64decode(signature, validate=True), content, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def sign(content: bytes, *, key: RSAPrivateKey) -> str:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    return base64.b64encode(key.sign(content, PKCS1v15(), SHA256())).decode("ascii")


def public_key(text: str) -> RSAPublicKey:
    """From PEM, or from its base64 alone. Raises ``ConfigurationError``."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(_pem(text, "PUBLIC KEY"))
    except ValueError:
        raise ConfigurationError("a public key is not readable") from None
    if not isinstance(key, RSAPublicKey):
        raise ConfigurationError("a public key is not an RSA key")
    return key


def private_key(text: str) -> RSAPrivateKey:
    """From PEM, or from its base64 (PKCS #8) alone. Raises ``ConfigurationError``."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(_pem(text, "PRIVATE KEY"), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ConfigurationError("a private key is not readable") from None
    if not isinstance(key, RSAPrivateKey):
        raise ConfigurationError("a private key is not an RSA key")
    return key


def _pem(text: str, label: str) -> bytes:
    if "-----BEGIN" in text:
        return text.strip().encode()
    lines = "\n".join(textwrap.wrap("".join(text.split()), 64))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n".encode()
