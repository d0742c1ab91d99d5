"""Routing rules that the shop of the tests has accepted."""

from __future__ import annotations

from typing import Any

from chalicelib.routing.accepted import AcceptedRule, RuleChange, RuleStep
from chalicelib.routing.rule import Rule
from chalicelib.store.transaction import write
from tests.support.world import SHOP, SUPERVISOR, World


def put_in_force(world: World, rule: dict[str, Any]) -> None:
    """As accepting a proposal does."""
    store, now = world.runtime.shop_rules, world.clock()
    one = AcceptedRule(rule=Rule.model_validate(rule), proposal="p0", by=SUPERVISOR.id, at=now)
    after = store.newest(SHOP).accepting(one)
    change = RuleChange(
        version=after.version, step=RuleStep.ACCEPTED, rule=one.rule, proposal=one.proposal, by=one.by, at=now
    )
    write(world.runtime.table, store.writes(SHOP, after, change))
    world.runtime.in_force.forget(SHOP)
