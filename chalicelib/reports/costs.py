"""What complaints cost, in four groups: what was counted, times what the shop says that each costs. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from chalicelib.counting.naming import number
from chalicelib.counting.spending import COMPENSATED, HELD_SUM, PARCELS, STORED_SUM
from chalicelib.counting.volumes import RECEIVED
from chalicelib.model.costs import GROUPS, CostGroup, CostItem, CostTable

from .measures import Days, parts, summed

_CENT: Final = Decimal("0.01")
_HUNDREDTHS: Final = Decimal(100)
_SECONDS: Final = {CostItem.HELD_HOUR: (HELD_SUM, 3_600), CostItem.STORED_DAY: (STORED_SUM, 86_400)}
_COUNTED: Final[Mapping[CostItem, str]] = {
    CostItem.RETURN: number("finished", "flow", "return"),
    CostItem.REFUND: number("finished", "flow", "refund"),
    CostItem.PRICE_PROTECTION: number("finished", "flow", "price_protection"),
    CostItem.REPAIR: number("finished", "flow", "repair"),
    CostItem.EXCHANGE: number("finished", "flow", "exchange"),
    CostItem.REPLY: "replied",
    CostItem.RESOLUTION: "resolved",
    CostItem.PARCEL: PARCELS,
}


def costs(of_work: Days, of_complaints: Days, *, table: CostTable) -> dict[str, Any]:
    """Amounts are decimal strings in the table's currency; what no cost is known of adds nothing and is named."""
    work, cases = summed(of_work), summed(of_complaints)[RECEIVED]
    paid = {one: Decimal(counts[COMPENSATED]) / _HUNDREDTHS for one, counts in parts(work, "currency").items()}
    compensated = paid.pop(table.currency, Decimal())
    groups = {group: _group(group, work, table=table, compensated=compensated) for group in GROUPS}
    whole = sum((amount for amount, _ in groups.values()), start=Decimal())
    return {
        "cases": cases,
        "currency": table.currency,
        "table_version": table.version,
        "cost_per_case": _per_case(whole, cases),
        "groups": {group.value: {**_per_case(amount, cases), **shown} for group, (amount, shown) in groups.items()},
        "unknown": [item.value for item in CostItem if item not in table.each and _times(item, work)],
        "other_currencies": {currency: _money(amount) for currency, amount in paid.items()},
    }


def _group(
    group: CostGroup, work: Counter[str], *, table: CostTable, compensated: Decimal
) -> tuple[Decimal, dict[str, Any]]:
    items = {item: (_times(item, work), table.each.get(item)) for item in GROUPS[group]}
    amounts = {item: times * each for item, (times, each) in items.items() if each is not None}
    shown: dict[str, Any] = {
        item.value: {"times": float(round(times, 2)), "each": _shown(each), "amount": _shown(amounts.get(item))}
        for item, (times, each) in items.items()
    }
    if group is not CostGroup.RETURNS_AND_REFUNDS:
        return _sum(amounts.values()), {"items": shown}
    return _sum([*amounts.values(), compensated]), {"items": {**shown, "compensation": {"amount": _money(compensated)}}}


def _times(item: CostItem, work: Counter[str]) -> Decimal:
    if item in _SECONDS:
        name, seconds = _SECONDS[item]
        return Decimal(work[name]) / seconds
    return Decimal(work[_COUNTED[item]])


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, start=Decimal())


def _per_case(amount: Decimal, cases: int) -> dict[str, Any]:
    return {"per_case": _money(amount / cases) if cases else None, "numerator": _money(amount), "denominator": cases}


def _shown(amount: Decimal | None) -> str | None:
    return None if amount is None else _money(amount)


def _money(amount: Decimal) -> str:
    return str(amount.quantize(_CENT))
