"""SendGrid's Inbound Parse with a security policy, sending raw mail. All keys are invented."""

from __future__ import annotations

import base64
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.channels.base import Answer, Request
from chalicelib.channels.sendgrid.signature import SIGNATURE, TIMESTAMP
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, NOW, Example, Hook, Place, Probe, Specimen, as_json
from tests.channels.specimens.mailgun import small_mail
from tests.channels.specimens.multipart import Piece, multipart_request


def public_half(private: ec.EllipticCurvePrivateKey) -> str:
    der = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


_PRIVATE: Final = {
    public_half(private): private
    for private in (ec.derive_private_key(number, ec.SECP256R1()) for number in (20261111, 20261112))
}
NEWEST, OTHER = _PRIVATE
ENVELOPE: Final = Piece("envelope", as_json({"to": ["support@shop.example"], "from": "lin@example.com"}))


def sendgrid_signed(request: Request, account: ChannelAccount) -> Request:
    key, *_ = account.secret("verification_key")
    timestamp = str(int(NOW.timestamp()))
    signature = _PRIVATE[key].sign(timestamp.encode() + request.body, ec.ECDSA(SHA256()))
    signed = {SIGNATURE: base64.b64encode(signature).decode(), TIMESTAMP: timestamp}
    return Request(method="POST", headers={**request.headers, **signed}, body=request.body)


def sendgrid_events(body: bytes) -> Request:
    return Request(method="POST", headers={"content-type": "application/json"}, body=body)


def sendgrid_request(body: bytes, account: ChannelAccount) -> Request:
    """Events are JSON; everything else is a raw mail in a form."""
    is_json = body.startswith((b"[", b"{"))
    return sendgrid_signed(
        sendgrid_events(body) if is_json else multipart_request([ENVELOPE, Piece("email", body)]), account
    )


SENDGRID: Final = Specimen(
    account=ChannelAccount(
        channel="sendgrid",
        account="parse",
        shop="demo",
        secrets={
            "verification_key": (NEWEST,),
            "basic_auth": ("specimen-user:specimen-password",),
            "token_key": ("specimen-token-key",),
        },
        settings={"email_account": "support@shop.example"},
    ),
    examples=(
        Example(
            body=small_mail("收到的杯子碎了，要求退款", subject="杯子碎了", identifier="s-1@example.com"),
            text="收到的杯子碎了，要求退款",
            subject="杯子碎了",
            external_id="s-1@example.com",
        ),
        Example(body=small_mail("Hi", identifier=str(FAR_INTEGER)), text="Hi", external_id=str(FAR_INTEGER)),
    ),
    malformed=(b"", b" \r\n ", b"{", b"{}", b"[1]", b"[" * 10_000),
    hook=Hook(
        signed=sendgrid_request,
        tampered=lambda body: body.replace(b"lin@", b"lim@", 1),
        signature=Place(part="headers", name=SIGNATURE),
        timestamp=Place(part="headers", name=TIMESTAMP),
        signing_secret=("verification_key", OTHER),
        needed=("verification_key",),
        silent=(as_json([{"event": "dropped", "sg_event_id": "1"}, {"event": "never_heard_of"}]), b"[]"),
        acknowledgement=Answer(),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
        by_public_key=True,
    ),
)
