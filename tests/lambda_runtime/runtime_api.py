"""The Lambda Runtime API, as much of it as the runtime client uses.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

import json
import queue
import threading
import time
import uuid
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

ARN: Final = "arn:aws:lambda:us-east-1:000000000000:function:packaged"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the function answered; ``failed`` when it raised, or when it could not even start."""

    payload: Any
    failed: bool


@dataclass(frozen=True, slots=True)
class _Invocation:
    id: str
    event: bytes
    deadline: float


class RuntimeApi:
    """Hands events to one runtime and takes its answers. Use as a context manager."""

    def __init__(self) -> None:
        self._events: queue.Queue[_Invocation] = queue.Queue()
        self._outcomes: queue.Queue[Outcome] = queue.Queue()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.api = self

    def __enter__(self) -> RuntimeApi:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def invoke(self, event: dict[str, Any], *, timeout: float) -> Outcome:
        """Raises ``queue.Empty`` when no answer comes in time."""
        deadline = time.time() + timeout
        self._events.put(_Invocation(str(uuid.uuid4()), json.dumps(event).encode(), deadline))
        return self._outcomes.get(timeout=timeout)

    def next(self) -> _Invocation:
        return self._events.get()

    def answered(self, body: bytes, *, failed: bool) -> None:
        self._outcomes.put(Outcome(json.loads(body) if body else None, failed))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    api: RuntimeApi

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The runtime is stopped while it waits for the next event: a broken connection is the normal end."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        if not self.path.endswith("/runtime/invocation/next"):
            return self._answer(404)
        invocation = self.server.api.next()
        return self._answer(
            200,
            invocation.event,
            {
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": invocation.id,
                "Lambda-Runtime-Deadline-Ms": str(int(invocation.deadline * 1000)),
                "Lambda-Runtime-Invoked-Function-Arn": ARN,
            },
        )

    def do_POST(self) -> None:
        body = self._body()
        self._answer(202, b'{"status":"OK"}', {"Content-Type": "application/json"})
        last = self.path.rsplit("/", 1)[-1]
        if last in ("response", "error"):
            self.server.api.answered(body, failed=last == "error")

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Silent."""
