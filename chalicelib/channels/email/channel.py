"""E-mail as a channel: mail arrives by SMTP or Amazon SES, answers leave through the mailer."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chalicelib.channels.amazon.mail import as_from_amazon
from chalicelib.channels.base import Channel, Features, Outlets, Sent
from chalicelib.model.delivery import Delivery
from chalicelib.model.effect import Effect
from chalicelib.model.message import Attachment, Customer, Inbound, ReplyAddress
from chalicelib.model.ports import ChannelAccount

from .addresses import Mailbox, find_addresses
from .composing import MOST_REFERENCES, Envelope, compose
from .envelope import DISTRUST, ENVELOPE_FROM, ENVELOPE_TO
from .gmail import forwarding_notes
from .quoting import cut_quote
from .reading import ReadMail, part_contents, read_mail
from .subjects import base_subject, tags
from .threads import MAIL, answers, complaint_in, looks_signed, reply_address

TOKEN_KEY: Final = "token_key"  # noqa: S105
_RECIPIENT_HEADERS: Final = ("delivered-to", "x-original-to", "x-forwarded-to", "to", "cc")
_CLOCK_SKEW: Final = timedelta(days=1)


class EmailChannel(Channel):
    name: ClassVar[str] = "email"
    features: ClassVar[Features] = Features(
        title={"en": "E-mail", "zh": "电子邮件"},
        secrets=(TOKEN_KEY,),
        settings=("from", "from_name", "domain", "team"),
        webhook=False,
        replies=True,
    )

    def parse(self, delivery: Delivery, account: ChannelAccount) -> tuple[Inbound, ...]:
        envelope_from = _envelope_from(delivery)
        mail = read_mail(delivery.body, envelope_from=envelope_from, own=_own_addresses(account))
        author, text, notes = _credit(mail, account=account)
        distrust = delivery.headers.get(DISTRUST, "").split(",")
        is_authentic = "sender" not in distrust
        asked = forwarding_notes(mail, is_authentic=is_authentic)
        attachments, dangers = _without_viruses(_attachments(mail), distrust=distrust)
        address = author.address if author else envelope_from
        inbound = Inbound(
            text=text,
            quoted=mail.quoted,
            customer=Customer(name=author.name if author else None, email=address or None),
            external_id=mail.message_id,
            sent_at=_plausible(mail.sent_at, received_at=delivery.received_at),
            subject=mail.subject or None,
            attachments=attachments,
            answers=_answers(mail, delivery=delivery, account=account),
            known_as=(MAIL + mail.message_id,) if mail.message_id else (),
            conversation=_conversation(address, mail.subject),
            reply_to=_reply_to(mail, address=address, account=account),
            is_authentic=is_authentic,
            is_automatic=mail.automation.is_automatic or bool(asked),
            is_returned=mail.automation.is_bounce,
            notes=(*asked, *dangers, *mail.automation.reasons, *mail.repairs.all, *notes),
        )
        return (as_from_amazon(inbound, whole=mail.whole_text),)

    def enclosed(self, delivery: Delivery, account: ChannelAccount, parts: Collection[int]) -> Mapping[int, bytes]:
        return part_contents(delivery.body, parts)

    def send(self, effect: Effect, account: ChannelAccount, outlets: Outlets) -> Sent:
        envelope = _envelope(effect, account)
        mail = compose(effect, envelope, now=outlets.now)
        wire_id = outlets.mailer.send(
            raw=mail.as_bytes(),
            sender=envelope.sender,
            recipients=[effect.to.recipient],
            idempotency_key=effect.id,
        )
        return Sent(reference=wire_id, known_as=(MAIL + wire_id,))


def _without_viruses(
    attachments: tuple[Attachment, ...], *, distrust: Sequence[str]
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """What the mail service calls infected is not offered for opening; the archived mail keeps it."""
    if "virus" not in distrust or not attachments:
        return attachments, ()
    return (), (f"the mail service found a virus: {len(attachments)} attachments are left out",)


def _envelope(effect: Effect, account: ChannelAccount) -> Envelope:
    sender = account.settings.get("from") or account.account
    domain = account.settings.get("domain") or sender.rpartition("@")[2]
    return Envelope(
        sender=sender,
        name=account.settings.get("from_name", ""),
        reply_to=reply_address(effect.complaint, keys=account.secret(TOKEN_KEY), domain=domain),
        domain=domain,
    )


def _envelope_from(delivery: Delivery) -> str | None:
    """The SMTP sender: empty for a bounce, ``None`` when the intake did not say."""
    raw = delivery.headers.get(ENVELOPE_FROM)
    if raw is None:
        return None
    return "" if raw.strip() in ("", "<>") else next(iter(find_addresses(raw)), None)


def _own_addresses(account: ChannelAccount) -> set[str]:
    return {address for address in (account.account.lower(), account.settings.get("from", "").lower()) if address}


def _credit(mail: ReadMail, *, account: ChannelAccount) -> tuple[Mailbox | None, str, tuple[str, ...]]:
    """Who complains and what they say. A forward counts as its author's only when the shop's own team forwards it:
    otherwise anybody could plant a complaint in somebody else's name.
    """
    original = mail.forwarded
    if original is None or not original.address or not mail.sender or not _is_team(mail.sender.address, account):
        return mail.sender, mail.text, ()
    notes = (f"forwarded by {mail.sender.address}", *([f"forwarder's note: {original.note}"] if original.note else []))
    return Mailbox(name=original.name, address=original.address), cut_quote(original.body).new or mail.text, notes


def _is_team(address: str, account: ChannelAccount) -> bool:
    """``team`` lists addresses and ``@domains``, separated by commas."""
    team = {entry.strip().lower() for entry in account.settings.get("team", "").split(",")}
    return address in team or "@" + address.rpartition("@")[2] in team


def _answers(mail: ReadMail, *, delivery: Delivery, account: ChannelAccount) -> tuple[str, ...]:
    recipients = find_addresses(delivery.headers.get(ENVELOPE_TO, ""))
    for name in _RECIPIENT_HEADERS:
        recipients += find_addresses(", ".join(mail.headers.all(name)))
    signed = [address for address in recipients if looks_signed(address)]
    keys = account.secret(TOKEN_KEY) if signed else ()
    return answers(
        complaints=[complaint for address in signed if (complaint := complaint_in(address, keys=keys))],
        in_reply_to=(*mail.returned, *mail.in_reply_to),
        references=mail.references,
        tags=tags(mail.subject),
    )


def _attachments(mail: ReadMail) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(name=file.name, content_type=file.content_type, size=file.size, part=file.part)
        for file in mail.files
    )


def _conversation(address: str | None, subject: str) -> str | None:
    """The same sender about the same subject. A digest, because names of conversations are not sealed."""
    base = base_subject(subject).casefold()
    if not address or not base:
        return None
    return hashlib.sha256(f"{address}\n{base}".encode("utf-8", "replace")).hexdigest()[:32]


def _reply_to(mail: ReadMail, *, address: str | None, account: ChannelAccount) -> ReplyAddress | None:
    if not address:
        return None
    references = " ".join(f"<{name}>" for name in mail.references[-MOST_REFERENCES:])
    thread = {"message_id": f"<{mail.message_id}>" if mail.message_id else "", "references": references}
    return ReplyAddress(
        channel="email",
        account=account.account,
        recipient=address,
        thread={key: value for key, value in {**thread, "subject": mail.subject}.items() if value},
    )


def _plausible(sent_at: datetime | None, *, received_at: datetime) -> datetime | None:
    """A date in the future is a wrong clock; the time of receipt is better then."""
    return None if sent_at and sent_at > received_at + _CLOCK_SKEW else sent_at
