"""HMAC-SHA256 as the marketplaces write it, compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

from chalicelib.model.errors import ConfigurationError, SignatureInvalid
from chalicelib.model.ports import ChannelAccount


def base64_hmac(secret: str, content: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), content, hashlib.sha256).digest()).decode("ascii")


def hex_hmac(secret: str, content: bytes) -> str:
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


def require_match(offered: str, expected: Iterable[str]) -> None:
    """Raises ``SignatureInvalid`` unless ``offered`` is, to the letter, one of the expected signatures."""
    value = offered.encode("utf-8", "surrogatepass")
    matches = [hmac.compare_digest(value, each.encode()) for each in expected]
    if not any(matches):
        raise SignatureInvalid("the signature does not fit the body and a secret")


def required_setting(account: ChannelAccount, name: str) -> str:
    """A setting that the signature or a reply needs. Raises ``ConfigurationError``."""
    if value := account.settings.get(name, ""):
        return value
    raise ConfigurationError(f"channel account {account.channel}/{account.account} has no setting '{name}'")
