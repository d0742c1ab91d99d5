"""eBay. The keys are made from small numbers, and the public half is what the account holds."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.channels.base import Answer, Request
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Example, Hook, Place, Probe, Specimen, as_json

URL: Final = "https://desk.example/hooks/ebay/demo"
TOKEN: Final = "specimen-verification-token-0123456789"


def key_entry(kid: str, key: EllipticCurvePrivateKey) -> str:
    """On one line, as eBay serves it."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return f"{kid}:{pem.replace(chr(10), '')}"


PRESENT, OTHER = (derive_private_key(number, SECP256R1()) for number in (1_000_003, 1_000_033))
PRESENT_ENTRY: Final = key_entry("9936261a-7d7b-4621-a0f1-96ccb428af49", PRESENT)
OTHER_ENTRY: Final = key_entry("11111111-7d7b-4621-a0f1-96ccb428af49", OTHER)
PRIVATE: Final = {PRESENT_ENTRY: PRESENT, OTHER_ENTRY: OTHER}


def ebay_notification(topic: str, identifier: Any = "49feeaeb-4982", **data: Any) -> bytes:
    return as_json(
        {
            "metadata": {"topic": topic, "schemaVersion": "1.0", "deprecated": False},
            "notification": {
                "notificationId": identifier,
                "eventDate": "2026-11-11T19:43:59.462Z",
                "publishDate": "2026-11-11T19:43:59.679Z",
                "publishAttemptCount": 1,
                "data": data,
            },
        }
    )


def ebay_signature(body: bytes, entry: str, *, digest: str = "SHA1", alg: str = "ecdsa") -> str:
    algorithm = hashes.SHA256() if digest == "SHA256" else hashes.SHA1()
    signed = base64.b64encode(PRIVATE[entry].sign(body, ECDSA(algorithm))).decode()
    offered = {"alg": alg, "kid": entry.partition(":")[0], "signature": signed, "digest": digest}
    return base64.b64encode(as_json(offered)).decode()


def ebay_request(body: bytes, account: ChannelAccount) -> Request:
    newest, *_ = account.secret("public_keys")
    return Request(method="POST", headers={"x-ebay-signature": ebay_signature(body, newest)}, body=body)


EBAY: Final = Specimen(
    account=ChannelAccount(
        channel="ebay",
        account="demo",
        shop="demo",
        secrets={"verification_token": (TOKEN,), "public_keys": (PRESENT_ENTRY,)},
        settings={"endpoint": URL},
    ),
    examples=(
        Example(
            body=ebay_notification("MARKETPLACE_ACCOUNT_DELETION", username="test_user", userId="ma8vp1jySJC"),
            text="Privacy task: erase the data kept about this eBay user.\nUsername: test_user\nUser id: ma8vp1jySJC",
            external_id="49feeaeb-4982",
        ),
        Example(
            body=ebay_notification("BUYER_QUESTION", FAR_INTEGER, question={"text": "Is it broken?", "itemId": 9}),
            text="A buyer asks a question.\nQuestion text: Is it broken?\nQuestion item id: 9",
            external_id=str(FAR_INTEGER),
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 10_000,
        as_json({"metadata": {"topic": "BUYER_QUESTION"}}),
        ebay_notification("BUYER_QUESTION", ["a", "list"]),
        ebay_notification("MARKETPLACE_ACCOUNT_DELETION", userId={}),
    ),
    hook=Hook(
        signed=ebay_request,
        tampered=lambda body: body.replace(b"}", b" }", 1),
        signature=Place(part="headers", name="x-ebay-signature"),
        signing_secret=("public_keys", OTHER_ENTRY),
        needed=("public_keys",),
        silent=(
            ebay_notification("FEEDBACK_LEFT", comment="Great buyer"),
            ebay_notification("ORDER_CONFIRMATION", orderId="1"),
            ebay_notification("NEVER_HEARD_OF"),
        ),
        acknowledgement=Answer(status=204),
        timestamp=None,
        by_public_key=True,
        probes=(
            Probe(
                request=Request(method="GET", query={"challenge_code": "71745723"}),
                answer=Answer(
                    body='{"challengeResponse":"' + hashlib.sha256(f"71745723{TOKEN}{URL}".encode()).hexdigest() + '"}',
                    content_type="application/json",
                ),
            ),
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
    ),
)
