"""Mailgun: raw mail, mail taken apart, urlencoded and multipart, and whom an answer may go to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.channels.base import Request
from chalicelib.channels.email.threads import reply_address
from chalicelib.model.errors import MalformedPayload, SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .specimen import NOW
from .specimens.mailgun import MAILGUN, mailgun_fields, mailgun_form, mailgun_request, small_mail
from .specimens.multipart import Piece, multipart_request

ACCOUNT = MAILGUN.account
HEADERS = json.dumps(
    [
        ["From", "林女士 <lin@example.com>"],
        ["Subject", "=?utf-8?B?5p2v5a2Q56KO5LqG?="],
        ["Message-Id", "<apart-1@example.com>"],
        ["In-Reply-To", "<wire-1@eu-west-1.amazonses.com>"],
        ["Content-Type", 'multipart/mixed; boundary="theirs"'],
    ]
)


def parsed(request: Request, account: ChannelAccount = ACCOUNT) -> Inbound:
    MAILGUN.channel.verify(request, account, now=NOW)
    (message,) = MAILGUN.channel.parse(MAILGUN.delivery(request), account)
    return message


def apart(fields: Mapping[str, str | bytes]) -> Inbound:
    return parsed(mailgun_form(fields, ACCOUNT))


def test_a_raw_mail_is_answered_by_the_mailbox() -> None:
    message = parsed(mailgun_request(small_mail("碎了", subject="杯子", identifier="1@x"), ACCOUNT))
    assert message.reply_to is not None
    assert (message.reply_to.channel, message.reply_to.account) == ("email", "support@shop.example")
    assert message.reply_to.recipient == "lin@example.com"
    assert message.known_as == ("mid:1@x",)


def test_without_a_mailbox_nobody_can_be_answered() -> None:
    account = replace(ACCOUNT, settings={})
    assert parsed(mailgun_request(small_mail("碎了"), ACCOUNT), account).reply_to is None


@pytest.mark.parametrize(("check", "is_authentic"), [("", False), ("somebody", False), ("provider", True)])
def test_a_sender_is_believed_only_when_mailgun_checks_it(check: str, is_authentic: bool) -> None:
    account = replace(ACCOUNT, settings={**ACCOUNT.settings, "sender_check": check})
    assert parsed(mailgun_request(small_mail("x"), ACCOUNT), account).is_authentic == is_authentic


def test_gbk_and_every_byte_survive_a_urlencoded_form() -> None:
    raw = b"From: a@b.example\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n" + "杯子碎了，退款".encode("gbk")
    assert parsed(mailgun_request(raw, ACCOUNT)).text == "杯子碎了，退款"


def test_the_envelope_finds_the_complaint_and_the_bounce() -> None:
    recipient = reply_address("c0123456789abcdefghj", keys=["specimen-token-key"], domain="in.shop.example")
    message = apart({"recipient": recipient, "sender": "", "body-mime": small_mail("x")})
    assert message.answers == ("token:c0123456789abcdefghj",)
    assert message.is_automatic


def test_a_mail_taken_apart_is_put_together_again() -> None:
    message = apart(
        {
            "recipient": "support@shop.example",
            "sender": "lin@example.com",
            "message-headers": HEADERS,
            "body-plain": "要求退款\r\n\r\nOn Mon, Nov 9, 2026 at 10:00 AM Shop <s@shop.example> wrote:\r\n> 您好\r\n",
            "body-html": "<p>要求退款</p>",
        }
    )
    assert (message.text, message.subject, message.external_id) == ("要求退款", "杯子碎了", "apart-1@example.com")
    assert message.customer.name == "林女士"
    assert message.quoted is not None
    assert message.answers == ("mid:wire-1@eu-west-1.amazonses.com",)


def test_html_alone_is_read() -> None:
    message = apart({"from": "lin@example.com", "subject": "退款", "body-html": "<p>杯子<b>碎</b>了</p>"})
    assert (message.text, message.subject, message.customer.email) == ("杯子碎了", "退款", "lin@example.com")


def test_a_delivery_report_taken_apart_is_still_one() -> None:
    report = [["From", "a@b.example"], ["Content-Type", "multipart/report; report-type=delivery-status; boundary=x"]]
    assert apart({"message-headers": json.dumps(report), "body-plain": "failed"}).is_automatic


def test_a_header_cannot_add_another() -> None:
    injected = json.dumps([["From", "a@b.example"], ["X-Note", "1\r\nAuto-Submitted: auto-replied"], ["Bad name", "x"]])
    assert not apart({"message-headers": injected, "body-plain": "x"}).is_automatic


@pytest.mark.parametrize("fields", [{"from": "a@b.example"}, {"message-headers": "{", "body-plain": "x"}])
def test_forms_without_a_mail_are_for_quarantine(fields: Mapping[str, str]) -> None:
    with pytest.raises(MalformedPayload):
        apart(fields)


def test_a_multipart_form_with_an_attachment() -> None:
    pieces = [
        *(Piece(name, value.encode()) for name, value in mailgun_fields(ACCOUNT).items()),
        Piece("message-headers", HEADERS.encode()),
        Piece("body-plain", "照片见附件".encode()),
        Piece("attachment-1", b"iVBORw0KGgo=", file_name="杯子.png", content_type="image/png", encoding="base64"),
    ]
    message = parsed(multipart_request(pieces))
    (photo,) = message.attachments
    assert message.text == "照片见附件"
    assert (photo.name, photo.content_type, photo.size) == ("杯子.png", "image/png", 8)


def test_a_multipart_form_with_a_raw_mail() -> None:
    signed = (Piece(name, value.encode()) for name, value in mailgun_fields(ACCOUNT).items())
    request = multipart_request([*signed, Piece("body-mime", small_mail("一\r\n\r\n--二", identifier="9@x"))])
    assert (parsed(request).text, parsed(request).external_id) == ("一\n\n--二", "9@x")


def test_a_flood_of_fields_is_refused() -> None:
    flood = b"&".join(b"a%d=1" % number for number in range(300))
    with pytest.raises(SignatureInvalid):
        MAILGUN.channel.verify(Request(method="POST", body=flood), ACCOUNT, now=NOW)


def test_a_retry_after_eight_hours_comes_in() -> None:
    request = mailgun_request(small_mail("x"), ACCOUNT)
    MAILGUN.channel.verify(request, ACCOUNT, now=NOW + timedelta(hours=8))
