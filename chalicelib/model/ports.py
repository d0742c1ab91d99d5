"""What the rooms need from the outside, as small promises. AWS and the one machine each keep them in their own way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from .assessment import Assessment
from .errors import ConfigurationError
from .identity import Principal

Assess = Callable[..., Assessment]
"""Understands a text; by name what else is known of it, as ``understanding.assess`` takes it."""


class Queue(Protocol):
    """A durable queue, delivered at least once. A body is text of at most 1 MiB (SQS message quota)."""

    def send(self, body: str, *, delay_seconds: int = 0) -> None:
        """Returns only after the body is durable. Raises ``TooLarge`` or ``Upstream``."""

    def send_many(self, bodies: Sequence[str]) -> None:
        """All of them, or ``TooLarge`` (none was sent), or ``Upstream`` (some may have been)."""


@dataclass(frozen=True, slots=True)
class UploadForm:
    """What a browser posts, as ``multipart/form-data`` with the file last, to put one object into the store."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Glimpse:
    """The beginning of an object, its whole size in bytes, and a name for exactly these bytes."""

    head: bytes
    size: int
    version: str


class Objects(Protocol):
    """A durable store of bytes by key; keys are ``/``-separated, ASCII."""

    @property
    def upload_origin(self) -> str:
        """Scheme and host that upload forms are posted to."""

    def put(self, key: str, data: bytes, *, content_type: str) -> None:
        """Returns only after the bytes are durable. Raises ``Upstream``."""

    def get(self, key: str) -> bytes:
        """Raises ``NotFound`` or ``Upstream``."""

    def delete(self, key: str) -> None:
        """Deleting what is not there is done already. Raises ``Upstream``."""

    def glimpse(self, key: str, *, length: int) -> Glimpse:
        """Raises ``NotFound`` or ``Upstream``."""

    def copy(self, source: str, target: str, *, version: str, content_type: str) -> None:
        """Durable when it returns. Raises ``LostRace`` when the source is no longer that version, and as ``get``."""

    def names(self, prefix: str, *, after: str = "") -> Iterator[str]:
        """The keys that begin so and sort behind ``after``, sorted; for commands. Raises ``Upstream``."""

    def replace(self, key: str, data: bytes, *, version: str) -> None:
        """In the place of that version. Raises ``LostRace`` or ``NotFound`` when it is another or gone by now."""

    def upload_form(self, key: str, *, largest: int, expires_in: int) -> UploadForm:
        """Signed for this key, 1 to ``largest`` bytes and so many seconds; the store itself refuses everything else."""

    def download_url(self, key: str, *, name: str, content_type: str, expires_in: int) -> str:
        """Signed for so many seconds. A browser saves what it gets under ``name`` and never shows it in place."""


class Mailer(Protocol):
    """Hands a finished RFC 5322 message to the mail system."""

    def send(self, *, raw: bytes, sender: str, recipients: Sequence[str], idempotency_key: str) -> str:
        """Returns the Message-ID on the wire, without angle brackets. Raises ``Upstream`` or ``Undeliverable``."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """``headers`` have lower-case names; ``is_whole`` is false when there was more than is read."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)
    is_whole: bool = True


class Http(Protocol):
    """Calls out to a platform's API over HTTPS."""

    def request(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        """Any status is an answer. Raises ``Upstream`` when there was none within the time limit."""


class Secrets(Protocol):
    """Secrets that we make ourselves, each under a name of its own and never changed."""

    def get(self, name: str) -> str:
        """Raises ``NotFound`` or ``Upstream``."""

    def put(self, name: str, value: str) -> None:
        """Returns only after it is durable. Raises ``Upstream``."""

    def delete(self, name: str) -> None:
        """Deleting what is not there is done already. Raises ``Upstream``."""


SHOP_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
"""Shops are part of row keys, where ``#`` separates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAccount:
    """One connected account of a channel and its secrets. A secret is a list: the newest first, older ones while
    they rotate out. Its values never appear in ``repr``.
    """

    channel: str
    account: str
    shop: str
    secrets: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)

    def secret(self, name: str) -> tuple[str, ...]:
        """All values that are valid now. Raises ``ConfigurationError`` when there is none: the channel stays closed."""
        values = tuple(value for value in self.secrets.get(name, ()) if value)
        if not values:
            raise ConfigurationError(
                f"channel account {self.channel}/{self.account} has no secret '{name}': add it to the parameter store"
            )
        return values

    def setting(self, name: str) -> str:
        """Raises ``ConfigurationError`` when it is absent: a channel that needs it stays closed."""
        if value := self.settings.get(name, ""):
            return value
        raise ConfigurationError(f"channel account {self.channel}/{self.account} has no setting '{name}'")


class Accounts(Protocol):
    """The connected channel accounts."""

    def get(self, channel: str, account: str) -> ChannelAccount:
        """Raises ``NotFound`` when nothing is connected under that name."""

    def names(self, channel: str) -> Sequence[str]:
        """The accounts of a channel by name, for channels that have to be asked. Raises ``Upstream``."""


class TokenCache(Protocol):
    """Access tokens of platform APIs, shared between function instances."""

    def get(self, key: str, *, now: datetime) -> str | None:
        """The token while it is valid."""

    def put(self, key: str, token: str, *, expires_at: datetime) -> None: ...

    def claim(self, key: str, *, now: datetime, until: datetime) -> bool:
        """Whether it is ours to fetch it: false while another has claimed it. ``put`` ends the claim."""


class Doorkeeper(Protocol):
    """Turns a bearer token into a person. Raises ``Unauthenticated``."""

    def principal(self, token: str) -> Principal: ...
