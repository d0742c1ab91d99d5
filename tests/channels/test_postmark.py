"""Postmark: raw mail, mail taken apart, and what finds its complaint."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.channels.base import Request
from chalicelib.channels.email.threads import reply_address
from chalicelib.model.errors import MalformedPayload
from chalicelib.model.message import Inbound

from .specimen import NOW
from .specimens.postmark import POSTMARK, postmark_mail, postmark_request

ACCOUNT = POSTMARK.account


def parsed(**fields: Any) -> Inbound:
    request = postmark_request(postmark_mail(**fields), ACCOUNT)
    POSTMARK.channel.verify(request, ACCOUNT, now=NOW)
    (message,) = POSTMARK.channel.parse(POSTMARK.delivery(request), ACCOUNT)
    return message


def test_a_mail_taken_apart() -> None:
    message = parsed(
        TextBody="照片见附件\n\nOn Mon, Nov 9, 2026 at 10:00 AM Shop <s@shop.example> wrote:\n> 您好",
        HtmlBody="<p>照片见附件</p>",
        StrippedTextReply="not read",
        Headers=[{"Name": "Message-ID", "Value": "<2@x>"}, {"Name": "References", "Value": "<wire@x> <older@x>"}],
        Attachments=[{"Name": "杯子.png", "Content": "iVBORw0KGgo=", "ContentType": "image/png", "ContentLength": 8}],
    )
    assert message.text == "照片见附件"
    assert (message.customer.name, message.customer.email) == ("林女士", "lin@example.com")
    assert message.answers == ("mid:older@x", "mid:wire@x")
    assert [(file.name, file.content_type, file.size) for file in message.attachments] == [("杯子.png", "image/png", 8)]
    assert message.sent_at == NOW


def test_it_is_answered_by_the_mailbox_and_not_automatically() -> None:
    message = parsed(TextBody="x")
    assert message.reply_to is not None
    assert (message.reply_to.channel, message.reply_to.account) == ("email", "support@shop.example")
    assert not message.is_authentic


def test_the_recipient_of_the_envelope_finds_the_complaint() -> None:
    recipient = reply_address("c0123456789abcdefghj", keys=["specimen-token-key"], domain="in.shop.example")
    assert parsed(TextBody="x", OriginalRecipient=recipient).answers == ("token:c0123456789abcdefghj",)


def test_an_automatic_answer_is_recognised() -> None:
    assert parsed(TextBody="x", Headers=[{"Name": "Auto-Submitted", "Value": "auto-replied"}]).is_automatic


@pytest.mark.parametrize("name", ['a" <evil@example.com>', "a\\", "a\r\nAuto-Submitted: auto-replied", "林, 女士"])
def test_a_name_cannot_pass_for_an_address_or_a_header(name: str) -> None:
    message = parsed(TextBody="x", FromFull={"Email": "lin@example.com", "Name": name})
    assert message.customer.email == "lin@example.com"
    assert not message.is_automatic


@pytest.mark.parametrize("kind", ["", "multipart/mixed", "text/html\r\nX: y", "application/pdf"])
def test_an_attachment_of_any_type_stays_one(kind: str) -> None:
    message = parsed(TextBody="x", Attachments=[{"Name": "a", "Content": "QUJD", "ContentType": kind}])
    assert [file.size for file in message.attachments] == [3]


def test_a_refusal_names_fields_and_not_what_they_hold() -> None:
    with pytest.raises(MalformedPayload) as raised:
        parsed(TextBody={"text": "hush"})
    assert raised.value.facts["fields"] == ["TextBody"]
    assert "hush" not in repr(raised.value)


def test_a_refused_mail_is_tried_again_by_postmark() -> None:
    assert POSTMARK.channel.reject().status != 403
    assert POSTMARK.channel.acknowledge(Request(method="POST"), ACCOUNT, now=NOW).status == 200
