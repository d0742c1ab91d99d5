"""Who is at the desk: OpenID Connect tokens, verified by the issuer's published keys (RFC 7519, RFC 7517)."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from typing import Any, Final, Protocol

import jwt

from chalicelib.model.errors import ConfigurationError, Unauthenticated, Upstream
from chalicelib.model.identity import Principal, Role
from chalicelib.model.ports import SHOP_NAME, Http

ALGORITHMS: Final = ("RS256", "ES256", "EdDSA")
LEEWAY_SECONDS: Final = 30
REST_SECONDS: Final = 30
"""Between two fetches of the keys; a new key is known after this long at the latest."""

_ROLE_CLAIMS: Final = ("roles", "cognito:groups")
_SHOP_CLAIMS: Final = ("shop", "custom:shop")


class KeySet(Protocol):
    def key(self, key_id: str) -> jwt.PyJWK | None:
        """The issuer's public key of that id."""


class PublishedKeys:
    """The issuer's keys by OpenID Connect Discovery; fetched when first needed and again for an unknown key id,
    though not for every forged one.
    """

    def __init__(self, issuer: str, http: Http, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.issuer = issuer
        self.http = http
        self._monotonic = monotonic
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetch_again_at = -math.inf

    def key(self, key_id: str) -> jwt.PyJWK | None:
        if key_id not in self._keys and self._monotonic() >= self._fetch_again_at:
            self._fetch_again_at = self._monotonic() + REST_SECONDS
            self._keys = self._fetch()
        return self._keys.get(key_id)

    def _fetch(self) -> dict[str, jwt.PyJWK]:
        """Issuers are compared to the letter, a final slash included; addresses below them have one."""
        configuration = self._json(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if configuration.get("issuer") != self.issuer:
            raise ConfigurationError(
                f"OIDC_ISSUER is {self.issuer}, but that calls itself {configuration.get('issuer')}"
            )
        published = self._json(str(configuration.get("jwks_uri")))
        try:
            keys = jwt.PyJWKSet.from_dict(published)
        except jwt.PyJWTError as error:
            raise Upstream("the identity provider published no usable keys") from error
        return {key.key_id: key for key in keys.keys if key.key_id}

    def _json(self, url: str) -> dict[str, Any]:
        answer = self.http.request("GET", url)
        if answer.status != 200:
            raise Upstream(f"the identity provider answered {answer.status}")
        try:
            said = json.loads(answer.body)
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise Upstream("the identity provider's answer is not a JSON object")
        return said


class TokenVerifier:
    """Verifies bearer tokens. The algorithm is ours to choose, never the token's; a missing expiry is refused."""

    def __init__(self, keys: KeySet, *, issuer: str, audience: str) -> None:
        self.keys = keys
        self.issuer = issuer
        self.audience = audience

    def principal(self, token: str) -> Principal:
        """Raises ``Unauthenticated`` with the same words for every cause."""
        try:
            header = jwt.get_unverified_header(token)
            key = self.keys.key(str(header.get("kid", "")))
            if key is None:
                raise _refused()
            claims = jwt.decode(
                token,
                key=key,
                algorithms=list(ALGORITHMS),
                issuer=self.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "sub"], "verify_aud": False},
            )
        except jwt.PyJWTError:
            raise _refused() from None
        self._require_audience(claims)
        return _principal(claims)

    def _require_audience(self, claims: dict[str, Any]) -> None:
        """Cognito's access tokens name the client in ``client_id`` and carry no ``aud``."""
        named = claims.get("aud", claims.get("client_id"))
        if self.audience not in (named if isinstance(named, list) else [named]):
            raise _refused()


def _principal(claims: dict[str, Any]) -> Principal:
    shop = next((claims[name] for name in _SHOP_CLAIMS if isinstance(claims.get(name), str)), None)
    if not shop or not SHOP_NAME.fullmatch(shop):
        raise _refused()
    named: list[object] = next((claims[name] for name in _ROLE_CLAIMS if isinstance(claims.get(name), list)), [])
    known = {role.value for role in Role}
    return Principal(
        id=str(claims["sub"]),
        shop=shop,
        name=str(claims.get("name") or claims.get("cognito:username") or ""),
        roles=frozenset(Role(name) for name in map(str, named) if name in known),
    )


def _refused() -> Unauthenticated:
    return Unauthenticated("sign in: the bearer token is missing, wrong or expired")
