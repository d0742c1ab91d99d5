"""One promise, three ways to hand over mail: the fake of the tests, a folder, and SES."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from chalicelib.gateways.ses import SesMailer
from chalicelib.model.errors import Undeliverable, Upstream
from chalicelib.model.ports import Mailer
from infra.local.mailbox import Mailbox
from tests.gateways.aws import OUTAGES, client, failing, refused
from tests.support.fakes import FakeMailer

SENDER = "desk@demo.example"
Sent = tuple[bytes, str, tuple[str, ...]]
Look = Callable[[], list[Sent]]


def raw(name: str) -> bytes:
    return (
        f"From: {SENDER}\r\nTo: a@customer.example\r\nMessage-ID: <{name}@demo.example>\r\nSubject: s\r\n\r\n谢谢\r\n"
    ).encode()


@pytest.fixture(params=["fake", "local", "ses"])
def mailer_and_look(request: pytest.FixtureRequest, aws: None, tmp_path: Path) -> tuple[Mailer, Look]:
    """A mailer, and what shows the mails it has handed over."""
    if request.param == "fake":
        fake = FakeMailer()
        return fake, lambda: [(one.raw, one.sender, one.recipients) for one in fake.sent.values()]
    if request.param == "local":
        folder = Mailbox(tmp_path)
        return folder, lambda: [in_folder(folder, name) for name in folder.list()]
    return SesMailer(lambda: client("sesv2")), in_ses()


def in_folder(folder: Mailbox, name: str) -> Sent:
    envelope = folder.envelope(name)
    return folder.read(name), envelope.sender, envelope.recipients


def in_ses() -> Look:
    client("sesv2").create_email_identity(EmailIdentity=SENDER)
    backend: Any = ses_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]
    backend.sent_messages.clear()
    return lambda: [
        (one.raw_data.encode(), one.source, tuple(dict.fromkeys(one.destinations)))  # moto adds those of the headers
        for one in backend.sent_messages
    ]


def send(mailer: Mailer, name: str, *, key: str = "x1") -> str:
    return mailer.send(raw=raw(name), sender=SENDER, recipients=["a@customer.example"], idempotency_key=key)


def test_a_mail_is_handed_over_as_it_is(mailer_and_look: tuple[Mailer, Look]) -> None:
    mailer, look = mailer_and_look
    name = send(mailer, "m1")
    assert "@" in name
    assert not set("<> ") & set(name)
    assert look() == [(raw("m1"), SENDER, ("a@customer.example",))]


def test_each_mail_has_a_name_of_its_own(mailer_and_look: tuple[Mailer, Look]) -> None:
    mailer, look = mailer_and_look
    assert send(mailer, "m1", key="x1") != send(mailer, "m2", key="x2")
    assert {mail for mail, _, _ in look()} == {raw("m1"), raw("m2")}


@pytest.mark.parametrize("mailer_and_look", ["fake", "local"], indirect=True)
def test_the_same_key_is_one_mail(mailer_and_look: tuple[Mailer, Look]) -> None:
    mailer, look = mailer_and_look
    assert send(mailer, "m1") == send(mailer, "m1")
    assert len(look()) == 1


def test_ses_cannot_know_a_repetition_and_is_told_the_key_so_that_we_can(aws: None) -> None:
    in_ses()
    ses, tags = client("sesv2"), []
    ses.meta.events.register(
        "before-parameter-build.sesv2.SendEmail", lambda params, **_: tags.append(params["EmailTags"])
    )
    assert send(SesMailer(lambda: ses), "m1", key="x7") != send(SesMailer(lambda: ses), "m1", key="x7")
    assert tags == [[{"Name": "effect", "Value": "x7"}]] * 2


def test_a_sender_that_ses_does_not_know_is_refused_for_good(aws: None) -> None:
    with pytest.raises(Undeliverable):
        SesMailer(lambda: client("sesv2")).send(
            raw=raw("m1"), sender="stranger@demo.example", recipients=["a@customer.example"], idempotency_key="x1"
        )


@pytest.mark.parametrize(
    "code", ["MessageRejected", "BadRequestException", "NotFoundException", "MailFromDomainNotVerifiedException"]
)
def test_what_ses_refuses_is_not_tried_again(code: str) -> None:
    with pytest.raises(Undeliverable, match=code):
        send(SesMailer(lambda: failing("sesv2", refused(code))), "m1")


@pytest.mark.parametrize(
    "outage", [*OUTAGES, refused("TooManyRequestsException"), refused("SendingPausedException")], ids=repr
)
def test_an_outage_of_ses_may_pass(outage: Exception) -> None:
    with pytest.raises(Upstream):
        send(SesMailer(lambda: failing("sesv2", outage)), "m1")


@pytest.mark.parametrize(
    ("region", "domain"), [("us-east-1", "email.amazonses.com"), ("ap-southeast-1", "ap-southeast-1.amazonses.com")]
)
def test_the_name_on_the_wire_has_the_domain_of_the_region(aws: None, region: str, domain: str) -> None:
    client("sesv2", region=region).create_email_identity(EmailIdentity=SENDER)
    assert send(SesMailer(lambda: client("sesv2", region=region)), "m1").endswith(f"@{domain}")
