"""SES v2 as ``model.ports.Mailer``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.model.errors import Undeliverable, Upstream

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

_FINAL: Final = frozenset(
    {"MessageRejected", "BadRequestException", "NotFoundException", "MailFromDomainNotVerifiedException"}
)


class SesMailer:
    """SES writes its own Message-ID over ours, so the one it returns is what replies will name."""

    def __init__(self, connect: Callable[[], SESV2Client]) -> None:
        self.connect = connect

    def send(self, *, raw: bytes, sender: str, recipients: Sequence[str], idempotency_key: str) -> str:
        """SES cannot recognise a repetition; the key goes along as a tag so that one can be found."""
        try:
            answer = self.connect().send_email(
                FromEmailAddress=sender,
                Destination={"ToAddresses": list(recipients)},
                Content={"Raw": {"Data": raw}},
                EmailTags=[{"Name": "effect", "Value": idempotency_key}],
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _FINAL:
                raise Undeliverable(f"the mail service refused the message: {code}") from error
            raise Upstream(f"the mail service did not take the message: {code}") from error
        except BotoCoreError as error:
            raise Upstream("the mail service could not be reached") from error
        return f"{answer['MessageId']}@{self._domain()}"

    def _domain(self) -> str:
        """https://docs.aws.amazon.com/ses/latest/dg/header-fields.html"""
        region = self.connect().meta.region_name
        return "email.amazonses.com" if region == "us-east-1" else f"{region}.amazonses.com"
