"""What Amazon SES tells through SNS: mail that came, and what became of mail that went.

https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html and
https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Final

from pydantic import AliasChoices, Field, ValidationError

from chalicelib.channels.email.posted import PostedMail
from chalicelib.channels.email.ses import SETUP_NOTIFICATION
from chalicelib.channels.fields import Fields
from chalicelib.model.errors import MalformedPayload

RECEIVED: Final = "Received"
_RECEIPTS: Final = frozenset({"Send", "Delivery", "Open", "Click"})


_REFUSED: Final = frozenset({"MailboxFull", "MessageTooLarge", "ContentRejected", "AttachmentRejected"})


class Verdict(Fields):
    status: str = ""


class Receipt(Fields):
    recipients: tuple[str, ...] = ()
    dmarc: Verdict = Field(default=Verdict(), alias="dmarcVerdict")
    virus: Verdict = Field(default=Verdict(), alias="virusVerdict")


class Mail(Fields):
    message_id: str = Field(default="", alias="messageId")
    source: str = ""


class Recipient(Fields):
    address: str = Field(default="", alias="emailAddress")
    diagnosis: str = Field(default="", alias="diagnosticCode")


class Bounce(Fields):
    kind: str = Field(default="", alias="bounceType")
    detail: str = Field(default="", alias="bounceSubType")
    recipients: tuple[Recipient, ...] = Field(default=(), alias="bouncedRecipients")

    @property
    def is_final(self) -> bool:
        """A general transient one may be somebody's automatic answer."""
        return self.kind == "Permanent" or self.detail in _REFUSED

    def told(self) -> Iterator[str]:
        yield f"A mail came back: {self.kind} {self.detail}".rstrip()
        for recipient in self.recipients:
            yield f"{recipient.address}: {recipient.diagnosis}".removesuffix(": ")


class SpamReport(Fields):
    feedback: str | None = Field(default=None, alias="complaintFeedbackType")
    recipients: tuple[Recipient, ...] = Field(default=(), alias="complainedRecipients")

    def told(self) -> Iterator[str]:
        yield f"A recipient reported a mail as unwanted: {self.feedback or 'no reason given'}"
        for recipient in self.recipients:
            yield recipient.address


class SesNotice(Fields):
    kind: str = Field(validation_alias=AliasChoices("notificationType", "eventType"))
    mail: Mail
    receipt: Receipt = Receipt()
    content: str | None = Field(default=None, repr=False)
    bounce: Bounce | None = None
    complaint: SpamReport | None = None

    @property
    def says_nothing(self) -> bool:
        return self.mail.message_id == SETUP_NOTIFICATION or self.kind in _RECEIPTS

    @property
    def trouble(self) -> Bounce | SpamReport | None:
        """A mail of ours that went wrong."""
        return {"Bounce": self.bounce, "Complaint": self.complaint}.get(self.kind)

    def as_posted(self) -> PostedMail:
        """The mail itself. Raises ``MalformedPayload`` when the notice only says where it lies."""
        if self.content is None:
            raise MalformedPayload("the mail lies in a bucket: subscribe the intake queue to this topic instead")
        distrust = (
            *(() if self.receipt.dmarc.status == "PASS" else ("sender",)),
            *(("virus",) if self.receipt.virus.status == "FAIL" else ()),
        )
        return PostedMail(
            raw=_raw(self.content), sender=self.mail.source, recipients=self.receipt.recipients, distrust=distrust
        )


def read_notice(message: str) -> SesNotice | None:
    """The notice, or ``None`` for anything else."""
    try:
        return SesNotice.model_validate_json(message)
    except ValidationError:
        return None


def _raw(content: str) -> bytes:
    """As text or base64, by the receipt rule. Every mail has a colon in its headers, and base64 has none."""
    if ":" in content:
        return content.encode()
    try:
        return base64.b64decode(content)
    except (binascii.Error, ValueError):
        raise MalformedPayload("the mail in the notice is neither text nor base64") from None
