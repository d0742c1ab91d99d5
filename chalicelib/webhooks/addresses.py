"""Which addresses an endpoint may have. What a name means is looked up only when something is sent to it
(``gateways.public_http``): here is refused what can be refused by reading.
"""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from chalicelib.gateways.public_http import is_public
from chalicelib.model.errors import InvalidInput

LONGEST: Final = 2_000
_INWARD: Final = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".onion")


def require_public(url: str) -> None:
    """Raises ``InvalidInput`` saying what would be right."""
    if wrong := _wrong(url):
        raise InvalidInput("a webhook cannot be sent to this address", fields={"url": wrong})


def _wrong(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "an address such as https://hooks.example.com/huiyin"
    if len(url) > LONGEST or not url.isascii() or any(character <= " " for character in url):
        return f"at most {LONGEST} ASCII characters without blanks; an international name in its xn-- form"
    if parts.scheme != "https":
        return "it has to begin with https://"
    if "@" in parts.netloc or parts.fragment:
        return "without user name, password and fragment (#): check the signature instead"
    if port not in (None, 443):
        return "without a port: webhooks go to port 443"
    return _wrong_host(host)


def _wrong_host(host: str) -> str | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if "." not in host or host.endswith(_INWARD) or host.rpartition(".")[2].isdigit():
            return "a name that the public internet knows, such as hooks.example.com"
        return None
    return None if is_public(address) else "a public address, not a private, local or reserved one"
