"""The signature that Lazada and TikTok Shop share: lower hex HMAC-SHA256 over the app's key and the raw body."""

from __future__ import annotations

from typing import Final

from chalicelib.channels.base import Request
from chalicelib.model.ports import ChannelAccount

from .signing import hex_hmac, require_match, required_setting

APP_KEY: Final = "app_key"
APP_SECRET: Final = "app_secret"  # noqa: S105 - the name of a secret


def verify(request: Request, account: ChannelAccount) -> None:
    """Raises ``SignatureInvalid``. The secret keys the digest, the app's key stands before the body."""
    content = required_setting(account, APP_KEY).encode() + request.body
    secrets = account.secret(APP_SECRET)
    require_match(request.headers.get("authorization", ""), [hex_hmac(secret, content) for secret in secrets])
