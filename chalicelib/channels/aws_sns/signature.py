"""Who signed an SNS message: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html

RSA with PKCS #1 v1.5. ``SignatureVersion`` 1 means SHA-1, 2 means SHA-256. The certificates are not fetched: each one
that is trusted is a secret of the account, its address on the first line and the PEM below it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from chalicelib.model.errors import ConfigurationError, SignatureInvalid

from .envelope import SnsMessage

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

_CERTIFICATE_URL: Final = re.compile(
    r"https://sns\.[a-zA-Z0-9-]{3,63}\.amazonaws\.com(?:\.cn)?/[a-zA-Z0-9._/-]{1,200}\.pem", re.ASCII
)


def verify(message: SnsMessage, *, certificates: Sequence[str]) -> None:
    """Raises ``SignatureInvalid``, or ``ConfigurationError`` for a certificate of SNS that nobody has vouched for."""
    if not _CERTIFICATE_URL.fullmatch(message.certificate_url):
        raise SignatureInvalid("the certificate does not lie at SNS")
    content = message.signed_text
    if not content:
        raise SignatureInvalid("a type of message that SNS does not sign")
    algorithm = _hash_of(message.signature_version)
    try:
        signature = base64.b64decode(message.signature, validate=True)
    except (binascii.Error, ValueError):
        raise SignatureInvalid("the signature is not base64") from None
    keys = list(_keys_at(message.certificate_url, certificates))
    if not keys:
        raise ConfigurationError(f"SNS signs with {message.certificate_url}: check it and add it to the certificates")
    if not any(_fits(signature, content=content, key=key, algorithm=algorithm) for key in keys):
        raise SignatureInvalid("the signature does not fit the certificate")


def _hash_of(version: str) -> HashAlgorithm:
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256

    if version == "1":
        return SHA1()  # noqa: S303 - what SNS signs with until its topic is told otherwise
    if version == "2":
        return SHA256()
    raise SignatureInvalid("an unknown version of the signature")


def _keys_at(url: str, certificates: Sequence[str]) -> Iterator[RSAPublicKey]:
    for certificate in certificates:
        address, _, pem = certificate.strip().partition("\n")
        if not pem:
            raise ConfigurationError("a signing certificate is its address, a line break and its PEM")
        if address.strip() == url:
            yield _key_in(pem)


def _key_in(pem: str) -> RSAPublicKey:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.x509 import load_pem_x509_certificate

    try:
        key = load_pem_x509_certificate(pem.encode()).public_key()
    except ValueError:
        raise ConfigurationError("a signing certificate is no PEM certificate") from None
    if not isinstance(key, RSAPublicKey):
        raise ConfigurationError("a signing certificate holds no RSA key")
    return key


def _fits(signature: bytes, *, content: bytes, key: RSAPublicKey, algorithm: HashAlgorithm) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    try:
        key.verify(signature, content, PKCS1v15(), algorithm)
    except InvalidSignature:
        return False
    return True
