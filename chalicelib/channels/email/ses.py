"""Amazon SES tells, through SNS and SQS, that a mail lies in a bucket."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

SETUP_NOTIFICATION: Final = "AMAZON_SES_SETUP_NOTIFICATION"
_VERDICTS: Final = ("spam", "virus", "spf", "dkim", "dmarc")
_DEEPEST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SesNotice:
    """Where the raw mail lies and what SES found out about it.

    ``recipients`` are those of the envelope that the receipt rule matched: mail is routed by them, not by ``To``.
    ``verdicts`` maps spam, virus, spf, dkim and dmarc to PASS, FAIL, GRAY, PROCESSING_FAILED or DISABLED.
    """

    bucket: str
    key: str
    message_id: str
    sender: str
    recipients: tuple[str, ...]
    verdicts: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_virus(self) -> bool:
        return self.verdicts.get("virus") == "FAIL"

    @property
    def is_spam(self) -> bool:
        return self.verdicts.get("spam") == "FAIL"

    @property
    def is_authentic(self) -> bool:
        """Whether the sender named in the mail sent it. Only then may an automatic answer go out."""
        return self.verdicts.get("dmarc") == "PASS"


def delivery_source(sqs_body: str) -> SesNotice | None:
    """The notice in an SQS body, wrapped by SNS or raw; ``None`` for anything else, setup mails included."""
    notice = _notice(sqs_body)
    mail, receipt = _mapping(notice.get("mail")), _mapping(notice.get("receipt"))
    action = _mapping(receipt.get("action"))
    bucket, key = _text(action.get("bucketName")), _text(action.get("objectKey"))
    if notice.get("notificationType") != "Received" or action.get("type") != "S3" or not bucket or not key:
        return None
    message_id = _text(mail.get("messageId"))
    if not message_id or SETUP_NOTIFICATION in (message_id, key.rpartition("/")[2]):
        return None
    recipients = receipt.get("recipients")
    return SesNotice(
        bucket=bucket,
        key=key,
        message_id=message_id,
        sender=_text(mail.get("source")),
        recipients=tuple(_text(entry) for entry in recipients) if isinstance(recipients, list) else (),
        verdicts={name: verdict for name in _VERDICTS if (verdict := _verdict(receipt, name))},
    )


def _notice(body: str) -> Mapping[str, object]:
    """Unwraps SNS envelopes; a plain-text notification is an empty notice."""
    for _ in range(_DEEPEST):
        try:
            content = _mapping(json.loads(body))
        except (ValueError, RecursionError):
            return {}
        inner = content.get("Message")
        if not isinstance(inner, str):
            return content
        body = inner
    return {}


def _verdict(receipt: Mapping[str, object], name: str) -> str:
    return _text(_mapping(receipt.get(f"{name}Verdict")).get("status"))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
