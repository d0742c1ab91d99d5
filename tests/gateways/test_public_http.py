"""Calls to addresses that users give: only to the public internet, and to the very address that was checked."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

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


class Receiver(BaseHTTPRequestHandler):
    """A merchant's server, and what it was sent."""

    heard: ClassVar[list[tuple[str, str | None, bytes]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.heard.append((self.path, self.headers["host"], body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """A certificate for one name, which signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert_file, key_file


@pytest.fixture
def receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str | None, bytes]]]:
    """On this machine, which for once counts as public; trusted is only its certificate for hooks.merchant.example."""
    cert_file, key_file = certificate(tmp_path, "hooks.merchant.example")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_file, key_file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr(public_http, "PORT", server.server_port)
    monkeypatch.setattr(public_http, "is_public", lambda _address: True)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert_file))
    Receiver.heard.clear()
    yield Receiver.heard
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_real_receiver_is_reached_at_the_checked_address_under_its_name(
    receiver: list[tuple[str, str | None, bytes]],
) -> None:
    http = PublicHttp(resolve=lambda _host: ["127.0.0.1"])
    assert http.request("POST", URL, body=b"{}").status == 204
    assert receiver == [("/in?x=1", "hooks.merchant.example", b"{}")]


def test_a_receiver_with_somebody_elses_certificate_gets_nothing(
    receiver: list[tuple[str, str | None, bytes]],
) -> None:
    http = PublicHttp(resolve=lambda _host: ["127.0.0.1"])
    with pytest.raises(Upstream):
        http.request("POST", "https://other.merchant.example/in", body=b"{}")
    assert receiver == []
