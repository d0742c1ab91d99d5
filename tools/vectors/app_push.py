"""``lazada.json`` and ``tiktok-shop.json``: pushes over the app's key and the body, and digests of outgoing calls.

No outgoing call is made to either platform; those digests confirm that the keyed digest is the platforms' own.
"""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.channels.base import Request
from chalicelib.channels.signing import hmac_hex

from .replay import Vector, account_of, call, clock, differences, lowered

NO_CLOCK = clock(0)
"""The platforms sign no time that anybody checks."""


def replay_lazada(vector: Vector) -> Sequence[str]:
    if vector["kind"] == "request":
        sign = hmac_hex(vector["app_secret"], vector["canonical"].encode()).upper()
        return differences(sign=(sign, vector["expect"]["sign"]))
    return _push("lazada", vector)


def replay_tiktok_shop(vector: Vector) -> Sequence[str]:
    if vector["kind"] == "request":
        secret, query = vector["app_secret"], vector["query"]
        listed = "".join(f"{name}{query[name]}" for name in sorted(query) if name not in ("sign", "access_token"))
        canonical = f"{secret}{vector['path']}{listed}{vector['body']}{secret}"
        return differences(sign=(hmac_hex(secret, canonical.encode()), vector["expect"]["sign"]))
    return _push("tiktok_shop", vector)


def _push(name: str, vector: Vector) -> Sequence[str]:
    account = account_of(name, secrets={"app_secret": [vector["app_secret"]]}, settings={"app_key": vector["app_key"]})
    request = Request(method="POST", headers=lowered(vector["headers"]), body=vector["body"].encode())
    outcome = call(request, account, now=NO_CLOCK)
    return differences(refused=(outcome.refused, None if vector["expect"]["valid"] else "signature"))
