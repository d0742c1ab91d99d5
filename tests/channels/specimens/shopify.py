"""Shopify. The secret is invented; ids are those of the platform's own examples."""

from __future__ import annotations

from typing import Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.signing import hmac_base64
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Example, Hook, Place, Probe, Specimen, as_json

DATA_REQUEST: Final = as_json(
    {
        "shop_id": 954889,
        "shop_domain": "demo-shop.myshopify.com",
        "orders_requested": [299938, FAR_INTEGER],
        "customer": {"id": 191167, "email": "john@example.com", "phone": "555-625-1199"},
        "data_request": {"id": 9999},
    }
)
PAID: Final = as_json({"id": 820982911946154508, "financial_status": "paid"})
NEVER_HEARD_OF: Final = as_json({"depth": 3})
SILENT: Final = {PAID: "orders/paid", NEVER_HEARD_OF: "holograms/create"}


def shopify_request(body: bytes, account: ChannelAccount) -> Request:
    """A refund, unless the body is one of the silent ones."""
    newest, *_ = account.secret("client_secret")
    return Request(
        method="POST",
        headers={
            "x-shopify-topic": SILENT.get(body, "refunds/create"),
            "x-shopify-hmac-sha256": hmac_base64(newest, body),
            "x-shopify-shop-domain": "demo-shop.myshopify.com",
            "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
            "x-shopify-triggered-at": "2026-11-11T19:59:58.000Z",
        },
        body=body,
    )


SHOPIFY: Final = Specimen(
    account=ChannelAccount(
        channel="shopify",
        account="demo-shop",
        shop="demo",
        secrets={"client_secret": ("specimen-client-secret-newest",)},
        settings={"email_account": "support"},
    ),
    examples=(
        Example(
            body=as_json({"id": 1, "order_id": FAR_INTEGER, "note": "杯子碎了 / broken mug"}),
            text=f"A refund was made for order {FAR_INTEGER}.\nNote: 杯子碎了 / broken mug",
            external_id="b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        ),
        Example(
            body=DATA_REQUEST,
            headers={"x-shopify-topic": "customers/data_request", "x-shopify-webhook-id": str(FAR_INTEGER)},
            text="Privacy task: a customer asks for the data kept about them.\n"
            "Shop: demo-shop.myshopify.com\nCustomer: 191167\nEmail: john@example.com\nPhone: 555-625-1199\n"
            f"Orders: 299938, {FAR_INTEGER}\nRequest: 9999",
            external_id=str(FAR_INTEGER),
        ),
    ),
    malformed=(b"{", b"[]", b"null", b"\xff\xfe", b"[" * 10_000, b"{}", as_json({"order_id": ["a", "list"]})),
    hook=Hook(
        signed=shopify_request,
        tampered=lambda body: body.replace(b"}", b" }", 1),
        signature=Place(part="headers", name="x-shopify-hmac-sha256"),
        timestamp=None,
        signing_secret=("client_secret", "specimen-client-secret-other"),
        needed=("client_secret",),
        silent=tuple(SILENT),
        acknowledgement=Answer(),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
