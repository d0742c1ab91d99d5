"""The handshake of the platform's WebSocket, for a forwarder that runs all the time and hands on by the relay.

The rule is that of https://github.com/messense/tmcpy
"""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.channels.open_platforms import joined, md5_between


def handshake_sign(parameters: Mapping[str, str], *, secret: str) -> str:
    """``parameters`` are ``app_key``, ``group_name`` and ``timestamp`` in milliseconds."""
    return md5_between(secret, joined(parameters))
