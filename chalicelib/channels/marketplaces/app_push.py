"""The signature that Lazada and TikTok Shop share: lower hex HMAC-SHA256 over the app's key and the raw body."""

from __future__ import annotations

from typing import Final

from chalicelib.channels.base import Request
from chalicelib.channels.signing import hmac_hex, require_match
from chalicelib.model.ports import ChannelAccount

APP_KEY: Final = "app_key"
APP_SECRET: Final = "app_secret"  # noqa: S105 - the name of a secret


def verify(request: Request, account: ChannelAccount) -> None:
    """Raises ``SignatureInvalid``. The secret keys the digest, the app's key stands before the body."""
    content = account.setting(APP_KEY).encode() + request.body
    secrets = account.secret(APP_SECRET)
    require_match(request.headers.get("authorization", ""), [hmac_hex(secret, content) for secret in secrets])
