"""微信支付 消费者投诉2.0. All keys are invented."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.channels import rsa
from chalicelib.channels.base import Answer, Request
from chalicelib.channels.wechatpay_complaint import signature
from chalicelib.model.ports import ChannelAccount
from tests.channels.keys import made_key, private_pem, public_pem, signer_of
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen, as_json

API_V3_KEY: Final = "specimen-api-v3-key-of-32-bytes!"
COMPLAINT: Final = "200201820261111200000123456"


def platform_key(name: str) -> str:
    return f"PUB_KEY_ID_{name} {public_pem(made_key(name))}"


def sealed(plaintext: bytes, *, key: str = API_V3_KEY) -> dict[str, str]:
    ciphertext = AESGCM(key.encode()).encrypt(b"specimen0001", plaintext, b"complaint")
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(ciphertext).decode(),
        "nonce": "specimen0001",
        "associated_data": "complaint",
    }


def notification(action: str, *, number: Any = "EV-1", kind: str = "COMPLAINT.CREATE", **other: Any) -> bytes:
    event = {
        "id": number,
        "create_time": "2026-11-12T04:00:00+08:00",
        "event_type": kind,
        "resource_type": "encrypt-resource",
        "summary": "产生新投诉",
        "resource": sealed(as_json({"complaint_id": COMPLAINT, "action_type": action})),
    }
    return as_json(event | other)


def signed(body: bytes, account: ChannelAccount) -> Request:
    newest, *_ = account.secret("platform_key")
    serial, _, pem = newest.partition(" ")
    timestamp, nonce = str(int(NOW.timestamp())), "specimen-nonce"
    content = signature.signed_content(timestamp, nonce, body)
    return Request(
        method="POST",
        headers={
            signature.TIMESTAMP: timestamp,
            signature.NONCE: nonce,
            signature.SERIAL: serial,
            signature.SIGNATURE: rsa.sign(content, key=signer_of(pem)),
        },
        body=body,
    )


WECHATPAY_COMPLAINT: Final = Specimen(
    account=ChannelAccount(
        channel="wechatpay_complaint",
        account="merchant",
        shop="demo",
        secrets={
            "platform_key": (platform_key("01newest"),),
            "api_v3_key": (API_V3_KEY,),
            "merchant_key": (private_pem(made_key("merchant")),),
        },
        settings={"mchid": "1900000001", "serial_no": "444F4864EA9B3441"},
    ),
    examples=(
        Example(
            body=notification("CREATE_COMPLAINT", number="EV-2026111204000012345"),
            text=f"[产生新投诉] {COMPLAINT}",
            external_id="EV-2026111204000012345",
        ),
        Example(
            body=notification("USER_RESPONSE", number=FAR_INTEGER, kind="COMPLAINT.STATE_CHANGE", summary=None),
            text=f"[USER_RESPONSE] {COMPLAINT}",
            external_id=str(FAR_INTEGER),
        ),
        Example(
            body=notification("NEVER_HEARD_OF", number="EV-3", summary="用户的新动作"),
            text=f"[用户的新动作] {COMPLAINT}",
            external_id="EV-3",
        ),
    ),
    malformed=(
        b"",
        b"{",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b"[" * 10_000,
        notification("CREATE_COMPLAINT", number=""),
        notification("CREATE_COMPLAINT", create_time="soon"),
        notification("CREATE_COMPLAINT", resource=sealed(b"{}")),
        notification("CREATE_COMPLAINT", resource=sealed(b"\xff")),
        notification("CREATE_COMPLAINT", resource=sealed(b"{}", key="another-api-v3-key-of-32-bytes!!")),
        notification("CREATE_COMPLAINT", resource=sealed(b"{}") | {"ciphertext": "no base64"}),
        notification("CREATE_COMPLAINT", resource=sealed(b"{}") | {"nonce": ""}),
    ),
    hook=Hook(
        signed=signed,
        tampered=lambda body: body.replace(b"}", b" }", 1) or b" ",
        signature=Place(part="headers", name=signature.SIGNATURE),
        timestamp=Place(part="headers", name=signature.TIMESTAMP),
        signing_secret=("platform_key", platform_key("01other")),
        needed=("platform_key", "api_v3_key"),
        silent=(
            notification("MERCHANT_RESPONSE", kind="COMPLAINT.STATE_CHANGE"),
            notification("REFUND_SUCCESS", kind="COMPLAINT.STATE_CHANGE"),
            notification("CREATE_COMPLAINT", kind="NEVER.HEARD_OF"),
        ),
        acknowledgement=Answer(status=204),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
        tolerance=timedelta(seconds=signature.TOO_FAR - 1),
        by_public_key=True,
    ),
)
