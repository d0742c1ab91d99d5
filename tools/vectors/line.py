"""``line.json``: signatures of LINE's calls."""

from __future__ import annotations

from collections.abc import Sequence

from .replay import Vector, account_of, signed_call


def replay(vector: Vector) -> Sequence[str]:
    account = account_of("line", secrets={"channel_secret": [vector["channel_secret"]]})
    return signed_call(vector, account)
