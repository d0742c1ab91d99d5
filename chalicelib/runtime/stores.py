"""The rows of the table, kind by kind."""

from __future__ import annotations

from functools import cached_property

from chalicelib.store import (
    Agents,
    Alerts,
    Buyers,
    Corrections,
    Costs,
    Endpoints,
    Histories,
    InForce,
    Lexicons,
    Likenesses,
    Limits,
    Mentions,
    Orders,
    Outbox,
    Polls,
    Proposals,
    Quarantine,
    Rises,
    Samples,
    ShopRules,
    Store,
    Surveys,
    Tokens,
    Views,
    Visits,
    Watches,
    WebhookDeliveries,
    Weeklies,
)

from .ports import Ports


class Stores(Ports):
    @cached_property
    def store(self) -> Store:
        return Store(self.table, clock=self.clock, zone=self.settings.zone)

    @cached_property
    def histories(self) -> Histories:
        return Histories(self.table, zone=self.settings.zone)

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
    def views(self) -> Views:
        return Views(self.table)

    @cached_property
    def samples(self) -> Samples:
        return Samples(self.table)

    @cached_property
    def orders(self) -> Orders:
        return Orders(self.table, zone=self.settings.zone)

    @cached_property
    def buyers(self) -> Buyers:
        return Buyers(self.table, zone=self.settings.zone)

    @cached_property
    def lexicons(self) -> Lexicons:
        return Lexicons(self.table)

    @cached_property
    def shop_rules(self) -> ShopRules:
        return ShopRules(self.table)

    @cached_property
    def in_force(self) -> InForce:
        return InForce(self.table)

    @cached_property
    def costs(self) -> Costs:
        return Costs(self.table)

    @cached_property
    def corrections(self) -> Corrections:
        return Corrections(self.table)

    @cached_property
    def likenesses(self) -> Likenesses:
        return Likenesses(self.table)

    @cached_property
    def polls(self) -> Polls:
        return Polls(self.table)

    @cached_property
    def limits(self) -> Limits:
        return Limits(self.table)

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.table)

    @cached_property
    def endpoints(self) -> Endpoints:
        return Endpoints(self.table)

    @cached_property
    def webhook_deliveries(self) -> WebhookDeliveries:
        return WebhookDeliveries(self.table)

    @cached_property
    def rises(self) -> Rises:
        return Rises(self.table)

    @cached_property
    def watches(self) -> Watches:
        return Watches(self.table)

    @cached_property
    def weeklies(self) -> Weeklies:
        return Weeklies(self.table)

    @cached_property
    def proposals(self) -> Proposals:
        return Proposals(self.table)

    @cached_property
    def alerts(self) -> Alerts:
        return Alerts(self.table)
