"""What Turnstile and hCaptcha answer to their published test keys, so that a captcha can be tried on this machine.

https://developers.cloudflare.com/turnstile/troubleshooting/testing/ and https://docs.hcaptcha.com/#integration-testing
"""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import parse_qs

from chalicelib.channels.form.captcha import PROVIDERS
from chalicelib.model.ports import HttpAnswer

ADDRESSES: Final = {provider.verify_url: name for name, provider in PROVIDERS.items()}
TURNSTILE: Final[dict[str, str | None]] = {"1x": None, "2x": "invalid-input-response", "3x": "timeout-or-duplicate"}
"""Beginning of a secret → the error it always gives. The rest of a test secret is zeros and ``AA``."""
TURNSTILE_TOKEN: Final = "XXXX.DUMMY.TOKEN.XXXX"  # noqa: S105 - published
HCAPTCHA_SECRET: Final = "0x" + "0" * 40
HCAPTCHA_TOKEN: Final = "10000000-aaaa-bbbb-cccc-000000000001"  # noqa: S105 - published


def verdict(url: str, body: bytes) -> HttpAnswer:
    """The answer to a call of one of ``ADDRESSES``."""
    fields = {name: values[-1] for name, values in parse_qs(body.decode()).items()}
    judge = _turnstile if ADDRESSES[url] == "turnstile" else _hcaptcha
    error = judge(fields.get("secret", ""), fields.get("response", ""))
    answer = {"success": error is None, "error-codes": [error] if error else [], "hostname": "example.com"}
    return HttpAnswer(200, json.dumps(answer).encode())


def _turnstile(secret: str, token: str) -> str | None:
    kind, zeros = secret[:2], secret[2:]
    if kind not in TURNSTILE or set(zeros.removesuffix("AA")) != {"0"}:
        return "invalid-input-secret"
    if token != TURNSTILE_TOKEN:
        return "invalid-input-response"
    return TURNSTILE[kind]


def _hcaptcha(secret: str, token: str) -> str | None:
    if secret != HCAPTCHA_SECRET:
        return "invalid-input-secret"
    return None if token == HCAPTCHA_TOKEN else "invalid-input-response"
