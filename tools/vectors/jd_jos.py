"""``jd_jos.json``: signed calls."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.channels.jd.api import sign

from .replay import Vector, differences


def replay(vector: Vector) -> Sequence[str]:
    if vector["kind"] != "sign_request":
        return (f"no replay for the kind {vector['kind']}",)
    signed = sign(vector["inputs"]["params"], secret=vector["inputs"]["app_secret"])
    return differences(sign=(signed, vector["expect"]["sign"]))
