"""The signature of calls to the platform's API, by which the words and pictures of an after-sale can be read.

Nothing calls the API yet. The rule is that of https://github.com/zsmhub/doudian-sdk (``sign_method=hmac-sha256``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.channels.signing import hmac_hex


def canonical(parameters: Mapping[str, Any]) -> str:
    """``param_json``: keys sorted at every depth, no spaces."""
    return json.dumps(parameters, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sign(*, app_key: str, app_secret: str, method: str, param_json: str, timestamp: str) -> str:
    """``timestamp`` is ``YYYY-MM-DD HH:MM:SS`` in China."""
    named = f"app_key{app_key}method{method}param_json{param_json}timestamp{timestamp}v2"
    content = f"{app_secret}{named}{app_secret}".encode()
    return hmac_hex(app_secret, content)
