"""Signs a model, puts it where functions look, and takes it back."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chalicelib.gateways.released_models import Unfit, listed, readable, require_signature
from chalicelib.model.ports import Objects
from chalicelib.model.release import CURRENT, Release, Releases, signed_bytes

KEPT: Final = 10
"""So many releases can be returned to."""
_BINARY: Final = "application/octet-stream"


def new_key() -> tuple[bytes, str]:
    """The private key as PEM, for whoever releases; and the public one in base 64, for the parameter."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem, public_of(key)


def private_key(pem: bytes) -> Ed25519PrivateKey:
    """Raises ``Unfit``."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise Unfit("the key file holds no unencrypted PEM key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Unfit("the key is not an Ed25519 key")
    return key


def public_of(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def release(objects: Objects, data: bytes, *, key: Ed25519PrivateKey, now: datetime) -> Release:
    """The file first, the list of releases last, so that functions never see a name without a file.

    Raises ``Unfit`` for what functions would refuse.
    """
    model = readable(data)
    digest = hashlib.sha256(data).hexdigest()
    signature = base64.b64encode(key.sign(signed_bytes(digest))).decode()
    made = Release(digest=digest, model=model.id, released_at=now, signature=signature)
    require_signature(made, public_of(key))
    before = [one for one in listed(objects).releases if one.digest != digest]
    objects.put(made.key, data, content_type=_BINARY)
    _write(objects, (made, *before)[:KEPT])
    return made


def roll_back(objects: Objects) -> Release | None:
    """The release that counts now; ``None`` when it is the packaged model again. Raises ``Unfit`` at the end."""
    present = listed(objects).releases
    if not present:
        raise Unfit("nothing has been released: the packaged model is in use")
    _write(objects, present[1:])
    return present[1] if len(present) > 1 else None


def _write(objects: Objects, releases: tuple[Release, ...]) -> None:
    whole = Releases(releases=releases).model_dump_json()
    objects.put(CURRENT, whole.encode(), content_type="application/json")
