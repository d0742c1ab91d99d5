"""The JSON that SNS posts, and the text it signs.

https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html and
https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pydantic import Field, ValidationError

from chalicelib.channels.fields import Fields
from chalicelib.model.errors import MalformedPayload

NOTIFICATION: Final = "Notification"
SUBSCRIPTION: Final = "SubscriptionConfirmation"
UNSUBSCRIPTION: Final = "UnsubscribeConfirmation"

_CONFIRMED: Final = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_SIGNED: Final[Mapping[str, Sequence[str]]] = {
    NOTIFICATION: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    SUBSCRIPTION: _CONFIRMED,
    UNSUBSCRIPTION: _CONFIRMED,
}


class SnsMessage(Fields):
    type: str = Field(alias="Type")
    message_id: str = Field(alias="MessageId")
    topic: str = Field(alias="TopicArn")
    message: str = Field(alias="Message")
    timestamp: str = Field(alias="Timestamp")
    subject: str | None = Field(default=None, alias="Subject")
    token: str | None = Field(default=None, alias="Token")
    subscribe_url: str | None = Field(default=None, alias="SubscribeURL")
    signature_version: str = Field(alias="SignatureVersion")
    certificate_url: str = Field(alias="SigningCertURL")
    signature: str = Field(alias="Signature")

    @property
    def signed_text(self) -> bytes:
        """Each signed field that is there as two lines, its name and its value. Empty for types nobody has heard of."""
        return "".join(self._signed_lines()).encode()

    def _signed_lines(self) -> Iterator[str]:
        values = self.model_dump(by_alias=True, exclude_none=True)
        for name in _SIGNED.get(self.type, ()):
            if name in values:
                yield f"{name}\n{values[name]}\n"


def read_message(body: bytes) -> SnsMessage:
    """Raises ``MalformedPayload``."""
    try:
        return SnsMessage.model_validate_json(body)
    except ValidationError:
        raise MalformedPayload("not a message of SNS") from None
