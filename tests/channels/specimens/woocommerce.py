"""WooCommerce. Secrets are invented; the signing one has an entity in it, as the shop stores it."""

from __future__ import annotations

from typing import Final

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.signing import hmac_base64
from chalicelib.channels.woocommerce.signature import decoded
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Example, Hook, Place, Probe, Specimen, as_json


def woocommerce_request(body: bytes, account: ChannelAccount) -> Request:
    newest, *_ = account.secret("secret")
    return Request(
        method="POST",
        headers={
            "x-wc-webhook-topic": "order.updated",
            "x-wc-webhook-signature": hmac_base64(decoded(newest), body),
            "content-type": "application/json",
        },
        body=body,
    )


def ping(body: bytes, **headers: str) -> Request:
    return Request(method="POST", headers={"content-type": "application/x-www-form-urlencoded", **headers}, body=body)


WOOCOMMERCE: Final = Specimen(
    account=ChannelAccount(
        channel="woocommerce",
        account="demo-shop",
        shop="demo",
        secrets={
            "secret": ("specimen &amp; secret newest",),
            "consumer_key": ("ck_specimen",),
            "consumer_secret": ("cs_specimen",),
        },
        settings={"site_url": "https://shop.example/", "email_account": "support"},
    ),
    examples=(
        Example(
            body=as_json({"id": FAR_INTEGER, "status": "cancelled", "customer_note": "等了三周还没发货"}),
            text=f"Order {FAR_INTEGER} was cancelled.\nNote of the customer: 等了三周还没发货",
            external_id=str(FAR_INTEGER),
        ),
        Example(
            body=as_json(
                {
                    "id": 727,
                    "status": "completed",
                    "currency": "USD",
                    "date_modified_gmt": "2026-11-11T19:00:00",
                    "refunds": [{"id": 731, "reason": "broken", "total": "-19.99"}, {"id": 732, "total": "-1.00"}],
                }
            ),
            headers={"x-wc-webhook-delivery-id": "8e8bc4e2c4b1d6d0a8d1d0f4f0c9a2b1"},
            text="Order 727 was refunded in part.\nRefunds: 19.99 USD (broken); 1.00 USD",
            external_id="8e8bc4e2c4b1d6d0a8d1d0f4f0c9a2b1:727:2026-11-11T19:00:00",
        ),
    ),
    malformed=(b"", b"{", b"[]", b"\xff\xfe", b"[" * 10_000, b"{}", as_json({"id": "../1"}), as_json({"id": [1]})),
    hook=Hook(
        signed=woocommerce_request,
        tampered=lambda body: body.replace(b"}", b" }", 1),
        signature=Place(part="headers", name="x-wc-webhook-signature"),
        timestamp=None,
        signing_secret=("secret", "specimen-secret-other"),
        needed=("secret",),
        silent=(
            as_json({"id": 727}),
            as_json({"id": 727, "status": "processing", "customer_note": "Ring twice", "refunds": []}),
            as_json({"id": 727, "status": "never-heard-of"}),
        ),
        acknowledgement=Answer(),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
            Probe(request=ping(b"webhook_id=142"), answer=Answer()),
        ),
    ),
)
