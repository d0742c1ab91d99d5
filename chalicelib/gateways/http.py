"""HTTPS out, as ``model.ports.Http``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import urllib3

from chalicelib.model.errors import Upstream
from chalicelib.model.ports import HttpAnswer

TIMEOUT: Final = urllib3.Timeout(connect=3.0, read=10.0)
LONGEST_ANSWER: Final = 5_000_000


class HttpGateway:
    """No redirects are followed and no retries are made: the outbox knows when to try again."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False)

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        try:
            answer = self._pool.request(
                method, url, headers=dict(headers or {}), body=body, redirect=False, preload_content=False
            )
            data = answer.read(LONGEST_ANSWER)
            is_whole = len(data) < LONGEST_ANSWER
            if is_whole:
                answer.release_conn()
            else:
                answer.close()  # what is left unread would be the beginning of the next answer
        except urllib3.exceptions.HTTPError as error:
            raise Upstream(f"no answer from {_host(url)}: {type(error).__name__}") from error
        return HttpAnswer(status=answer.status, body=data, headers=lowered(answer.headers), is_whole=is_whole)


def lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _host(url: str) -> str:
    """For the log; never the rest of the address, which may hold a token."""
    try:
        return urllib3.util.parse_url(url).host or "?"
    except urllib3.exceptions.LocationParseError:
        return "an address that is none"
