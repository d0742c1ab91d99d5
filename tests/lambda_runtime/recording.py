"""A proxy in front of the emulated AWS that notes who asked for what. The access key id names the function."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import urllib3

ACCOUNT: Final = "123456789012"
_CREDENTIAL: Final = re.compile(r"Credential=(?P<caller>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/")
_IN_TRANSACTION: Final = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
_OBJECTS: Final = {"GET": "GetObject", "PUT": "PutObject", "HEAD": "GetObject"}


@dataclass(frozen=True, slots=True, order=True)
class Asked:
    """What IAM would be asked."""

    function: str
    action: str
    resource: str


class Recorder:
    """Use as a context manager; ``asked`` is everything so far."""

    def __init__(self, target: str) -> None:
        self.asked: set[Asked] = set()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.target = target
        self._server.recorder = self
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Recorder:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def note(self, method: str, path: str, *, headers: dict[str, str], body: bytes) -> None:
        signed = _CREDENTIAL.search(headers.get("authorization", ""))
        if signed is None:
            return
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        named = _questions(signed["service"], operation or method, path=path, body=body)
        self.asked.update(Asked(signed["caller"], action, resource) for action, resource in named)


def _questions(service: str, operation: str, *, path: str, body: bytes) -> Iterator[tuple[str, str]]:
    """The actions and resources of one call, by the names IAM has for them."""
    if service == "s3":
        yield f"s3:{_OBJECTS[operation]}", f"arn:aws:s3:::{path.partition('?')[0].strip('/')}"
    elif service == "ses":
        yield "ses:SendEmail", f"arn:aws:ses:us-east-1:{ACCOUNT}:identity/any"
        yield "ses:SendRawEmail", f"arn:aws:ses:us-east-1:{ACCOUNT}:identity/any"
    elif service == "ssm":
        asked = json.loads(body)
        yield f"ssm:{operation}", f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter{asked.get('Name') or asked['Path']}"
    elif service == "sqs":
        queue = json.loads(body)["QueueUrl"].rpartition("/")[2]
        yield f"sqs:{operation.removesuffix('Batch')}", f"arn:aws:sqs:us-east-1:{ACCOUNT}:{queue}"
    else:
        yield from _table_questions(operation, json.loads(body))


def _table_questions(operation: str, body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    table = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/"
    if operation == "TransactWriteItems":
        for write in body["TransactItems"]:
            [(kind, content)] = write.items()
            yield f"dynamodb:{_IN_TRANSACTION[kind]}", table + content["TableName"]
    elif operation == "BatchGetItem":
        yield from (("dynamodb:BatchGetItem", table + name) for name in body["RequestItems"])
    else:
        index = f"/index/{body['IndexName']}" if "IndexName" in body else ""
        yield f"dynamodb:{operation}", table + body["TableName"] + index


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    target: str
    recorder: Recorder
    pool = urllib3.PoolManager(retries=False)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.recorder.note(self.command, self.path, headers=headers, body=body)
        answer = self.server.pool.request(self.command, self.server.target + self.path, body=body, headers=headers)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.data)))
        self.end_headers()
        self.wfile.write(answer.data)

    do_GET = do_PUT = do_POST = do_HEAD = _forward  # noqa: N815 - as the base class looks for them

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Silent."""
