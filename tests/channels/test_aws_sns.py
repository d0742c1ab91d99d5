"""Amazon SNS: certificates, topics, confirmations, and what SES tells through it."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.channels.base import Request
from chalicelib.model.errors import ConfigurationError, SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .specimen import NOW
from .specimens.aws_sns import AWS_SNS, CERTIFICATE_URL, NEWEST, TOPIC, ses_notice, sns_request, sns_signed
from .specimens.mailgun import small_mail

ACCOUNT = AWS_SNS.account
CONFIRMATION = {"Type": "SubscriptionConfirmation", "Message": "m", "Token": "2336", "SubscribeURL": "https://x"}


def verify(request: Request, account: ChannelAccount = ACCOUNT) -> None:
    AWS_SNS.channel.verify(request, account, now=NOW)


def parsed(request: Request) -> Inbound:
    verify(request)
    (message,) = AWS_SNS.channel.parse(AWS_SNS.delivery(request), ACCOUNT)
    return message


def notified(message: bytes) -> Inbound:
    return parsed(sns_request(message, ACCOUNT))


# --- verifying


@pytest.mark.parametrize("version", ["1", "2"])
def test_either_version_of_the_signature(version: str) -> None:
    verify(sns_signed({"Message": "x", "SignatureVersion": version}, ACCOUNT))


@pytest.mark.parametrize(
    "fields",
    [
        {"TopicArn": "arn:aws:sns:eu-west-1:999999999999:complaints"},
        {"TopicArn": ""},
        {"SignatureVersion": "3"},
        {"Type": "NeverHeardOf"},
        {"SigningCertURL": "http://sns.eu-west-1.amazonaws.com/a.pem"},
        {"SigningCertURL": "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem"},
        {"SigningCertURL": "https://sns.eu-west-1.amazonaws.com@evil.example/a.pem"},
        {"SigningCertURL": "https://s3.eu-west-1.amazonaws.com/a.pem"},
        {"SigningCertURL": "https://sns.eu-west-1.amazonaws.com/a.pem?x"},
        {"SigningCertURL": CERTIFICATE_URL + "\n"},
    ],
)
def test_a_good_signature_is_not_enough(fields: dict[str, str]) -> None:
    with pytest.raises(SignatureInvalid):
        verify(sns_signed({"Message": "x", **fields}, ACCOUNT))


@pytest.mark.parametrize("name", ["Token", "SubscribeURL", "Message", "Type"])
def test_confirmations_are_covered_by_their_signature(name: str) -> None:
    request = sns_signed(CONFIRMATION, ACCOUNT)
    verify(request)
    tampered = request.body.replace(f'"{name}": "'.encode(), f'"{name}": "x'.encode(), 1)
    with pytest.raises(SignatureInvalid):
        verify(replace(request, body=tampered))


def test_a_certificate_nobody_vouched_for_is_said_loudly() -> None:
    url = CERTIFICATE_URL.replace("0123", "4567")
    with pytest.raises(ConfigurationError, match=url):
        verify(sns_signed({"Message": "x", "SigningCertURL": url}, ACCOUNT))


@pytest.mark.parametrize("value", [CERTIFICATE_URL, CERTIFICATE_URL + "\nno PEM"])
def test_a_certificate_that_is_none_is_a_mistake_of_ours(value: str) -> None:
    request = sns_signed({"Message": "x"}, ACCOUNT)
    with pytest.raises(ConfigurationError):
        verify(request, AWS_SNS.with_secrets(signing_certificates=(value, NEWEST)))


def test_without_topics_nothing_comes_in() -> None:
    with pytest.raises(ConfigurationError, match="topics"):
        verify(sns_signed({"Message": "x"}, ACCOUNT), replace(ACCOUNT, settings={}))


# --- reading


@pytest.mark.parametrize("kind", ["SubscriptionConfirmation", "UnsubscribeConfirmation"])
def test_a_confirmation_is_a_task_for_a_person(kind: str) -> None:
    message = parsed(sns_signed({**CONFIRMATION, "Type": kind}, ACCOUNT))
    assert f"aws sns confirm-subscription --topic-arn {TOPIC} --token 2336" in message.text
    assert message.is_automatic
    assert message.reply_to is None


@pytest.mark.parametrize("is_base64", [False, True])
def test_a_mail_inside_a_notice_is_read_as_mail(is_base64: bool) -> None:
    raw = small_mail("碎了", subject="杯子", identifier="n-1@x")
    content = base64.b64encode(raw).decode() if is_base64 else raw.decode()
    receipt = {"recipients": ["support@shop.example"], "dmarcVerdict": {"status": "PASS"}}
    message = notified(ses_notice("Received", content=content, receipt=receipt))
    assert (message.text, message.external_id, message.is_authentic) == ("碎了", "n-1@x", True)
    assert message.reply_to is not None
    assert message.reply_to.account == "support@shop.example"


@pytest.mark.parametrize("verdict", ["FAIL", "GRAY", ""])
def test_a_sender_without_dmarc_may_be_forged(verdict: str) -> None:
    receipt = {"dmarcVerdict": {"status": verdict}}
    assert not notified(ses_notice("Received", content="From: a@b.example\n\nx", receipt=receipt)).is_authentic


def test_a_bounce_belongs_to_the_mail_that_came_back() -> None:
    recipients = [{"emailAddress": "lin@example.com", "diagnosticCode": "smtp; 550 unknown"}]
    bounce = {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": recipients}
    message = notified(ses_notice("Bounce", bounce=bounce))
    assert message.text == "A mail came back: Permanent General\nlin@example.com: smtp; 550 unknown"
    assert message.answers == ("mid:0102-wire@eu-west-1.amazonses.com",)
    assert message.customer.email == "lin@example.com"
    assert (message.is_automatic, message.is_returned) == (True, True)


def test_a_mail_that_may_still_arrive_has_not_come_back() -> None:
    """Somebody's automatic answer is told in the same words."""
    bounce = {"bounceType": "Transient", "bounceSubType": "General"}
    assert not notified(ses_notice("Bounce", bounce=bounce)).is_returned
    full = {"bounceType": "Transient", "bounceSubType": "MailboxFull"}
    assert notified(ses_notice("Bounce", bounce=full)).is_returned


def test_the_first_region_signs_mail_by_another_domain() -> None:
    topic = "arn:aws:sns:us-east-1:123456789012:mail"
    account = replace(ACCOUNT, settings={"topics": topic})
    reported = ses_notice("Complaint", complaint={"complainedRecipients": [{"emailAddress": "lin@example.com"}]})
    request = sns_signed({"TopicArn": topic, "Message": reported.decode()}, account)
    verify(request, account)
    (message,) = AWS_SNS.channel.parse(AWS_SNS.delivery(request), account)
    assert message.answers == ("mid:0102-wire@email.amazonses.com",)


@pytest.mark.parametrize("message", [ses_notice("Reject", reject={"reason": "Bad content"}), b'{"alarm": "fire"}'])
def test_what_nobody_has_heard_of_is_shown_whole(message: bytes) -> None:
    assert notified(message).text == message.decode()


@pytest.mark.parametrize("fields", [{"Timestamp": "soon"}, {"Subject": None}, {"Type": "Notification", "Token": 7}])
def test_odd_fields_do_no_harm(fields: dict[str, Any]) -> None:
    assert parsed(sns_signed({"Message": "x", **fields}, ACCOUNT)).text == "x"
