"""From a delivery to a message, and from an effect to a mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.base import Outlets
from chalicelib.channels.email.channel import EmailChannel
from chalicelib.channels.email.threads import complaint_in, reply_address
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect, EffectKind
from chalicelib.model.errors import ConfigurationError, MalformedPayload, Undeliverable, Upstream
from chalicelib.model.message import Inbound, ReplyAddress
from chalicelib.model.ports import ChannelAccount
from tests.channels.outgoing import RecordedHttp, RememberedTokens

from .samples_here import mail, raw

NOW: Final = datetime(2026, 11, 11, 12, 0, tzinfo=UTC)
COMPLAINT: Final = "c0123456789abcdefghj"
KEYS: Final = ("newest", "older")
ACCOUNT: Final = ChannelAccount(
    channel="email",
    account="support@shop.example",
    shop="demo",
    secrets={"token_key": KEYS},
    settings={"domain": "in.shop.example", "from_name": "回音, 客服", "team": "boss@shop.example, @staff.example"},
)


@dataclass
class FakeMailer:
    sent: list[dict[str, object]] = field(default_factory=list)
    raw: bytes = b""
    failure: Exception | None = None

    def send(self, *, raw: bytes, sender: str, recipients: Sequence[str], idempotency_key: str) -> str:
        if self.failure:
            raise self.failure
        self.raw = raw
        self.sent.append({"sender": sender, "recipients": list(recipients), "idempotency_key": idempotency_key})
        return "0101-wire@eu-west-1.amazonses.com"

    @property
    def mail(self) -> EmailMessage:
        parsed = message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed


def _parse(body: bytes, *, account: ChannelAccount = ACCOUNT, **headers: str) -> Inbound:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    delivery = Delivery(
        id="d1",
        shop="demo",
        channel="email",
        account=account.account,
        received_at=NOW,
        headers=named,
        body=body,
    )
    (message,) = EmailChannel().parse(delivery, account)
    return message


def _effect(
    kind: EffectKind = EffectKind.REPLY,
    *,
    to: ReplyAddress | None = None,
    subject: str | None = None,
    text: str = "您好，\n马上为您退款。",
    recipient: str = "xiaohong@example.org",
) -> Effect:
    return Effect(
        id="x0abc",
        complaint=COMPLAINT,
        shop="demo",
        kind=kind,
        to=to or ReplyAddress(channel="email", account=ACCOUNT.account, recipient=recipient),
        subject=subject,
        text=text,
        language="zh-Hans",
        created_at=NOW,
        next_attempt_at=NOW,
    )


def _sent(effect: Effect, *, account: ChannelAccount = ACCOUNT) -> FakeMailer:
    mailer = FakeMailer()
    outlets = Outlets(http=RecordedHttp(), mailer=mailer, tokens=RememberedTokens(), now=NOW)
    sent = EmailChannel().send(effect, account, outlets)
    assert sent.reference == "0101-wire@eu-west-1.amazonses.com"
    assert sent.known_as == ("mid:0101-wire@eu-west-1.amazonses.com",)
    return mailer


def test_a_mail_becomes_one_message() -> None:
    body = mail("碎了", Message_ID="<1@x>", Date="Wed, 11 Nov 2026 20:00:00 +0800", To="support@shop.example")
    message = _parse(body, x_envelope_from="xiaohong@example.org", x_envelope_to="support@shop.example")
    assert (message.text, message.subject, message.external_id) == ("碎了", "杯子碎了", "1@x")
    assert (message.customer.name, message.customer.email) == ("小红", "xiaohong@example.org")
    assert message.known_as == ("mid:1@x",)
    assert message.sent_at == NOW
    assert message.reply_to is not None
    assert message.reply_to.thread == {"message_id": "<1@x>", "subject": "杯子碎了"}
    assert not message.is_automatic


def test_answers_come_strongest_first() -> None:
    address = reply_address(COMPLAINT, keys=["older"], domain="in.shop.example")
    body = mail("x", Subject="Re: x [#c0zzz]", In_Reply_To="<b@x>", References="<a@x> <b@x>", To="support@shop.example")
    expected = (f"token:{COMPLAINT}", "mid:b@x", "mid:a@x", "tag:c0zzz")
    assert _parse(body, x_envelope_to=f"other@shop.example, {address}").answers == expected
    assert _parse(body.replace(b"support@shop.example", address.encode())).answers == expected


def test_a_forged_token_is_ignored() -> None:
    forged = reply_address(COMPLAINT, keys=["somebody else's"], domain="in.shop.example")
    assert _parse(mail("x"), x_envelope_to=forged).answers == ()


def test_without_a_key_a_token_closes_the_channel_loudly() -> None:
    keyless = ChannelAccount(channel="email", account="a@x.example", shop="demo")
    with pytest.raises(ConfigurationError):
        _parse(mail("x"), account=keyless, x_envelope_to=f"reply+{'c' * 36}@x")
    assert _parse(mail("x"), account=keyless).text == "x"


def test_huge_references_are_capped() -> None:
    references = " ".join(f"<{number}@x>" for number in range(5_000))
    answers = _parse(mail("x", References=references)).answers
    assert (len(answers), answers[0]) == (100, "mid:4999@x")


def test_a_conversation_is_sender_and_subject() -> None:
    first = _parse(mail("x")).conversation
    assert first is not None
    assert _parse(mail("y", Subject="回复：  杯子碎了 [#c0abc]")).conversation == first
    assert _parse(mail("x", Subject="别的事")).conversation != first
    assert _parse(mail("x", From="other@example.org")).conversation != first
    assert _parse(mail("x", Subject="Re:")).conversation is None


def test_no_sender_falls_back_to_the_envelope() -> None:
    assert _parse(mail("x", From=""), x_envelope_from="<a@b.example>").customer.email == "a@b.example"
    nobody = _parse(mail("x", From=""), x_envelope_from="<>")
    assert (nobody.customer.email, nobody.reply_to, nobody.is_automatic) == (None, None, True)


def test_a_date_in_the_future_is_not_believed() -> None:
    assert _parse(mail("x", Date="Wed, 11 Nov 2099 20:00:00 +0800")).sent_at is None


def test_a_forward_of_the_team_is_credited_to_its_author() -> None:
    text = "请跟进\n\n---------- Forwarded message ---------\nFrom: 小红 <xiaohong@example.org>\nDate: x\nTo: y\n\n碎了"
    by_team = _parse(mail(text, From="clerk@staff.example", Subject="Fwd: 杯子"))
    assert (by_team.customer.email, by_team.customer.name, by_team.text) == ("xiaohong@example.org", "小红", "碎了")
    assert "forwarded by clerk@staff.example" in by_team.notes
    by_stranger = _parse(mail(text, From="eve@example.net", Subject="Fwd: 杯子"))
    assert by_stranger.customer.email == "eve@example.net"
    assert by_stranger.text == "请跟进\n\n碎了"


def test_attachments_name_their_part() -> None:
    message = _parse(raw("s38"))
    assert len(message.attachments) == 7
    assert all(attachment.part for attachment in message.attachments)


def test_an_empty_mail_is_for_quarantine() -> None:
    with pytest.raises(MalformedPayload):
        _parse(b"")


def test_a_reply_stays_in_its_thread() -> None:
    long_id = f"<{'A' * 90}@{'b' * 40}.prod.outlook.com>"
    received = _parse(mail("x", Message_ID=long_id, References="<a@x>"))
    mailer = _sent(_effect(to=received.reply_to))
    assert mailer.sent == [
        {"sender": ACCOUNT.account, "recipients": ["xiaohong@example.org"], "idempotency_key": "x0abc"}
    ]
    assert mailer.mail["In-Reply-To"] == long_id
    assert mailer.mail["References"].split() == ["<a@x>", long_id]
    assert mailer.mail["Subject"] == f"Re: 杯子碎了 [#{COMPLAINT}]"
    assert mailer.mail["From"].addresses[0].display_name == "回音, 客服"
    assert complaint_in(str(mailer.mail["Reply-To"]), keys=KEYS) == COMPLAINT
    assert mailer.mail["Auto-Submitted"] is None
    assert mailer.mail["Message-ID"] == "<x0abc@in.shop.example>"
    assert mailer.mail.get_content().replace("\r\n", "\n") == "您好，\n马上为您退款。\n"


def test_the_answer_to_our_mail_leads_back() -> None:
    ours = _sent(_effect(EffectKind.ACKNOWLEDGEMENT)).mail
    answer = _parse(mail("谢谢", Subject=f"回复：{ours['Subject']}", To=str(ours["Reply-To"])))
    assert answer.answers == (f"token:{COMPLAINT}", f"tag:{COMPLAINT}")
    assert not answer.is_automatic


def test_our_own_mail_coming_back_is_automatic() -> None:
    assert _parse(_sent(_effect()).raw).is_automatic


@pytest.mark.parametrize(
    ("kind", "submitted", "suppressed"),
    [
        (EffectKind.ACKNOWLEDGEMENT, "auto-replied", "All"),
        (EffectKind.SURVEY, "auto-generated", "All"),
        (EffectKind.REPLY, None, None),
    ],
)
def test_automatic_mail_says_so(kind: EffectKind, submitted: str | None, suppressed: str | None) -> None:
    sent = _sent(_effect(kind)).mail
    assert (sent["Auto-Submitted"], sent["X-Auto-Response-Suppress"]) == (submitted, suppressed)


def test_subjects_are_tagged_once() -> None:
    tagged = _effect(subject=f"Re: 回复：杯子 [#{COMPLAINT}]")
    assert _sent(tagged).mail["Subject"] == f"杯子 [#{COMPLAINT}]"


@pytest.mark.parametrize(
    ("language", "named"),
    [("zh-Hans", "您反映的问题"), ("zh-TW", "您反映的問題"), ("en-GB", "The problem you reported")],
)
def test_a_matter_without_a_subject_has_a_name(language: str, named: str) -> None:
    effect = _effect().model_copy(update={"language": language})
    assert _sent(effect).mail["Subject"] == f"{named} [#{COMPLAINT}]"


@pytest.mark.parametrize("subject", [f"您的投诉已收到（{COMPLAINT}）", f"您的投诉已收到 ({COMPLAINT})"])
def test_the_number_stands_in_a_subject_once(subject: str) -> None:
    assert _sent(_effect(subject=subject)).mail["Subject"] == f"您的投诉已收到 [#{COMPLAINT}]"


@pytest.mark.parametrize(
    "recipient", ["", "nobody", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "张三@例子.example"]
)
def test_only_one_plain_address_is_written_to(recipient: str) -> None:
    with pytest.raises(Undeliverable):
        _sent(_effect(recipient=recipient))


def test_a_failing_mailer_is_passed_on() -> None:
    mailer = FakeMailer(failure=Upstream("down"))
    outlets = Outlets(http=RecordedHttp(), mailer=mailer, tokens=RememberedTokens(), now=NOW)
    with pytest.raises(Upstream):
        EmailChannel().send(_effect(), ACCOUNT, outlets)


def test_without_a_key_nothing_is_sent() -> None:
    keyless = ChannelAccount(channel="email", account="a@x.example", shop="demo")
    with pytest.raises(ConfigurationError):
        _sent(_effect(), account=keyless)


_NASTY = st.text(alphabet=st.sampled_from('a\r\n\0\u2028\u0085\ud800:, <>"退=?'), max_size=30)


@given(subject=_NASTY, text=_NASTY, message_id=_NASTY, references=_NASTY)
def test_no_header_can_be_smuggled_in(subject: str, text: str, message_id: str, references: str) -> None:
    thread = {"message_id": message_id, "references": references, "subject": "x\r\nBcc: evil@example.net"}
    to = ReplyAddress(channel="email", account="a", recipient="a@b.example", thread=thread)
    sent = _sent(_effect(to=to, subject=subject, text=text))
    head = sent.raw.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ")
    allowed = {
        *("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "In-Reply-To", "References"),
        *("X-Huiyin-Complaint", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
    }
    names = [line.partition(b":")[0].decode() for line in head.split(b"\r\n")]
    assert set(names) <= allowed
    assert len(names) == len(set(names))
    assert b"\n" not in head.replace(b"\r\n", b"")


def test_sent_at_within_a_day_of_skew_is_believed() -> None:
    soon = NOW + timedelta(hours=3)
    assert _parse(mail("x", Date=soon.strftime("%a, %d %b %Y %H:%M:%S +0000"))).sent_at == soon


def test_what_the_mail_service_calls_infected_is_not_offered() -> None:
    body = raw("s38")
    trusted, distrusted = _parse(body), _parse(body, x_distrust="sender,virus")
    assert trusted.is_authentic
    assert trusted.attachments
    assert not distrusted.is_authentic
    assert distrusted.attachments == ()
    assert "virus" in distrusted.notes[0]
    assert distrusted.text == trusted.text
