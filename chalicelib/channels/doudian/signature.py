"""``event-sign``: MD5 in hex over app key, the bytes of the body, app secret.

The platform's own page (https://op.jinritemai.com/docs) could not be read. The rule is the one on which two independent
clients agree: https://github.com/minibear2021/doudian and https://github.com/zsmhub/doudian-sdk
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from chalicelib.channels.signing import any_is


def event_sign(app_key: str, body: bytes, app_secret: str) -> str:
    signed = app_key.encode() + body + app_secret.encode()
    return hashlib.md5(signed).hexdigest()  # noqa: S324 - the algorithm is the platform's choice


def fits(offered: str, *, app_key: str, body: bytes, app_secrets: Iterable[str]) -> bool:
    """Whether ``offered`` signs the body under one of the secrets. Constant time."""
    return any_is(offered, [event_sign(app_key, body, app_secret) for app_secret in app_secrets])
