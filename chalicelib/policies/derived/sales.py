"""What kind of sale it is: who buys of whom, how, and where."""

from __future__ import annotations

from .case import Case, derived


@derived("channel", "buyer")
def buyer_or_place(case: Case) -> str:
    if case["buyer"] == "business":
        return "business"
    if case["private_sale"]:
        return "private"
    if case["channel"] in {"shop", "store", "offline", "in_store", "in_person", "counter"}:
        return "shop"
    return "doorstep" if case["channel"] in {"doorstep", "door_to_door"} else "distance"


@derived("channel", "buyer")
def distance(case: Case) -> bool:
    """Net, television, telephone or mail order; bought for one's own needs."""
    return bool(case["buyer_or_place"] == "distance")


@derived("region")
def region_code(case: Case) -> str | None:
    """``CN-ZJ`` from its ISO 3166-2 code or its name."""
    written = (case["region"] or "").lower()
    names = {"CN-ZJ": ("zhejiang", "浙江"), "CN-SH": ("shanghai", "上海"), "CN-BJ": ("beijing", "北京")}
    by_code = f"CN-{written.removeprefix('cn-').upper()}"
    if by_code in names:
        return by_code
    return next((code for code, known in names.items() if any(name in written for name in known)), None)


@derived("second_hand", "seller_trades", "seller_type")
def private_sale(case: Case) -> bool:
    """Second-hand goods of somebody who does not trade (法释〔2022〕8号 7)."""
    private = case["seller_trades"] is False or case["seller_type"] in {"private", "individual", "person"}
    return bool(case["second_hand"] and private)


@derived("second_hand", "seller_trades", "seller_type")
def consumer_sale(case: Case) -> bool | None:
    """A consumer buys from a business; ``None`` when nobody said who buys."""
    if case["private_sale"]:
        return False
    return None if case["buyer"] is None else bool(case["buyer"] == "consumer")
