"""Amazon SNS with certificates of our own making."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from chalicelib.channels.aws_sns.envelope import SnsMessage
from chalicelib.channels.base import Answer, Request
from chalicelib.model.ports import ChannelAccount
from tests.channels.specimen import FAR_INTEGER, Example, Hook, Place, Probe, Specimen, as_json

TOPIC: Final = "arn:aws:sns:eu-west-1:123456789012:complaints"
CERTIFICATE_URL: Final = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem"


def _certificate(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .sign(key, SHA256())
    )
    return f"{CERTIFICATE_URL}\n{made.public_bytes(Encoding.PEM).decode()}"


_KEYS: Final = {
    _certificate(key): key for key in (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in "ab")
}
NEWEST, OTHER = _KEYS


class JsonField(Place):
    """A field of a JSON body."""

    def _values(self, request: Request) -> Mapping[str, str]:
        return dict(json.loads(request.body))

    def _with(self, request: Request, values: Mapping[str, str]) -> Request:
        return replace(request, body=as_json(values))


def sns_signed(fields: Mapping[str, Any], account: ChannelAccount) -> Request:
    """The fields that matter for an example; the others are as SNS sends them."""
    certificate, *_ = account.secret("signing_certificates")
    message = {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Timestamp": "2026-11-11T20:00:00.000Z",
        "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE_URL,
        "UnsubscribeURL": "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe",
        **fields,
    }
    text = SnsMessage.model_validate({**message, "Signature": ""}).signed_text
    algorithm = SHA1() if message["SignatureVersion"] == "1" else SHA256()
    signature = _KEYS[certificate].sign(text, PKCS1v15(), algorithm)
    signed = {**message, "Signature": base64.b64encode(signature).decode()}
    return Request(method="POST", headers={"content-type": "text/plain; charset=UTF-8"}, body=as_json(signed))


def sns_request(body: bytes, account: ChannelAccount) -> Request:
    """A body that starts like fields of SNS is taken for them, everything else for the text of a notification."""
    if body.startswith(b'{"MessageId"'):
        return sns_signed(json.loads(body), account)
    return sns_signed({"Message": body.decode("utf-8", "replace")}, account)


def ses_notice(kind: str, **fields: Any) -> bytes:
    return as_json(
        {"notificationType": kind, "mail": {"messageId": "0102-wire", "source": "lin@example.com"}, **fields}
    )


AWS_SNS: Final = Specimen(
    account=ChannelAccount(
        channel="aws_sns",
        account="topics",
        shop="demo",
        secrets={"signing_certificates": (NEWEST,), "token_key": ("specimen-token-key",)},
        settings={"topics": f"{TOPIC}, {TOPIC}-2", "email_account": "support@shop.example"},
    ),
    examples=(
        Example(
            body=as_json({"MessageId": str(FAR_INTEGER), "Message": "收到的杯子碎了", "Subject": "杯子碎了"}),
            text="收到的杯子碎了",
            subject="杯子碎了",
            external_id=str(FAR_INTEGER),
        ),
        Example(
            body="第一行\n第二行".encode(), text="第一行\n第二行", external_id="22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324"
        ),
    ),
    malformed=(
        b"",
        b" ",
        ses_notice("Received", receipt={"action": {"type": "S3", "bucketName": "in", "objectKey": "1"}}),
        ses_notice("Received", content="A"),
        ses_notice("Received", content=""),
    ),
    hook=Hook(
        signed=sns_request,
        tampered=lambda body: body.replace(b'"Message": "', b'"Message": "x', 1),
        signature=JsonField(part="headers", name="Signature"),
        timestamp=JsonField(part="headers", name="Timestamp"),
        signing_secret=("signing_certificates", OTHER),
        needed=("signing_certificates",),
        silent=(
            ses_notice("Delivery"),
            ses_notice("Received", mail={"messageId": "AMAZON_SES_SETUP_NOTIFICATION"}),
            b"Successfully validated SNS topic for Amazon SES event publishing.",
        ),
        acknowledgement=Answer(),
        probes=(
            Probe(request=Request(method="GET"), answer=Answer()),
            Probe(request=Request(method="HEAD"), answer=Answer()),
        ),
        by_public_key=True,
    ),
)
