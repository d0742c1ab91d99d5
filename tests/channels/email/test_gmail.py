"""Gmail's question whether a mailbox may be forwarded here."""

from __future__ import annotations

import pytest

from chalicelib.channels.email.channel import EmailChannel
from chalicelib.model.message import Inbound
from tests.channels.specimens.email import EMAIL

from .samples_here import mail

SENDER = "Gmail Team <forwarding-noreply@google.com>"
LINK = "https://mail-settings.google.com/mail/vf-%5BANGjdJ8x%5D-abc_DEF"
SUBJECT = "(#123456789) Gmail Forwarding Confirmation - Receive Mail from shop@example.com"


def parsed(body: str, *, distrust: str = "", **headers: str) -> Inbound:
    delivery = EMAIL.delivery(EMAIL.request(mail(body, **headers)), {"x-distrust": distrust})
    (message,) = EmailChannel().parse(delivery, EMAIL.account)
    return message


@pytest.mark.parametrize(
    ("subject", "link"),
    [
        (SUBJECT, LINK),
        ("(#123456789) Gmail 转发确认 - 接收来自 shop@example.com 的邮件", LINK),
        (SUBJECT, "https://mail.google.com/mail/vf-abc"),
    ],
)
def test_the_code_and_the_link_are_shown_and_nothing_is_answered(subject: str, link: str) -> None:
    message = parsed(f"Confirm:\n\n{link}\n\nCancel:\n\n{LINK.replace('/vf-', '/uf-')}", From=SENDER, Subject=subject)
    assert message.is_automatic
    assert message.notes[:3] == (
        "Gmail asks to confirm that shop@example.com is forwarded here: confirm only what you have set up yourself",
        "confirmation code: 123456789",
        f"confirmation link: {link}",
    )


def test_without_code_and_link_it_is_still_one() -> None:
    message = parsed("?", From=SENDER, Subject="Gmail")
    assert message.is_automatic
    assert len(message.notes) == 1


@pytest.mark.parametrize(
    "link",
    ["https://mail.google.com.evil.example/mail/vf-a", "http://mail.google.com/mail/vf-a", "https://x/mail/vf-a"],
)
def test_only_links_of_gmail_are_shown(link: str) -> None:
    assert not any("link" in note for note in parsed(link, From=SENDER, Subject=SUBJECT).notes)


def test_a_forged_one_shows_neither() -> None:
    message = parsed(LINK, distrust="sender", From=SENDER, Subject=SUBJECT)
    assert message.is_automatic
    (note,) = message.notes
    assert "do not follow it" in note


@pytest.mark.parametrize("sender", ["forwarding-noreply@google.com.evil.example", "lin@example.com"])
def test_anybody_else_is_a_customer(sender: str) -> None:
    message = parsed(LINK, From=sender, Subject=SUBJECT)
    assert not message.is_automatic
    assert message.notes == ()
