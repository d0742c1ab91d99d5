"""``mailgun.json``: the signature of a time and a token, made and checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from chalicelib.channels.base import Request
from chalicelib.channels.mailgun.signature import signature

from .replay import Vector, account_of, call, differences, moment_told

_FORM: Final = "application/x-www-form-urlencoded"


def replay(vector: Vector) -> Sequence[str]:
    key, timestamp, token, expect = vector["signing_key"], vector["timestamp"], vector["token"], vector["expect"]
    offered = expect["signature"]
    is_valid = expect.get("valid", True)
    request = Request(method="POST", body=_form(timestamp, token, offered), headers={"content-type": _FORM})
    outcome = call(
        request, account_of("mailgun", secrets={"signing_key": [key]}), now=moment_told(timestamp), parse=False
    )
    made = signature(key, timestamp=timestamp, token=token)
    differing = differences(refused=(outcome.refused, None if is_valid else "signature"))
    return differing + (differences(signature=(made, offered)) if is_valid else ())


def _form(timestamp: str, token: str, offered: str) -> bytes:
    return urlencode({"timestamp": timestamp, "token": token, "signature": offered}).encode()
