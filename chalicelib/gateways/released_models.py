"""The model that was released last, if its signature is right; otherwise the one that was packaged.

Ed25519 (RFC 8032) by ``cryptography``: functions hold the public key only, so none of them can release.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from chalicelib.model.errors import HuiyinError, NotFound
from chalicelib.model.ports import Objects
from chalicelib.model.release import CURRENT, Release, Releases

if TYPE_CHECKING:
    from chalicelib.understanding.classifier import Classifier

CHECKED_SECONDS: Final = 600.0
"""A released model is in use everywhere after this long."""
logger = logging.getLogger(__name__)


class Unfit(ValueError):
    """A release that must not be used, and why."""


class ReleasedModels:
    """``public_key`` gives the key in base 64; without one nothing is looked for and the packaged model stays."""

    def __init__(
        self,
        objects: Objects,
        public_key: Callable[[], str | None],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.objects = objects
        self.public_key = public_key
        self._monotonic = monotonic
        self._check_again_at = float("-inf")
        self._in_use: Classifier | None = None
        self._digest: str | None = None

    def in_use(self) -> Classifier | None:
        """``None`` means the packaged one. What is wrong with a release is logged as an error and changes nothing."""
        if self._monotonic() >= self._check_again_at:
            self._check_again_at = self._monotonic() + CHECKED_SECONDS
            try:
                self._check()
            except (Unfit, HuiyinError) as problem:
                kept = self._in_use.id if self._in_use else "the packaged one"
                logger.error("the released model is not used, %s stays: %s", kept, problem, extra={"model_refused": 1})
        return self._in_use

    def _check(self) -> None:
        key = self.public_key()
        if not key:
            return
        release = newest(self.objects)
        digest = release.digest if release else None
        if digest == self._digest:
            return
        self._in_use = self._read(release, key) if release else None
        self._digest = digest

    def _read(self, release: Release, key: str) -> Classifier:
        require_signature(release, key)
        data = self.objects.get(release.key)
        if hashlib.sha256(data).hexdigest() != release.digest:
            raise Unfit("the file is not the one that was signed")
        return readable(data)


def newest(objects: Objects) -> Release | None:
    """Raises ``Unfit`` or ``Upstream``."""
    found = listed(objects).releases
    return found[0] if found else None


def listed(objects: Objects) -> Releases:
    """Raises ``Unfit`` or ``Upstream``."""
    try:
        return Releases.model_validate_json(objects.get(CURRENT))
    except NotFound:
        return Releases()
    except ValidationError as error:
        raise Unfit(f"{CURRENT} is not a list of releases") from error


def require_signature(release: Release, public_key: str) -> None:
    """Raises ``Unfit``."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(release.signature, validate=True), release.signed)
    except InvalidSignature:
        raise Unfit("its signature is not by our key") from None
    except ValueError as error:
        raise Unfit("the public key or the signature is no base 64 of the right length") from error


def readable(data: bytes) -> Classifier:
    """Raises ``Unfit`` for what is no model, or one trained for other features than this code makes."""
    from chalicelib.understanding import model_file
    from chalicelib.understanding.classifier import Classifier, classifier

    try:
        model = model_file.parse(data)
    except (ValueError, KeyError, TypeError) as error:
        raise Unfit(f"it cannot be read: {error}") from error
    version = classifier().model.version
    if model.version != version:
        raise Unfit(f"it is of version {model.version}, this code reads texts for version {version}")
    if len(model.weights) != len(model.rows) * model_file.row_size(model.width):
        raise Unfit("it has too few or too many weights")
    return Classifier(model)
