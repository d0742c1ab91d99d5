"""OAuth 1.0a: signing a call as a user of the app.

https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature
https://www.rfc-editor.org/rfc/rfc5849#section-3.4

These tokens do not expire, so there is nothing to refresh. A JSON body takes no part in the signature.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Credentials:
    consumer_key: str
    consumer_secret: str = field(repr=False)
    token: str = field(repr=False)
    token_secret: str = field(repr=False)


def authorization(method: str, url: str, credentials: Credentials, *, nonce: str, now: datetime) -> str:
    """The header's value. ``nonce`` has to differ between calls of the same second."""
    parameters = {
        "oauth_consumer_key": credentials.consumer_key,
        "oauth_nonce": nonce,
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(int(now.timestamp())),
        "oauth_token": credentials.token,
        "oauth_version": "1.0",
    }
    signed = parameters | {"oauth_signature": signature(method, url, parameters, credentials)}
    return "OAuth " + ", ".join(f'{_escaped(name)}="{_escaped(value)}"' for name, value in sorted(signed.items()))


def signature(method: str, url: str, parameters: Mapping[str, str], credentials: Credentials) -> str:
    pairs = sorted((_escaped(name), _escaped(value)) for name, value in parameters.items())
    joined = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join((method, _escaped(url), _escaped(joined)))
    key = f"{_escaped(credentials.consumer_secret)}&{_escaped(credentials.token_secret)}"
    digest = hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode("ascii")


def _escaped(text: str) -> str:
    return quote(text, safe="~")
