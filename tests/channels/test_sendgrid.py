"""SendGrid: keys and logins, raw mail and mail taken apart in several charsets."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.channels.base import Request
from chalicelib.model.errors import ConfigurationError, MalformedPayload, SignatureInvalid
from chalicelib.model.message import Inbound
from chalicelib.model.ports import ChannelAccount

from .specimen import NOW, as_json
from .specimens.mailgun import small_mail
from .specimens.multipart import Piece, multipart_request
from .specimens.sendgrid import ENVELOPE, SENDGRID, public_half, sendgrid_events, sendgrid_request, sendgrid_signed

ACCOUNT = SENDGRID.account
LOGIN = "Basic " + base64.b64encode(b"specimen-user:specimen-password").decode()
MAIL = multipart_request([ENVELOPE, Piece("email", small_mail("碎了", identifier="1@x"))])


def verify(request: Request, account: ChannelAccount = ACCOUNT) -> None:
    SENDGRID.channel.verify(request, account, now=NOW)


def parsed(*pieces: Piece) -> Inbound:
    request = sendgrid_signed(multipart_request(pieces), ACCOUNT)
    verify(request)
    (message,) = SENDGRID.channel.parse(SENDGRID.delivery(request), ACCOUNT)
    return message


def with_login(request: Request, login: str) -> Request:
    return replace(request, headers={**request.headers, "authorization": login})


# --- verifying


def test_a_setting_without_a_policy_shows_its_login() -> None:
    verify(with_login(MAIL, LOGIN))
    verify(with_login(MAIL, LOGIN.replace("Basic", "basic")))


@pytest.mark.parametrize(
    "login", ["", "Basic", LOGIN[:-1], LOGIN + "A", LOGIN.replace("Basic", "Bearer"), "Basic 签名"]
)
def test_a_wrong_login_is_refused(login: str) -> None:
    with pytest.raises(SignatureInvalid):
        verify(with_login(MAIL, login))


def test_a_login_does_not_make_up_for_a_bad_signature() -> None:
    signed = sendgrid_request(small_mail("x"), ACCOUNT)
    with pytest.raises(SignatureInvalid):
        verify(with_login(replace(signed, body=signed.body + b" "), LOGIN))


def test_events_have_to_be_signed() -> None:
    with pytest.raises(SignatureInvalid):
        verify(with_login(sendgrid_events(b"[]"), LOGIN))


def test_a_login_that_is_not_configured_closes_the_door_loudly() -> None:
    with pytest.raises(ConfigurationError, match="basic_auth"):
        verify(with_login(MAIL, LOGIN), SENDGRID.with_secrets(basic_auth=()))


@pytest.mark.parametrize("key", ["?", "AAAA", public_half(ec.derive_private_key(7, ec.SECP384R1()))])
def test_a_key_that_is_none_is_a_mistake_of_ours(key: str) -> None:
    with pytest.raises(ConfigurationError):
        verify(sendgrid_request(small_mail("x"), ACCOUNT), SENDGRID.with_secrets(verification_key=(key,)))


# --- reading


def test_the_envelope_of_a_bounce_is_empty() -> None:
    envelope = Piece("envelope", as_json({"to": ["support@shop.example"], "from": ""}))
    assert parsed(envelope, Piece("email", small_mail("x"))).is_automatic


def test_a_mail_taken_apart_in_several_charsets() -> None:
    message = parsed(
        ENVELOPE,
        Piece("headers", b"Message-ID: <7@x>\nSubject: ignored\nContent-Type: multipart/mixed;\n boundary=theirs\n"),
        Piece("from", "林 <lin@example.com>".encode()),
        Piece("charsets", as_json({"text": "gb2312", "html": "utf-8"})),
        Piece("text", "杯子碎了，要求退款".encode("gbk")),
        Piece("html", "<p>杯子碎了</p>".encode()),
        Piece("attachment1", b"\x89PNG\r\n\x1a\n", file_name="a.png", content_type="image/png"),
    )
    assert (message.text, message.external_id, message.subject) == ("杯子碎了，要求退款", "7@x", "ignored")
    assert (message.customer.name, message.customer.email) == ("林", "lin@example.com")
    assert [(file.name, file.size) for file in message.attachments] == [("a.png", 8)]


@pytest.mark.parametrize(
    "piece", [Piece("charsets", b"{"), Piece("envelope", b"[]"), Piece("html", b" "), Piece("text", b"")]
)
def test_forms_that_cannot_be_read_are_for_quarantine(piece: Piece) -> None:
    with pytest.raises(MalformedPayload):
        parsed(piece)
