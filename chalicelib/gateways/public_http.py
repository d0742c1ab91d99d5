"""HTTPS to addresses that users give us: never to anything inside (server-side request forgery).

The name is looked up once, every address it has must be public, and the call goes to the address that was checked, so
that a second look-up cannot point elsewhere. The certificate must still be for the name.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

import urllib3

from chalicelib.model.errors import Undeliverable, Upstream
from chalicelib.model.ports import HttpAnswer

from .http import lowered

PORT: Final = 443
TIMEOUT: Final = urllib3.Timeout(connect=3.0, read=12.0)
Resolve = Callable[[str], Sequence[str]]
Connect = Callable[[str, str], urllib3.HTTPConnectionPool]
"""From a checked address and the host's name to a pool for it."""


def resolve(host: str) -> Sequence[str]:
    """Every address of a name. Raises ``OSError``."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)]


def connect(address: str, host: str) -> urllib3.HTTPConnectionPool:
    return urllib3.HTTPSConnectionPool(
        f"[{address}]" if ":" in address else address,
        PORT,
        timeout=TIMEOUT,
        retries=False,
        server_hostname=host,
        assert_hostname=host,
    )


class PublicHttp:
    """``model.ports.Http`` for strangers' servers. No redirects, no retries; of an answer only its head is read."""

    def __init__(self, *, resolve: Resolve = resolve, connect: Connect = connect) -> None:
        self._resolve = resolve
        self._connect = connect

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        """Raises ``Undeliverable`` when the address is not one that may be called."""
        host, target = _target(url)
        address = self._checked(host)
        pool = self._connect(address, host)
        try:
            answer = pool.urlopen(
                method,
                target,
                headers={**(headers or {}), "host": host},
                body=body,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
            )
            found = HttpAnswer(status=answer.status, body=b"", headers=lowered(answer.headers))
            answer.close()
        except urllib3.exceptions.HTTPError as error:
            raise Upstream(f"no answer from {host}: {type(error).__name__}") from error
        finally:
            pool.close()
        return found

    def _checked(self, host: str) -> str:
        try:
            addresses = self._resolve(host)
        except (OSError, UnicodeError) as error:
            raise Upstream(f"the name {host} has no address") from error
        if not addresses:
            raise Upstream(f"the name {host} has no address")
        for address in addresses:
            if not is_public(ipaddress.ip_address(address.partition("%")[0])):
                raise Undeliverable(f"{host} is not on the public internet", host=host)
        return addresses[0]


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Also looks into IPv6 addresses that stand for an IPv4 one (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _target(url: str) -> tuple[str, str]:
    """Host, and path with query."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Undeliverable("the address cannot be read") from None
    if parts.scheme != "https" or not host or port not in (None, PORT) or parts.username or parts.password:
        raise Undeliverable("only https on port 443 is called", host=host)
    return host, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
