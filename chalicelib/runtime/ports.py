"""What a runtime is given from the outside; ids and links, which are made of that alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from random import Random, SystemRandom

from chalicelib.model.identity import Clock, Ids, utc_now
from chalicelib.model.ports import Accounts, Doorkeeper, Http, Mailer, Objects, Queue, Secrets
from chalicelib.model.settings import Settings
from chalicelib.model.tokens import Signer
from chalicelib.store import Table


@dataclass(kw_only=True)
class Ports:
    """``http`` calls the platforms we know, ``public_http`` the addresses that users give."""

    table: Table
    intake_queue: Queue
    due_queue: Queue
    objects: Objects
    mailer: Mailer
    http: Http
    public_http: Http
    secrets: Secrets
    accounts: Accounts
    doorkeeper: Doorkeeper
    signer: Signer
    settings: Settings = field(default_factory=Settings)
    clock: Clock = utc_now
    random: Random = field(default_factory=SystemRandom)
    model_key: Callable[[], str | None] = lambda: None
    """The public key of released models; without one the packaged model is used."""
    stage: str = "local"

    @cached_property
    def ids(self) -> Ids:
        return Ids(clock=self.clock, random_bits=self.random.getrandbits)

    def status_url(self, shop: str, subject: str) -> str:
        """``subject`` is a complaint's or a delivery's id."""
        return f"{self.settings.public_url}/status/{self.signer.sign('status', shop, subject)}"

    def unsubscribe_url(self, shop: str, complaint: str) -> str:
        return f"{self.settings.public_url}/unsubscribe/{self.signer.sign('unsubscribe', shop, complaint)}"

    def survey_url(self, shop: str, complaint: str, survey: str) -> str:
        return f"{self.settings.public_url}/survey/{self.signer.sign('survey', shop, complaint, survey)}"
