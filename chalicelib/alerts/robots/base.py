"""What a robot is: it makes one HTTP call of a text, and reads from the answer whether it was taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from pydantic_core import from_json, to_json

from chalicelib.model.errors import ConfigurationError, Undeliverable, Upstream
from chalicelib.model.ports import ChannelAccount, Http, HttpAnswer

URL: Final = "url"
SIGNING: Final = "signing"
_JSON: Final = {"content-type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Call:
    url: str
    document: Mapping[str, Any]


class Robot:
    """``longest`` is the bytes of a text, ``pace`` the time between two messages that keeps within the limits."""

    name: ClassVar[str]
    hosts: ClassVar[frozenset[str]]
    longest: ClassVar[int]
    pace: ClassVar[timedelta]

    def call(self, text: str, account: ChannelAccount, *, now: datetime) -> Call:
        """Raises ``ConfigurationError`` when a secret is missing."""
        raise NotImplementedError

    def require_taken(self, answer: HttpAnswer) -> None:
        """Raises ``Upstream`` (it may pass) or ``Undeliverable`` (a person has to repair it)."""
        raise NotImplementedError

    def tell(self, text: str, account: ChannelAccount, *, http: Http, now: datetime) -> None:
        """Raises ``Upstream``, ``Undeliverable`` or ``ConfigurationError``."""
        made = self.call(text, account, now=now)
        answer = http.request("POST", made.url, headers=_JSON, body=to_json(made.document))
        if answer.status == 429 or answer.status >= 500:
            raise Upstream(f"{self.name} answered {answer.status}", status=answer.status)
        self.require_taken(answer)

    def url(self, account: ChannelAccount) -> str:
        """The robot's own address, which is a secret. Raises ``ConfigurationError``, which does not quote it."""
        url = account.secret(URL)[0]
        parts = urlsplit(url)
        if parts.scheme != "https" or parts.netloc not in self.hosts:
            raise ConfigurationError(
                f"the secret '{URL}' of {self.name}/{account.account} is no address of this robot: "
                f"it has to begin with https://{min(self.hosts)}/"
            )
        return url

    def refused(self, answer: HttpAnswer, *, code: str, passing: frozenset[int]) -> None:
        """For robots that answer JSON with an error code of which zero is success."""
        said = _document(answer)
        number = said.get(code)
        if 200 <= answer.status < 300 and number == 0:
            return
        if number in passing:
            raise Upstream(f"{self.name} is too busy: {number}", error_code=number)
        raise Undeliverable(f"{self.name} refused: {number} (HTTP {answer.status})", error_code=number)


def _document(answer: HttpAnswer) -> Mapping[str, Any]:
    try:
        said = from_json(answer.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
