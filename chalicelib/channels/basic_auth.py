"""HTTP basic authentication, for platforms that sign nothing: https://www.rfc-editor.org/rfc/rfc7617"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Final

from chalicelib.model.errors import SignatureInvalid

from .signing import any_is

AUTHORIZATION: Final = "authorization"
BASIC_AUTH: Final = "basic_auth"
"""Name of the secret: user and password with a colon between them, as they stand in the webhook's address."""


def verify_basic(headers: Mapping[str, str], *, logins: Sequence[str]) -> None:
    """Raises ``SignatureInvalid`` unless the call names one of the logins. Takes equally long for every wrong one."""
    scheme, _, offered = headers.get(AUTHORIZATION, "").partition(" ")
    is_login = any_is(offered, [_credentials(login) for login in logins])
    if scheme.lower() != "basic" or not is_login:
        raise SignatureInvalid("the call does not carry the account's login")


def _credentials(login: str) -> str:
    return base64.b64encode(login.encode()).decode("ascii")
