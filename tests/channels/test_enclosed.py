"""Files that come inside a delivery can be read out of it again, whichever way the mail or complaint arrived."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from typing import Final

import pytest

from chalicelib.channels.base import Request
from chalicelib.channels.registry import channel

from .specimen import Specimen
from .specimens.aws_sns import AWS_SNS, ses_notice, sns_request
from .specimens.email import EMAIL
from .specimens.mailgun import MAILGUN, mailgun_request
from .specimens.postmark import POSTMARK, postmark_mail, postmark_request
from .specimens.relay import RELAY, relay_event, relay_request
from .specimens.sendgrid import SENDGRID, sendgrid_request

PHOTO: Final = b"\xff\xd8\xff\xe0 a broken cup"
PAPER: Final = b"%PDF-1.7 a receipt"
IN_BASE64: Final = base64.b64encode(PHOTO).decode()


def _mail() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "lin@example.com", "support@shop.example", "<m-1@example.com>"
    mail.set_content("杯子碎了，见照片", charset="gb18030", cte="base64")
    mail.add_attachment(PHOTO, maintype="image", subtype="jpeg", filename="杯子.jpg")
    mail.add_attachment(PAPER, maintype="application", subtype="pdf", filename="发票.pdf")
    return mail.as_bytes()


MAIL: Final = _mail()
BOTH: Final = [PHOTO, PAPER]
GIVEN: Final = {"Name": "a.jpg", "Content": IN_BASE64, "ContentType": "image/jpeg"}
RECEIPT: Final = {"recipients": ["support@shop.example"], "dmarcVerdict": {"status": "PASS"}}
RELAYED: Final = [
    {"name": "named only"},
    {"name": "a.jpg", "content": IN_BASE64},
    {"name": "b", "content": "no base64"},
]
DELIVERED: Final[list[tuple[Specimen, Request, list[bytes | None]]]] = [
    (EMAIL, EMAIL.request(MAIL), [*BOTH]),
    (MAILGUN, mailgun_request(MAIL, MAILGUN.account), [*BOTH]),
    (SENDGRID, sendgrid_request(MAIL, SENDGRID.account), [*BOTH]),
    (POSTMARK, postmark_request(postmark_mail(RawEmail=MAIL.decode("ascii")), POSTMARK.account), [*BOTH]),
    (POSTMARK, postmark_request(postmark_mail(TextBody="x", Attachments=[GIVEN]), POSTMARK.account), [PHOTO]),
    (
        AWS_SNS,
        sns_request(ses_notice("Received", content=MAIL.decode("ascii"), receipt=RECEIPT), AWS_SNS.account),
        [*BOTH],
    ),
    (RELAY, relay_request(relay_event(text="x", attachments=RELAYED), RELAY.account), [None, PHOTO, None]),
]


@pytest.mark.parametrize(
    ("specimen", "request_", "contents"), DELIVERED, ids=[f"{one.name}-{n}" for n, (one, *_) in enumerate(DELIVERED)]
)
def test_the_files_of_a_delivery(specimen: Specimen, request_: Request, contents: list[bytes | None]) -> None:
    delivery = specimen.delivery(request_)
    [message] = specimen.channel.parse(delivery, specimen.account)
    parts = [file.part for file in message.attachments]
    found = specimen.channel.enclosed(delivery, specimen.account, [part for part in parts if part is not None])
    assert [None if part is None else found.get(part) for part in parts] == contents


def test_only_what_is_asked_for_is_read() -> None:
    delivery = EMAIL.delivery(EMAIL.request(MAIL))
    [message] = EMAIL.channel.parse(delivery, EMAIL.account)
    paper = message.attachments[1].part
    assert paper is not None
    assert EMAIL.channel.enclosed(delivery, EMAIL.account, [paper]) == {paper: PAPER}


def test_a_channel_without_files_inside_has_none() -> None:
    delivery = EMAIL.delivery(EMAIL.request(MAIL))
    assert channel("wechat_oa").enclosed(delivery, EMAIL.account, [1]) == {}
