"""Calls to addresses that users give: only to the public internet, and to the very address that was checked."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any

import pytest
import urllib3

from chalicelib.gateways import public_http
from chalicelib.gateways.public_http import PublicHttp
from chalicelib.model.errors import Undeliverable, Upstream

PUBLIC = "203.0.112.7"
URL = "https://hooks.merchant.example/in?x=1"


class Pool:
    """Takes the place of a connection."""

    def __init__(self, status: int = 200, failure: Exception | None = None) -> None:
        self.status, self.failure = status, failure
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.is_closed = False

    def urlopen(self, method: str, target: str, **more: Any) -> urllib3.HTTPResponse:
        if self.failure:
            raise self.failure
        self.asked.append((method, target, more))
        return urllib3.HTTPResponse(body=b"a secret page", status=self.status, headers={"Retry-After": "7"})

    def close(self) -> None:
        self.is_closed = True


def calling(pool: Pool, *addresses: str) -> tuple[PublicHttp, list[tuple[str, str]], list[str]]:
    connected: list[tuple[str, str]] = []
    looked_up: list[str] = []

    def resolve(host: str) -> Sequence[str]:
        looked_up.append(host)
        return addresses

    def connect(address: str, host: str) -> Any:
        connected.append((address, host))
        return pool

    return PublicHttp(resolve=resolve, connect=connect), connected, looked_up


def test_the_call_goes_to_the_address_that_was_checked_and_names_the_host() -> None:
    pool = Pool(202)
    http, connected, looked_up = calling(pool, PUBLIC)
    answer = http.request("POST", URL, headers={"webhook-id": "1"}, body=b"{}")
    assert (answer.status, answer.headers["retry-after"]) == (202, "7")
    assert answer.body == b""
    assert connected == [(PUBLIC, "hooks.merchant.example")]
    assert looked_up == ["hooks.merchant.example"]
    [(method, target, more)] = pool.asked
    assert (method, target, more["redirect"]) == ("POST", "/in?x=1", False)
    assert more["headers"] == {"webhook-id": "1", "host": "hooks.merchant.example"}
    assert pool.is_closed


@pytest.mark.parametrize(
    "addresses",
    [
        ("127.0.0.1",),
        ("169.254.169.254",),
        ("10.1.2.3",),
        ("100.100.100.200",),
        ("::1",),
        ("fe80::1%eth0",),
        ("::ffff:10.0.0.1",),
        ("64:ff9b::7f00:1",),
        (PUBLIC, "192.168.0.1"),
        ("192.168.0.1", PUBLIC),
    ],
)
def test_a_name_that_leads_inside_is_not_called(addresses: tuple[str, ...]) -> None:
    pool = Pool()
    http, connected, _ = calling(pool, *addresses)
    with pytest.raises(Undeliverable, match="not on the public internet"):
        http.request("POST", URL)
    assert (connected, pool.asked) == ([], [])


@pytest.mark.parametrize(
    "url", ["http://a.example/", "https://a.example:22/", "https://u:p@a.example/", "https://[::1", "https:///x"]
)
def test_only_https_on_its_port(url: str) -> None:
    http, connected, _ = calling(Pool(), PUBLIC)
    with pytest.raises(Undeliverable):
        http.request("POST", url)
    assert connected == []


def test_a_name_that_is_unknown_may_be_known_later() -> None:
    def unknown(_host: str) -> Sequence[str]:
        raise socket.gaierror("no such name")

    with pytest.raises(Upstream):
        PublicHttp(resolve=unknown).request("POST", URL)
    with pytest.raises(Upstream):
        calling(Pool())[0].request("POST", URL)


def test_silence_is_an_outage_and_the_path_is_not_quoted() -> None:
    pool = Pool(failure=urllib3.exceptions.ProtocolError("cut off"))
    http, _, _ = calling(pool, PUBLIC)
    with pytest.raises(Upstream) as refused:
        http.request("POST", "https://hooks.merchant.example/token-in-the-path")
    assert "token-in-the-path" not in str(refused.value)
    assert pool.is_closed


def test_a_redirect_is_an_answer_like_any_other() -> None:
    http, connected, _ = calling(Pool(302), PUBLIC)
    assert http.request("POST", URL).status == 302
    assert len(connected) == 1


@pytest.mark.parametrize(("address", "host"), [(PUBLIC, PUBLIC), ("2606:4700::1111", "[2606:4700::1111]")])
def test_the_certificate_has_to_be_for_the_name(address: str, host: str) -> None:
    pool = public_http.connect(address, "hooks.merchant.example")
    assert isinstance(pool, urllib3.HTTPSConnectionPool)
    assert pool.host == host.strip("[]")
    assert pool.assert_hostname == "hooks.merchant.example"
    assert pool.conn_kw["server_hostname"] == "hooks.merchant.example"
    assert pool.port == 443


def test_names_are_looked_up_by_the_system() -> None:
    assert public_http.resolve("127.0.0.1") == ["127.0.0.1"]
