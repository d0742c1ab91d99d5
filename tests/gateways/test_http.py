"""HTTP out: any status is an answer, silence is an outage, and no answer fills the memory."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, ClassVar

import pytest
import urllib3

from chalicelib.gateways import http
from chalicelib.gateways.http import HttpGateway
from chalicelib.model.errors import Upstream
from chalicelib.model.ports import HttpAnswer

LONGEST = 1_000


class Platform(BaseHTTPRequestHandler):
    """A platform's API, and what it was asked."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[tuple[str, str, bytes, str | None]]] = []
    silent: ClassVar[Event] = Event()

    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.asked.append((self.command, self.path, body, self.headers.get("x-test")))
        getattr(self, "answer_" + self.path.strip("/").partition("?")[0])()

    def answer_ok(self) -> None:
        self._answer(200, b"fine")

    def answer_refused(self) -> None:
        self._answer(403, b"no")

    def answer_elsewhere(self) -> None:
        self._answer(302, b"", location="/ok")

    def answer_flood(self) -> None:
        self._answer(200, b"x" * (LONGEST * 50))

    def answer_silence(self) -> None:
        self.silent.wait(10)
        self.close_connection = True

    def answer_half(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "100")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Tests are quiet."""


@pytest.fixture(scope="module")
def platform() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    Platform.silent.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> HttpGateway:
    monkeypatch.setattr(http, "TIMEOUT", urllib3.Timeout(connect=0.2, read=0.2))
    monkeypatch.setattr(http, "LONGEST_ANSWER", LONGEST)
    Platform.asked.clear()
    return HttpGateway()


def test_headers_and_body_go_out_and_the_answer_comes_back(gateway: HttpGateway, platform: str) -> None:
    answer = gateway.request("POST", f"{platform}/ok", headers={"x-test": "1"}, body="订单".encode())
    assert answer == HttpAnswer(200, b"fine")
    assert Platform.asked == [("POST", "/ok", "订单".encode(), "1")]


def test_any_status_is_an_answer(gateway: HttpGateway, platform: str) -> None:
    assert gateway.request("GET", f"{platform}/refused") == HttpAnswer(403, b"no")


def test_a_redirect_is_not_followed(gateway: HttpGateway, platform: str) -> None:
    assert gateway.request("GET", f"{platform}/elsewhere").status == 302
    assert [path for _, path, _, _ in Platform.asked] == ["/elsewhere"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_silence_is_an_outage_and_not_tried_again(gateway: HttpGateway, platform: str, method: str) -> None:
    with pytest.raises(Upstream, match="ReadTimeout"):
        gateway.request(method, f"{platform}/silence")
    assert len(Platform.asked) == 1


def test_half_an_answer_is_an_outage(gateway: HttpGateway, platform: str) -> None:
    with pytest.raises(Upstream):
        gateway.request("GET", f"{platform}/half")


def test_a_flood_is_cut_and_does_not_spoil_the_next_answer(gateway: HttpGateway, platform: str) -> None:
    assert gateway.request("GET", f"{platform}/flood") == HttpAnswer(200, b"x" * LONGEST, is_whole=False)
    assert gateway.request("GET", f"{platform}/ok") == HttpAnswer(200, b"fine")


def test_nobody_there_is_an_outage(gateway: HttpGateway) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(Upstream):
            gateway.request("GET", f"http://127.0.0.1:{unused.getsockname()[1]}/")


@pytest.mark.parametrize("url", ["http://[::1", "http://127.0.0.1:99999/", "ftp://127.0.0.1/", "http://"])
def test_an_address_that_is_none_is_an_outage(gateway: HttpGateway, url: str) -> None:
    with pytest.raises(Upstream):
        gateway.request("GET", url)


def test_what_went_wrong_names_the_host_and_no_secret(gateway: HttpGateway, platform: str) -> None:
    with pytest.raises(Upstream) as failed:
        gateway.request("GET", f"{platform}/silence?access_token=hunter2")
    assert "127.0.0.1" in failed.value.detail
    assert "hunter2" not in failed.value.detail
