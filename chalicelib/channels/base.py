"""What a channel is. One folder per channel; no network, no AWS and no Chalice in any of them.

A channel answers five questions about bytes: is this a probe (``handshake``), is it genuine (``verify``), what was
said (``parse``), what does the platform want to hear back (``acknowledge``), and how does an answer go out (``send``,
through the ports it is given). A platform that does not call is asked (``poll``). See ``docs/adding-a-channel.md``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.errors import ConfigurationError, NotFound, SignatureInvalid, Undeliverable
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount, Http, Mailer, TokenCache


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An HTTP call as it came in: ``headers`` with lower-case names, ``body`` the very bytes on the wire."""

    method: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    source_address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back to the platform."""

    status: int = 200
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """The ways out that ``send`` and ``pull`` may use."""

    http: Http
    mailer: Mailer
    tokens: TokenCache
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """``reference`` is the receiver's name for it; ``known_as`` the names by which answers will refer to it;
    ``messages`` how many messages of the platform's count it took.
    """

    reference: str | None = None
    messages: int = 1
    known_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One page of what a platform had for us.

    ``items``         each as JSON, a delivery each
    ``cursor``        where the next fetch begins, once the items are durable
    ``confirmation``  what ``confirm`` has to name; empty where the platform wants none
    ``more``          whether to ask again at once
    ``reached_at``    everything up to then is fetched; ``None``: up to now when there is no more
    """

    items: tuple[bytes, ...]
    cursor: str = ""
    confirmation: tuple[str, ...] = ()
    more: bool = False
    reached_at: datetime | None = None


class Proof(StrEnum):
    """What tells a genuine call of a webhook from any other."""

    SIGNATURE = "signature over the body"
    CALL = "signature that leaves out the body"
    SECRET = "shared secret"  # noqa: S105 - the name of a way
    ENCRYPTED = "encrypted body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """A row of the generated feature matrix. ``secrets`` are the names looked up in the parameter store; ``headers``
    (lower case) are those ``parse`` needs, so that they travel with the delivery. ``polled_every`` is how often the
    platform is asked, zero for one that calls us.

    The platform takes ``replies_per_window`` messages within ``reply_window_hours`` of the customer's last one;
    ``template``: it takes an approved notice after that. ``choices``: ``Effect.choices`` are tapped there.
    ``media``: files are fetched from it.
    """

    title: Mapping[str, str]
    secrets: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    webhook: bool = True
    proof: Proof = Proof.SIGNATURE
    replies: bool = False
    reply_window_hours: int | None = None
    replies_per_window: int | None = None
    template: bool = False
    choices: bool = False
    media: bool = False
    experimental: bool = False
    headers: tuple[str, ...] = ()
    polled_every: timedelta = timedelta()


EMAIL_ACCOUNT: Final = "email_account"
SMS_ACCOUNT: Final = "sms_account"
"""Settings that any account may have: what answers when the channel itself cannot (``channels/contact.py``)."""

REJECTED: Final = Answer(status=401, body="")
EXPERIMENTAL: Final = "experimental"
HOOK_KEY: Final = "hook_key"
"""A key of our own in the address of a hook that the platform does not sign; it is not kept with the delivery."""


class Channel:
    """The ordinary behaviour; a channel overrides what its platform does differently."""

    name: ClassVar[str]
    features: ClassVar[Features]

    def require_asked_for(self, account: ChannelAccount) -> None:
        """An experimental channel is closed to accounts without the setting. Raises ``ConfigurationError``."""
        if self.features.experimental and account.settings.get(EXPERIMENTAL) != "yes":
            raise ConfigurationError(
                f"channel {self.name} is experimental: it needs the setting {EXPERIMENTAL} = yes on {account.account}"
            )

    def handshake(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer | None:
        """The answer to a probe that carries no message (GET echo, HEAD), or ``None`` when it is none.

        Raises ``SignatureInvalid`` for a probe that should be signed and is not, and for any call to a channel
        that takes no webhooks.
        """
        if not self.features.webhook:
            raise SignatureInvalid(f"channel {self.name} takes no webhooks")
        if request.method in ("GET", "HEAD"):
            return Answer()
        return None

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        """Raises ``SignatureInvalid`` unless the platform sent this, now. Compares in constant time.

        A channel that takes no webhooks keeps this one: it lets nothing in.
        """
        raise SignatureInvalid(f"channel {self.name} takes no webhooks")

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        """The messages in the delivery, none for events that say nothing. Raises ``MalformedPayload``."""
        raise NotImplementedError

    def pull(self, delivery: Delivery, account: ChannelAccount, outlets: Outlets) -> Iterable[Inbound]:
        """The messages that intake records: those of ``parse``, unless the platform sent only a notice and has to be
        asked what was said. Raises ``MalformedPayload`` or ``Upstream``.

        Intake asks for a message only when the one before is durable, so a generator may keep, behind a ``yield``,
        how far it has come.
        """
        return self.parse(delivery, account)

    def poll(self, cursor: str, account: ChannelAccount, outlets: Outlets) -> Fetched:
        """Asks the platform for one page from ``cursor`` on, which is empty the first time. Raises ``Upstream``,
        ``MalformedPayload`` for an answer that makes no sense, or ``ConfigurationError``.
        """
        raise NotImplementedError

    def confirm(self, fetched: Fetched, account: ChannelAccount, outlets: Outlets) -> None:
        """Tells the platform that what was fetched is durable. Raises ``Upstream``; then it comes once more."""

    def acknowledge(self, request: Request, account: ChannelAccount, *, now: datetime) -> Answer:
        """What the platform wants to hear once the delivery is durable."""
        return Answer()

    def reject(self) -> Answer:
        """The platform's rejection, the same for every cause."""
        return REJECTED

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        """Delivers an effect. Raises ``Upstream`` (try again) or ``Undeliverable`` (give up)."""
        raise Undeliverable(f"channel {self.name} cannot send", channel=self.name)

    def enclosed(self, delivery: Delivery, account: ChannelAccount, parts: Collection[int]) -> Mapping[int, bytes]:
        """Files that came inside the delivery, by their ``Attachment.part``; what cannot be read is not among them."""
        return {}

    def fetch(self, media: str, account: ChannelAccount, outlets: Outlets) -> bytes:
        """A file that the platform keeps for a while under this name (``features.media``).

        Raises ``NotFound``, ``TooLarge`` or ``Upstream``.
        """
        raise NotFound(f"channel {self.name} fetches no files", channel=self.name)

    def has_template(self, effect: Effect, account: ChannelAccount) -> bool:
        """Whether the account has an approved notice for such a message to such an address (``notices.py``)."""
        return False

    def send_template(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        """Tells by an approved notice that there is an answer, and where (``effect.link``). Raises as ``send`` does."""
        raise Undeliverable(f"channel {self.name} has no approved notices", channel=self.name)
