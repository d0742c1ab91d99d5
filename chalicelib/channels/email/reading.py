"""One raw mail, read: the same for the channel and for ``python -m tools read-mail``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from chalicelib.model.errors import MalformedPayload

from .addresses import Mailbox, find_mailboxes
from .automatic import Automation, detect
from .bodies import FoundFile, find_files, find_text
from .charsets import decode
from .forwarding import Forwarded, find_attached, find_forwarded
from .guessing import SAMPLE
from .headers import Headers
from .identifiers import MOST_REFERENCES, find_identifiers, first_identifier
from .mime import Part, read_tree
from .quoting import Cut, cut_quote
from .repairs import Repairs
from .returned import returned_mails
from .secured import security_notes
from .words import decode_words

LARGEST: Final = 40 * 1024 * 1024
LONGEST_SUBJECT: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMail:
    """What one mail says. ``text`` is only what is new; ``whole_text`` is all of it."""

    headers: Headers
    sender: Mailbox | None
    recipients: tuple[Mailbox, ...]
    subject: str
    sent_at: datetime | None
    text: str
    quoted: str | None
    whole_text: str
    files: tuple[FoundFile, ...]
    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    automation: Automation
    forwarded: Forwarded | None
    returned: tuple[str, ...]
    """Message-IDs of the mails that a bounce says did not arrive."""
    repairs: Repairs


def read_mail(raw: bytes, *, envelope_from: str | None = None, own: Collection[str] = ()) -> ReadMail:
    """Reads a mail however broken. Raises ``MalformedPayload`` only for one that holds nothing at all."""
    if not raw.strip():
        raise MalformedPayload("the mail is empty")
    repairs = Repairs()
    if len(raw) > LARGEST:
        repairs.note(f"only the first {LARGEST} bytes were read")
    root = read_tree(raw[:LARGEST], repairs)
    headers, nearby = root.headers, _charset_of(root)
    sender = _sender(headers, repairs=repairs, nearby=nearby)
    subject = decode_words(headers.get("subject"), repairs=repairs, hint=nearby)[:LONGEST_SUBJECT]
    automation = detect(
        root, subject=subject, sender=sender.address if sender else None, envelope_from=envelope_from, own=own
    )
    whole = find_text(root)
    for note in security_notes(root):
        repairs.note(note)
    forwarded = None if automation.is_auto_reply else _forwarded(root, whole=whole, subject=subject)
    cut = _new_text(whole, forwarded)
    return ReadMail(
        headers=headers,
        sender=sender,
        recipients=tuple(find_mailboxes(headers.get("to"), repairs=repairs, hint=nearby)),
        subject=subject,
        sent_at=_date(headers.get("date"), repairs),
        text=cut.new,
        quoted=cut.quoted,
        whole_text=whole,
        files=tuple(find_files(root)),
        message_id=first_identifier(headers.get("message-id")),
        in_reply_to=tuple(find_identifiers(headers.get("in-reply-to")))[:MOST_REFERENCES],
        references=tuple(find_identifiers(" ".join(headers.all("references"))))[-MOST_REFERENCES:],
        automation=automation,
        forwarded=forwarded,
        returned=returned_mails(root) if automation.is_bounce else (),
        repairs=repairs,
    )


def part_contents(raw: bytes, parts: Collection[int]) -> dict[int, bytes]:
    """The decoded bytes of parts, by their index; of a part that is not there, nothing."""
    root = read_tree(raw[:LARGEST], Repairs())
    return {node.index: node.content for node in root.walk() if node.index in parts}


def _sender(headers: Headers, *, repairs: Repairs, nearby: str | None) -> Mailbox | None:
    found = find_mailboxes(headers.get("from"), repairs=repairs, hint=nearby)
    return found[0] if found else None


def _charset_of(root: Part) -> str | None:
    """What the first text was really written in, or the first charset any part names: headers without one were most
    likely written in the same.
    """
    texts = (part for part in root.walk() if part.content_type.startswith("text/") and not part.content.isascii())
    text = next(texts, None)
    if text is not None:
        return decode(text.content[:SAMPLE], text.charset).codec
    return next((part.charset for part in root.walk() if part.charset), None)


def _forwarded(root: Part, *, whole: str, subject: str) -> Forwarded | None:
    note = "" if root.content_type == "message/rfc822" else whole
    return find_forwarded(whole, subject=subject) or find_attached(root, note=note, subject=subject)


def _new_text(whole: str, forwarded: Forwarded | None) -> Cut:
    """A forwarded original is news to us, so it is never history; what it quotes itself is."""
    if forwarded is None:
        return cut_quote(whole)
    note, original = cut_quote(forwarded.note), cut_quote(forwarded.body)
    new = "\n\n".join(text for text in (note.new, original.new) if text)
    quoted = "\n".join(text for text in (note.quoted, original.quoted) if text)
    return Cut(new=new, quoted=quoted or None)


def _date(raw: str, repairs: Repairs) -> datetime | None:
    if not raw:
        return None
    try:
        date = parsedate_to_datetime(raw)
        return date if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        repairs.note("the date could not be read")
        return None
