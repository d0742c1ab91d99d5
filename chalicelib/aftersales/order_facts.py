"""What an order says of a case, in the rules' words: it is evidence. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from chalicelib.model.entitlement import Fact
from chalicelib.model.order import Order, OrderItem, Parcel

Facts = dict[str, Fact]
PROFILES: Final = {
    "pinduoduo": "pdd",
    "doudian": "douyin",
    "wechatpay_complaint": "wechat_pay",
    "taobao": "taobao",
    "tmall": "tmall",
    "douyin": "douyin",
    "gome": "gome",
    "suning": "suning",
}
"""Platform → its promises among the rules. 京东's hold for what it sells itself only."""
_FROM_ORDER: Final = (
    "jurisdiction", "region", "seller_type", "merchant", "member_tier", "buyer", "currency", "paid_at",
    "price_paid", "installed_on", "invoice_on",
)  # fmt: skip
"""Fields of an order that are facts under the same name."""


def from_order(order: Order) -> Facts:
    """What an order says is evidence. Several parcels: the last to arrive; several goods: their kind when it is one."""
    return {
        name: Fact(value=value, source="evidenced", origin="order")
        for name, value in _order_values(order)
        if value not in (None, "", [], ())
    }


def _order_values(order: Order) -> Iterator[tuple[str, Any]]:
    plain = order.model_dump(mode="json")
    yield from ((name, plain[name]) for name in _FROM_ORDER)
    if order.ordered_at:
        yield "order_date", order.ordered_at.isoformat()
    yield "profile", order.profile or _profile(order)
    yield "promises", plain["promises"]
    yield from _delivery(order.parcels)
    yield from _goods(order.items)


def _profile(order: Order) -> str | None:
    if order.platform == "jd":
        return {"self": "jd_self", "third_party": "jd_pop"}.get(order.seller_type or "")
    return PROFILES.get(order.platform)


def _delivery(parcels: tuple[Parcel, ...]) -> Iterator[tuple[str, Any]]:
    promised = [one.promised_by for one in parcels if one.promised_by]
    shipped = [one.shipped_at for one in parcels if one.shipped_at]
    yield "promised_by", max(promised).isoformat() if promised else None
    yield "shipped_at", max(shipped).isoformat() if shipped else None
    arrived = [(one.arrived_at, one) for one in parcels if one.arrived_at]
    if not arrived or len(arrived) < len(parcels):
        return
    at, last = max(arrived, key=lambda pair: pair[0])
    yield "signed_on", at.isoformat()
    yield "signed_at", at.isoformat()
    yield "signed_by", last.signed_by
    yield "signing_consent", last.signing_consent


def _goods(items: tuple[OrderItem, ...]) -> Iterator[tuple[str, Any]]:
    """Repairs and warranty are of one item; of several nobody knows whose."""
    categories = {one.category for one in items if one.category}
    if len(categories) == 1:
        yield "category", categories.pop()
    if len(items) == 1:
        [item] = items
        yield "product", item.name
        yield "tag", item.tag
        yield "repairs", [_repair(one) for one in item.model_dump(mode="json")["repairs"]]


def _repair(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if value}
