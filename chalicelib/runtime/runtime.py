"""Everything a handler may need, made of ports and the use cases over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from random import Random, SystemRandom
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from chalicelib.alerts.alerting import Alerting
from chalicelib.background.delivery import Delivering
from chalicelib.background.orders import Reconsidering
from chalicelib.background.recognising import Recognising
from chalicelib.background.recomputing import Recomputing
from chalicelib.background.surveying import Surveying
from chalicelib.background.sweep import Sweeping
from chalicelib.background.timers import Firing
from chalicelib.channels.base import Outlets
from chalicelib.desk.customers import Customers
from chalicelib.desk.desk import Desk
from chalicelib.desk.matters import Matters
from chalicelib.desk.offering import Offering
from chalicelib.desk.originals import Originals
from chalicelib.desk.persons import Persons
from chalicelib.desk.pulling import Pulling
from chalicelib.desk.staffing import Staffing
from chalicelib.desk.trying_rules import TryingRules
from chalicelib.desk.viewing import Viewing
from chalicelib.desk.wording import Wording
from chalicelib.gateways.released_models import ReleasedModels
from chalicelib.intake.guarding import Guard
from chalicelib.intake.polling import Polling
from chalicelib.intake.process import Processing
from chalicelib.intake.quarantine import Quarantining
from chalicelib.intake.recording import Recording
from chalicelib.intake.taking_out import TakingOut
from chalicelib.intake.uploads import Uploads
from chalicelib.model.assessment import Assessment
from chalicelib.model.identity import Clock, Ids, Principal, utc_now
from chalicelib.model.ports import Accounts, Http, Mailer, Objects, Queue, Secrets
from chalicelib.model.settings import Settings
from chalicelib.model.tokens import Signer
from chalicelib.reports.reporting import Reporting
from chalicelib.store import (
    Agents,
    Alerts,
    Corrections,
    Endpoints,
    Histories,
    Lexicons,
    Likenesses,
    Limits,
    Mentions,
    Orders,
    Outbox,
    Polls,
    Quarantine,
    Samples,
    Store,
    Surveys,
    Table,
    Tokens,
    Views,
    Visits,
    WebhookDeliveries,
)
from chalicelib.webhooks.administration import Administration
from chalicelib.webhooks.posting import Posting
from chalicelib.webhooks.publishing import Publishing


class Doorkeeper(Protocol):
    """Turns a bearer token into a person. Raises ``Unauthenticated``."""

    def principal(self, token: str) -> Principal: ...


@dataclass(kw_only=True)
class Runtime:
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

    @cached_property
    def store(self) -> Store:
        return Store(self.table, clock=self.clock, zone=self.settings.zone)

    @cached_property
    def histories(self) -> Histories:
        return Histories(self.table, zone=self.settings.zone)

    @cached_property
    def reporting(self) -> Reporting:
        return Reporting(store=self.store, clock=self.clock, zone=self.settings.zone)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.table, clock=self.clock)

    @cached_property
    def quarantine(self) -> Quarantine:
        return Quarantine(self.table)

    @cached_property
    def surveys(self) -> Surveys:
        return Surveys(self.table)

    @cached_property
    def visits(self) -> Visits:
        return Visits(self.table)

    @cached_property
    def agents(self) -> Agents:
        return Agents(self.table)

    @cached_property
    def mentions(self) -> Mentions:
        return Mentions(self.table)

    @cached_property
    def viewing(self) -> Viewing:
        return Viewing(store=self.store, agents=self.agents, views=Views(self.table))

    @cached_property
    def samples(self) -> Samples:
        return Samples(self.table)

    @cached_property
    def orders(self) -> Orders:
        return Orders(self.table, zone=self.settings.zone)

    @cached_property
    def processing(self) -> Processing:
        return Processing(objects=self.objects, accounts=self.accounts, outlets=self.outlets, recording=self.recording)

    @cached_property
    def recording(self) -> Recording:
        return Recording(
            store=self.store,
            orders=self.orders,
            lexicons=self.lexicons,
            assess=self.understand,
            ids=self.ids,
            clock=self.clock,
            status_url=self.status_url,
        )

    @cached_property
    def persons(self) -> Persons:
        return Persons(store=self.store, objects=self.objects, ids=self.ids, clock=self.clock)

    @cached_property
    def originals(self) -> Originals:
        return Originals(store=self.store, clock=self.clock)

    @cached_property
    def models(self) -> ReleasedModels:
        return ReleasedModels(self.objects, self.model_key)

    def understand(self, text: str, *, written: Sequence[tuple[int, datetime]] = (), **about: Any) -> Assessment:
        """The understanding port; imported when first used, so that the API never loads the classifier. ``written``
        says from which place of the text on it was written when.
        """
        from chalicelib.understanding.assess import assess

        zone = ZoneInfo(self.settings.zone)
        days = tuple((place, at.astimezone(zone).date()) for place, at in written)
        return assess(text, model=self.models.in_use(), written=days, **about)

    def hear(self, text: str, **about: Any) -> Assessment:
        """As ``understand``, by the packaged model: what fires timers reads no objects."""
        from chalicelib.understanding.assess import assess

        return assess(text, **about)

    @cached_property
    def lexicons(self) -> Lexicons:
        return Lexicons(self.table)

    @cached_property
    def corrections(self) -> Corrections:
        return Corrections(self.table)

    @cached_property
    def wording(self) -> Wording:
        return Wording(lexicons=self.lexicons, store=self.store, assess=self.recording.assess, clock=self.clock)

    @cached_property
    def customers(self) -> Customers:
        return Customers(store=self.store)

    @cached_property
    def trying_rules(self) -> TryingRules:
        return TryingRules(store=self.store, clock=self.clock)

    @cached_property
    def polls(self) -> Polls:
        return Polls(self.table)

    @cached_property
    def polling(self) -> Polling:
        return Polling(
            polls=self.polls,
            accounts=self.accounts,
            queue=self.intake_queue,
            objects=self.objects,
            outlets=self.outlets,
            clock=self.clock,
            random=self.random,
        )

    @cached_property
    def guard(self) -> Guard:
        return Guard(limits=Limits(self.table), http=self.http, signer=self.signer, clock=self.clock)

    @cached_property
    def uploads(self) -> Uploads:
        return Uploads(objects=self.objects, signer=self.signer, ids=self.ids, clock=self.clock)

    @cached_property
    def quarantining(self) -> Quarantining:
        return Quarantining(
            rows=self.quarantine,
            store=self.store,
            objects=self.objects,
            intake=self.intake_queue,
            clock=self.clock,
            default_shop=self.settings.default_shop,
        )

    @cached_property
    def desk(self) -> Desk:
        return Desk(
            store=self.store,
            orders=self.orders,
            ids=self.ids,
            clock=self.clock,
            settings=self.settings,
        )

    @cached_property
    def pulling(self) -> Pulling:
        return Pulling(
            store=self.store,
            agents=self.agents,
            clock=self.clock,
            settings=self.settings,
            random=self.random,
        )

    @cached_property
    def offering(self) -> Offering:
        return Offering(store=self.store, agents=self.agents, desk=self.desk, clock=self.clock, settings=self.settings)

    @cached_property
    def matters(self) -> Matters:
        taking_out = TakingOut(orders=self.orders, lexicons=self.lexicons, assess=self.recording.assess, ids=self.ids)
        return Matters(store=self.store, clock=self.clock, take_out=taking_out.opened)

    @cached_property
    def staffing(self) -> Staffing:
        return Staffing(agents=self.agents, clock=self.clock)

    @cached_property
    def delivering(self) -> Delivering:
        return Delivering(
            store=self.store,
            outbox=self.outbox,
            accounts=self.accounts,
            http=self.http,
            mailer=self.mailer,
            tokens=Tokens(self.table),
            clock=self.clock,
            random=self.random,
            settings=self.settings,
            status_url=self.status_url,
        )

    @cached_property
    def firing(self) -> Firing:
        return Firing(
            store=self.store,
            clock=self.clock,
            surveying=Surveying(
                store=self.store,
                outbox=self.outbox,
                ids=self.ids,
                settings=self.settings,
                survey_url=self.survey_url,
                unsubscribe_url=self.unsubscribe_url,
                assess=self.hear,
                lexicons=self.lexicons,
            ),
        )

    @cached_property
    def reconsidering(self) -> Reconsidering:
        return Reconsidering(store=self.store, orders=self.orders, clock=self.clock)

    @cached_property
    def recognising(self) -> Recognising:
        return Recognising(store=self.store, likenesses=Likenesses(self.table), clock=self.clock)

    @cached_property
    def recomputing(self) -> Recomputing:
        return Recomputing(store=self.store, clock=self.clock)

    @cached_property
    def sweeping(self) -> Sweeping:
        return Sweeping(outbox=self.outbox, queue=self.due_queue, clock=self.clock)

    @cached_property
    def endpoints(self) -> Endpoints:
        return Endpoints(self.table)

    @cached_property
    def webhook_deliveries(self) -> WebhookDeliveries:
        return WebhookDeliveries(self.table)

    @cached_property
    def webhooks(self) -> Administration:
        return Administration(
            endpoints=self.endpoints,
            deliveries=self.webhook_deliveries,
            secrets=self.secrets,
            ids=self.ids,
            clock=self.clock,
            random=self.random,
        )

    @cached_property
    def publishing(self) -> Publishing:
        return Publishing(endpoints=self.endpoints, deliveries=self.webhook_deliveries, clock=self.clock)

    @cached_property
    def posting(self) -> Posting:
        return Posting(
            endpoints=self.endpoints,
            deliveries=self.webhook_deliveries,
            secrets=self.secrets,
            http=self.public_http,
            clock=self.clock,
            random=self.random,
        )

    @cached_property
    def alerting(self) -> Alerting:
        return Alerting(
            alerts=Alerts(self.table),
            accounts=self.accounts,
            http=self.http,
            queue=self.due_queue,
            clock=self.clock,
            random=self.random,
            settings=self.settings,
        )

    def outlets(self) -> Outlets:
        return Outlets(http=self.http, mailer=self.mailer, tokens=Tokens(self.table), now=self.clock())

    def status_url(self, shop: str, subject: str) -> str:
        """``subject`` is a complaint's or a delivery's id."""
        return f"{self.settings.public_url}/status/{self.signer.sign('status', shop, subject)}"

    def unsubscribe_url(self, shop: str, complaint: str) -> str:
        return f"{self.settings.public_url}/unsubscribe/{self.signer.sign('unsubscribe', shop, complaint)}"

    def survey_url(self, shop: str, complaint: str, survey: str) -> str:
        return f"{self.settings.public_url}/survey/{self.signer.sign('survey', shop, complaint, survey)}"
