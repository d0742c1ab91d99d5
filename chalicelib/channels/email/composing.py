"""Answers as RFC 5322 messages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Final

from chalicelib.letters import unnamed_matter
from chalicelib.model.effect import Effect, EffectKind
from chalicelib.model.errors import Undeliverable

from .addresses import find_addresses
from .automatic import OUR_MARK
from .identifiers import find_identifiers
from .scores import with_scores
from .subjects import base_subject

MOST_REFERENCES: Final = 20
_SUBMITTED: Final = {
    EffectKind.ACKNOWLEDGEMENT: "auto-replied",
    EffectKind.SURVEY: "auto-generated",
    EffectKind.SURVEY_REMINDER: "auto-generated",
    EffectKind.SURVEY_THANKS: "auto-replied",
}
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_LONE_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_ID_LISTS: Final = frozenset({"in-reply-to", "references", "list-unsubscribe"})
_LONGEST_SUBJECT: Final = 300


class _ReplyPolicy(EmailPolicy):
    """Folds lists of ids and addresses between them only; the standard library would encode a long one."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() not in _ID_LISTS:
            return str(super().fold(name, value))
        return f"{name}: " + f"{self.linesep} ".join(value.split()) + self.linesep

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() not in _ID_LISTS:
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii")


_POLICY: Final = _ReplyPolicy(linesep="\r\n", raise_on_defect=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who a mail is from and where answers to it go. ``name`` is shown instead of the address."""

    sender: str
    name: str
    reply_to: str
    domain: str


def compose(effect: Effect, envelope: Envelope, *, now: datetime) -> EmailMessage:
    """The mail that carries an effect. Raises ``Undeliverable`` when the recipient is no single address."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(_line(envelope.name), addr_spec=envelope.sender)
    mail["To"] = _recipient(effect.to.recipient)
    mail["Subject"] = subject_of(effect)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{_token(effect.id)}@{envelope.domain}>"
    mail["Reply-To"] = envelope.reply_to
    _thread(mail, effect)
    mail[OUR_MARK.title()] = _token(effect.complaint)
    if submitted := _SUBMITTED.get(effect.kind):
        mail["Auto-Submitted"] = submitted
        mail["X-Auto-Response-Suppress"] = "All"
    if effect.unsubscribe:
        mail["List-Unsubscribe"] = f"<{effect.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text = _LONE_SURROGATES.sub("\ufffd", effect.text)
    mail.set_content(text, charset="utf-8", cte="base64")
    if effect.kind in (EffectKind.SURVEY, EffectKind.SURVEY_REMINDER) and effect.link:
        mail.add_alternative(with_scores(text, link=effect.link), subtype="html", charset="utf-8", cte="base64")
    return mail


def subject_of(effect: Effect) -> str:
    """``Re:`` and what the customer wrote, with our tag once and the number nowhere else. What answers no mail always
    has a name beside the tag.
    """
    wanted = base_subject(_line(effect.subject or effect.to.thread.get("subject", "")))[:_LONGEST_SUBJECT]
    named = re.sub(rf"\s*[(（]{re.escape(effect.complaint)}[)）]", "", wanted)
    tag = f"[#{_token(effect.complaint)}]"
    if effect.to.thread.get("message_id"):
        return " ".join(piece for piece in ("Re:", named, tag) if piece)
    return f"{named or unnamed_matter(effect.language)} {tag}"


def _thread(mail: EmailMessage, effect: Effect) -> None:
    answered = _identifiers(effect.to.thread.get("message_id", ""))
    if not answered:
        return
    earlier = [name for name in _identifiers(effect.to.thread.get("references", "")) if name not in answered]
    mail["In-Reply-To"] = answered[0]
    mail["References"] = " ".join([*earlier[-MOST_REFERENCES:], answered[0]])


def _identifiers(raw: str) -> list[str]:
    """Ids in brackets, only such as fit into a header unchanged."""
    names = find_identifiers(_line(raw))
    return [f"<{name}>" for name in names if name.isascii() and not name.startswith("sha256:")]


def _recipient(recipient: str) -> str:
    address = find_addresses(recipient)
    if len(address) != 1 or address[0] != recipient.lower() or not recipient.isascii():
        raise Undeliverable("the recipient is not one e-mail address")
    return recipient


def _line(text: str) -> str:
    """One line: what could start another header becomes a space."""
    return _LONE_SURROGATES.sub("\ufffd", _UNPRINTABLE.sub(" ", text)).strip()


def _token(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "", text)
