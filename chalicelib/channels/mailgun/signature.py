"""Mailgun's webhook signature: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks

It covers a time and a token, not the mail. Retries repeat both for eight hours, so the time may be that old.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from chalicelib.channels.forms import Form
from chalicelib.channels.signing import hmac_hex, require_match
from chalicelib.model.errors import SignatureInvalid

TIMESTAMP: Final = "timestamp"
TOKEN: Final = "token"  # noqa: S105 - the name of a field
SIGNATURE: Final = "signature"
TOLERANCE: Final = timedelta(hours=8, minutes=15)

_UNIX_SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


def signature(key: str, *, timestamp: str, token: str) -> str:
    return hmac_hex(key, (timestamp + token).encode("utf-8", "replace"))


def verify(form: Form, *, keys: Sequence[str], now: datetime) -> None:
    """Raises ``SignatureInvalid`` unless one of the keys signed the token, not too long ago."""
    timestamp, token, offered = form.text(TIMESTAMP), form.text(TOKEN), form.text(SIGNATURE)
    if not token or not _UNIX_SECONDS.fullmatch(timestamp):
        raise SignatureInvalid("the form has no token or no time in unix seconds")
    require_match(offered, [signature(key, timestamp=timestamp, token=token) for key in keys])
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise SignatureInvalid("the time of the form is too far from now")
