"""What handling complaints costs, as the shop sets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from chalicelib.model.costs import CostItem, CostTable
from chalicelib.model.errors import StaleVersion
from chalicelib.model.identity import Clock, Principal
from chalicelib.store import Costs

from . import permissions


@dataclass(frozen=True, slots=True, kw_only=True)
class Costing:
    costs: Costs
    clock: Clock

    def write(
        self, each: Mapping[CostItem, Decimal], *, currency: str, by: Principal, if_version: int | None = None
    ) -> CostTable:
        """Takes the place of the one before, for every day that is asked for from now on. Raises ``StaleVersion``."""
        permissions.require_role(by, one_of=permissions.SENIOR)
        present = self.costs.newest(by.shop)
        if if_version is not None and if_version != present.version:
            raise StaleVersion("the costs have changed since you read them: read them again", version=present.version)
        written = CostTable(
            version=present.version + 1, currency=currency, each=each, written_by=by.id, written_at=self.clock()
        )
        self.costs.write(by.shop, written)
        return written
