"""The signature of calls that the platform makes to an ISV's service (奇门 SPI), by the platform's ``SpiUtils``.

Each such service has its own fields and its own answer, so none is served here; whoever serves one finds the check.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from chalicelib.channels.base import Request
from chalicelib.channels.open_platforms import china_moment, joined, md5_between
from chalicelib.channels.signing import any_is
from chalicelib.model.errors import SignatureInvalid

TOLERANCE: Final = timedelta(minutes=5)
_FORM: Final = "application/x-www-form-urlencoded"


def verify(request: Request, *, secrets: tuple[str, ...], now: datetime) -> None:
    """Raises ``SignatureInvalid``. The fields of a form are signed by name, every other body as it stands."""
    try:
        body = request.body.decode()
    except UnicodeDecodeError:
        raise SignatureInvalid("the body is not UTF-8") from None
    signed = {**_signed_headers(request), **request.query}
    if request.headers.get("content-type", "").lower().startswith(_FORM):
        signed |= dict(parse_qsl(body, keep_blank_values=True))
        body = ""
    content = joined(signed) + body
    if not any_is(request.query.get("sign", ""), [md5_between(secret, content) for secret in secrets]):
        raise SignatureInvalid("the signature does not fit the call and a secret")
    made_at = china_moment(request.query.get("timestamp", ""))
    if made_at is None or abs(now - made_at) > TOLERANCE:
        raise SignatureInvalid("the call was made too long ago")


def _signed_headers(request: Request) -> dict[str, str]:
    names = [name.strip() for name in request.headers.get("top-sign-list", "").split(",")]
    return {name: unquote_plus(request.headers.get(name.lower(), "")) for name in names if name}
