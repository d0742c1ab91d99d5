"""``mailgun.json``: the signature of a time and a token, made and checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from chalicelib.channels.base import Request
from chalicelib.channels.mailgun.signature import signature

from .replay import Vector, account_of, call, clock, differences

_FORM: Final = "application/x-www-form-urlencoded"


def replay(vector: Vector) -> Sequence[str]:
    key, timestamp, token, expect = vector["signing_key"], vector["timestamp"], vector["token"], vector["expect"]
    offered = expect["signature"]
    is_valid = expect.get("valid", True)
    request = Request(method="POST", body=_form(timestamp, token, offered), headers={"content-type": _FORM})
    outcome = call(
        request, account_of("mailgun", secrets={"signing_key": [key]}), now=clock(int(timestamp)), parse=False
    )
    made = signature(key, timestamp=timestamp, token=token)
    return differences(refused=(outcome.refused, None if is_valid else "signature"), fits=(made == offered, is_valid))


def _form(timestamp: str, token: str, offered: str) -> bytes:
    return urlencode({"timestamp": timestamp, "token": token, "signature": offered}).encode()
