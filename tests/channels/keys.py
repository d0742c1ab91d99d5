"""RSA keys made for this run of the tests. A private key is found again by its public half."""

from __future__ import annotations

from functools import cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


@cache
def made_key(name: str) -> RSAPrivateKey:
    """The same key for the same name."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    _BY_PUBLIC_PEM[public_pem(key)] = key
    return key


def public_pem(key: RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def private_pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def signer_of(public: str) -> RSAPrivateKey:
    return _BY_PUBLIC_PEM[public]


_BY_PUBLIC_PEM: Final[dict[str, RSAPrivateKey]] = {}
