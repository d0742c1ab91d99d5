"""The identity provider of the one machine: an OpenID Connect issuer with one key, kept in the data folder."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.model.identity import Role

from . import files
from .folder import Unusable

AUDIENCE: Final = "huiyin-desk"
KEY_FILE: Final = "issuer.pem"
TOKENS_FILE: Final = "tokens.json"
KEY_ID: Final = "local"
LIFE: Final = timedelta(days=365)
_ALGORITHM: Final = "ES256"


def issued_by(data: Path) -> str | None:
    """The address of the machine that last ran on this data folder; ``None`` before the first time."""
    file = data / TOKENS_FILE
    if not file.exists():
        return None
    token = next(iter(json.loads(file.read_bytes()).values()))
    issuer: str = jwt.decode(token, options={"verify_signature": False})["iss"]
    return issuer


class LocalIssuer:
    """Signs tokens and publishes its key, as any OIDC issuer does."""

    def __init__(self, key_file: Path, *, url: str) -> None:
        self.url = url
        self._key = _load_or_make(key_file)

    def token(self, *, subject: str, name: str, role: Role, shop: str, now: datetime) -> str:
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": subject,
            "name": name,
            "roles": [role.value],
            "shop": shop,
            "iat": int(now.timestamp()),
            "exp": int((now + LIFE).timestamp()),
        }
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM, headers={"kid": KEY_ID})

    def key(self, key_id: str) -> jwt.PyJWK | None:
        """The public key, for the verifier in the same process."""
        return jwt.PyJWK(self._published()) if key_id == KEY_ID else None

    def configuration(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0."""
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/.well-known/jwks.json",
            "id_token_signing_alg_values_supported": [_ALGORITHM],
        }

    def key_set(self) -> dict[str, Any]:
        return {"keys": [self._published()]}

    def _published(self) -> dict[str, Any]:
        algorithm = jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256)
        key = json.loads(algorithm.to_jwk(self._key.public_key()))
        return {**key, "kid": KEY_ID, "use": "sig", "alg": _ALGORITHM}


def _load_or_make(key_file: Path) -> ec.EllipticCurvePrivateKey:
    if not key_file.exists():
        made = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        files.write_new(key_file, made)
    try:
        loaded = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    except ValueError:
        loaded = None
    if not isinstance(loaded, ec.EllipticCurvePrivateKey):
        raise Unusable(f"{key_file} holds no key of ours: restore it, or delete it and use the new tokens")
    return loaded
