"""What agents and supervisors do and see."""

from __future__ import annotations

from functools import cached_property

from chalicelib.desk.costing import Costing
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
from chalicelib.intake.taking_out import TakingOut
from chalicelib.reports.reporting import Reporting

from .intake import IntakeRuntime


class DeskRuntime(IntakeRuntime):
    @cached_property
    def desk(self) -> Desk:
        return Desk(
            store=self.store,
            orders=self.orders,
            in_force=self.in_force,
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
    def staffing(self) -> Staffing:
        return Staffing(agents=self.agents, clock=self.clock)

    @cached_property
    def viewing(self) -> Viewing:
        return Viewing(store=self.store, agents=self.agents, views=self.views)

    @cached_property
    def matters(self) -> Matters:
        taking_out = TakingOut(orders=self.orders, in_force=self.in_force, assess=self.recording.assess, ids=self.ids)
        return Matters(store=self.store, clock=self.clock, take_out=taking_out.opened)

    @cached_property
    def originals(self) -> Originals:
        return Originals(store=self.store, clock=self.clock)

    @cached_property
    def persons(self) -> Persons:
        return Persons(store=self.store, objects=self.objects, ids=self.ids, clock=self.clock)

    @cached_property
    def customers(self) -> Customers:
        return Customers(store=self.store)

    @cached_property
    def wording(self) -> Wording:
        return Wording(
            lexicons=self.lexicons,
            in_force=self.in_force,
            store=self.store,
            assess=self.recording.assess,
            clock=self.clock,
        )

    @cached_property
    def costing(self) -> Costing:
        return Costing(costs=self.costs, clock=self.clock)

    @cached_property
    def trying_rules(self) -> TryingRules:
        return TryingRules(store=self.store, rules=self.shop_rules, clock=self.clock)

    @cached_property
    def reporting(self) -> Reporting:
        return Reporting(store=self.store, costs=self.costs, clock=self.clock, zone=self.settings.zone)
