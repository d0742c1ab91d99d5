"""What every test does with a running machine: ask, complain, send mail, look into the mailbox, wait."""

from __future__ import annotations

import html
import json
import re
import smtplib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

import urllib3

T = TypeVar("T")
JsonObject = dict[str, Any]
PATIENCE_SECONDS = 60.0
SUPPORT = "support@demo.example"


def until(ask: Callable[[], T | None], *, what: str, seconds: float = PATIENCE_SECONDS) -> T:
    """The first answer that is true; fails with ``what`` was waited for."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}; last: {answer!r}"
        time.sleep(0.05)
    return answer


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """One caller, with a token or without; to be used as a context."""

    def __init__(self, url: str, *, token: str | None = None, threads: int = 1) -> None:
        self.url = url
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._pool = urllib3.PoolManager(maxsize=threads, retries=False, timeout=urllib3.Timeout(30))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.clear()

    def call(self, method: str, path: str, content: object = None, **headers: str) -> Answer:
        """``_`` in the name of a header stands for ``-``. Raises ``urllib3.exceptions.HTTPError``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = None if content is None else json.dumps(content, ensure_ascii=False).encode()
        url = path if path.startswith("http") else self.url + path
        answer = self._pool.request(method, url, body=sent, headers={**self._headers, **named})
        return Answer(answer.status, answer.headers, answer.data)

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, **headers)

    def post(self, path: str, content: object = None, **headers: str) -> Answer:
        return self.call("POST", path, {} if content is None else content, **headers)

    def done(self, path: str, content: object = None, **headers: str) -> Any:
        """Posts, and insists on success."""
        answer = self.post(path, content, **headers)
        assert answer.status in (200, 202), (path, answer)
        return answer.json

    def complain(self, text: str, **about: object) -> str:
        """The receipt of a complaint by form."""
        return str(self.done("/v1/complaints", {"text": text, **about})["receipt"])

    def processed(self, receipt: str) -> str:
        """Waits for the complaint that became of a receipt."""

        def ask() -> str | None:
            found: str | None = self.get(f"/v1/receipts/{receipt}").json.get("complaint")
            return found

        return str(until(ask, what="a complaint to be processed"))

    def complaint(self, complaint: str) -> JsonObject:
        answer = self.get(f"/v1/complaints/{complaint}")
        assert answer.status == 200, answer
        return dict(answer.json)

    def queues(self) -> dict[str, JsonObject]:
        return {one["id"]: one for one in self.get("/v1/queues").json["items"]}

    def waiting(self, queue: str, *, status: str = "waiting") -> Iterator[JsonObject]:
        """Every complaint of a queue, page by page."""
        first = following = f"/v1/queues/{queue}/complaints?status={status}&limit=100"
        while following:
            page = self.get(following).json
            yield from page["items"]
            following = page["next"] and f"{first}&cursor={page['next']}"

    def everything_waiting(self) -> list[JsonObject]:
        return [complaint for queue in self.queues() for complaint in self.waiting(queue)]

    def mails(self) -> list[str]:
        """What the pages of the mailbox show of every mail, newest first."""
        names = dict.fromkeys(re.findall(r"/local/mail/[0-9a-f]{64}\.eml", self.get("/local/mail").text))
        return [html.unescape(self.get(name).text) for name in names]

    def mail_with(self, *words: str) -> str:
        """Waits for a mail that shows all of these words."""

        def ask() -> str | None:
            return next((mail for mail in self.mails() if all(word in mail for word in words)), None)

        return str(until(ask, what=f"a mail with {words}"))


def send_mail(port: int, raw: bytes, *, sender: str = "customer@customer.example") -> None:
    """Over SMTP, as any mail program does. Raises ``smtplib.SMTPException`` or ``OSError``."""
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as connection:
        connection.sendmail(sender, [SUPPORT], raw)
