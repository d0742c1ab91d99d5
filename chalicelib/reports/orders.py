"""Complaints and returns against the orders they are about. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from chalicelib.counting.orders import PAID, RETURNED, SIGNED
from chalicelib.counting.volumes import RECEIVED

from .measures import Days, parts, share, summed
from .work import both

RATED: Final = ("product", "batch", "courier")
LISTED: Final = 100
"""So many values of one dimension are shown, those with most returns and complaints first."""
QUALITY: Final = frozenset(
    {"quality", "quality_fault", "repair_request", "repair_delay", "counterfeit", "not_as_described", "food_safety"}
)
"""Causes of a return that lie in the goods."""
_TEN_THOUSAND: Final = 10_000


def orders(of_orders: Days, of_complaints: Days, of_work: Days) -> dict[str, Any]:
    counted, received, work = summed(of_orders), summed(of_complaints), summed(of_work)
    causes = {cause: counts[RETURNED] for cause, counts in parts(counted, "cause").items() if counts[RETURNED]}
    complained = received[RECEIVED] - received[f"{RECEIVED}|category|none"]
    flows = parts(work, "flow")
    return {
        "signed": counted[SIGNED],
        "paid": counted[PAID],
        "complaint_rate": _per_ten_thousand(complained, counted[SIGNED]),
        "return_rate": {**share(counted[RETURNED], counted[SIGNED]), "causes": causes},
        "quality_return_rate": share(sum(causes.get(one, 0) for one in QUALITY), counted[SIGNED]),
        "return_cycle": both(flows.get("return", Counter()), "finished"),
        "refund_time": both(work, "refunded"),
        "after_sales": {flow: {"finished": of["finished"], **both(of, "finished")} for flow, of in flows.items()},
        "by": {dimension: _rates(counted, received, dimension) for dimension in RATED},
    }


def _rates(counted: Counter[str], received: Counter[str], dimension: str) -> dict[str, Any]:
    of_orders, of_complaints = parts(counted, dimension), parts(received, dimension)
    rows = {
        value: (of_orders.get(value, Counter()), of_complaints.get(value, Counter()))
        for value in {*of_orders, *of_complaints}
    }
    most = sorted(rows.items(), key=lambda row: (-row[1][1][RECEIVED] - row[1][0][RETURNED], row[0]))[:LISTED]
    return {
        value: {
            "complaint_rate": _per_ten_thousand(complaints[RECEIVED], orders[SIGNED]),
            "return_rate": share(orders[RETURNED], orders[SIGNED]),
        }
        for value, (orders, complaints) in most
    }


def _per_ten_thousand(complaints: int, signed: int) -> dict[str, Any]:
    rate = round(complaints * _TEN_THOUSAND / signed, 2) if signed else None
    return {"per_10000": rate, "numerator": complaints, "denominator": signed}
