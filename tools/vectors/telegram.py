"""``telegram.json``: the shared token of Telegram's calls."""

from __future__ import annotations

from collections.abc import Sequence

from .replay import Vector, account_of, signed_call


def replay(vector: Vector) -> Sequence[str]:
    return signed_call(vector, account_of("telegram", secrets={"secret_token": [vector["secret_token"]]}))
