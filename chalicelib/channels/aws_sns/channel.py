"""Amazon SNS over HTTPS: https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html

A good signature says that SNS sent it, not on whose behalf: anybody can subscribe our address to a topic of theirs.
Only topics that the account names come in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar, Final

from chalicelib.channels.base import Channel, Features, Request
from chalicelib.channels.email.posted import SECRETS, SETTINGS
from chalicelib.channels.email.reading import part_contents
from chalicelib.model.delivery import Delivery
from chalicelib.model.errors import ConfigurationError, MalformedPayload, SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .envelope import read_message
from .messages import read_messages
from .ses_notices import read_notice
from .signature import verify

CERTIFICATES: Final = "signing_certificates"
TOPICS: Final = "topics"


class AwsSnsChannel(Channel):
    name: ClassVar[str] = "aws_sns"
    features: ClassVar[Features] = Features(
        title={"en": "Amazon SNS", "zh": "亚马逊 SNS"},
        secrets=(CERTIFICATES, *SECRETS),
        settings=(TOPICS, *SETTINGS),
    )

    def verify(self, request: Request, account: ChannelAccount, *, now: datetime) -> None:
        certificates, topics = account.secret(CERTIFICATES), _topics(account)
        try:
            message = read_message(request.body)
        except MalformedPayload:
            raise SignatureInvalid("the body is no message of SNS") from None
        if message.topic not in topics:
            raise SignatureInvalid("a topic that the account does not name")
        verify(message, certificates=certificates)

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        return read_messages(read_message(delivery.body), delivery, account)

    def enclosed(self, delivery: Delivery, account: ChannelAccount, parts: Collection[int]) -> Mapping[int, bytes]:
        notice = read_notice(read_message(delivery.body).message)
        return part_contents(notice.as_posted().raw, parts) if notice else {}


def _topics(account: ChannelAccount) -> set[str]:
    """The ARNs that may deliver, separated by commas."""
    topics = {arn.strip() for arn in account.settings.get(TOPICS, "").split(",")} - {""}
    if not topics:
        raise ConfigurationError(f"channel account {account.channel}/{account.account} has no setting '{TOPICS}'")
    return topics
