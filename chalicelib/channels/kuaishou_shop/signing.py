"""Signatures of the platform that pushes do not carry. Nothing calls the API yet.

``api_sign`` is for calls to the shop's API: https://open.kwaixiaodian.com (API调用说明, document 401853).
``kwaisign`` is on pushes of Kuaishou's open platform outside shops, after https://github.com/WyntersN/go-kwai
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from chalicelib.channels.signing import hmac_base64


def api_sign(parameters: Mapping[str, str], *, sign_secret: str) -> str:
    """By the ``signMethod`` among the parameters: ``HMAC_SHA256`` in base64, else ``MD5`` in hex."""
    named = "&".join(f"{name}={value}" for name, value in sorted(parameters.items()))
    content = f"{named}&signSecret={sign_secret}".encode()
    if parameters.get("signMethod") == "HMAC_SHA256":
        return hmac_base64(sign_secret, content)
    return hashlib.md5(content).hexdigest()  # noqa: S324 - the algorithm is the platform's choice


def kwaisign(body: bytes, *, app_secret: str) -> str:
    return hashlib.md5(body + app_secret.encode()).hexdigest()  # noqa: S324 - the algorithm is the platform's choice
