"""Mail that somebody passed on by hand: who wrote it first, and what they wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from .addresses import find_addresses, find_mailboxes
from .bodies import find_text, mail_in
from .labels import LabelBlock, find_block, split_run_together
from .mime import Part, read_tree
from .quoting import is_divider, is_forward_divider, opening_of
from .subjects import is_forward
from .words import decode_words

_MAILTO: Final = re.compile(r"\[mailto:[^\]]*\]?|<[^>]*>?|\([^)]*@[^)]*\)")
_DEEPEST: Final = 5
_NEAR: Final = 8
_MARK: Final = re.compile(r"^[ \t]*> ?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The original inside a forward. ``note`` is what the person who forwarded wrote above it."""

    name: str | None
    address: str | None
    subject: str | None
    body: str
    note: str


def find_forwarded(text: str, *, subject: str) -> Forwarded | None:
    """The original of an inline forward, or ``None`` when the mail is no forward."""
    lines = split_run_together(text.replace("\u00a0", " ")).split("\n")
    found = _find(lines, expected=is_forward(subject))
    for _ in range(_DEEPEST):
        again = found is not None and is_forward(found.subject or "")
        inner = _find(found.body.split("\n"), expected=again) if found else None
        if found is None or inner is None or inner.note:
            break
        found = replace(inner, note=found.note)
    return found


def _find(lines: list[str], *, expected: bool) -> Forwarded | None:
    """``expected``: the subject says forward, so that a block without a divider is one too."""
    block = find_block(lines)
    if block is None:
        return None
    start = opening_of(lines, block_start=block.start)
    if expected or any(is_forward_divider(line) for line in lines[start : block.start]):
        return _read(lines, block=block, start=start)
    return None


def find_attached(root: Part, *, note: str, subject: str) -> Forwarded | None:
    """The original of a forward that carries it as an attached mail."""
    attached = next((part for part in root.walk() if part.content_type == "message/rfc822"), None)
    if attached is None or not (is_forward(subject) or not note.strip()):
        return None
    inner = read_tree(mail_in(attached), root.repairs)
    senders = find_mailboxes(inner.headers.get("from"), repairs=root.repairs)
    if not senders:
        return None
    return Forwarded(
        name=senders[0].name,
        address=senders[0].address,
        subject=decode_words(inner.headers.get("subject"), repairs=root.repairs) or None,
        body=find_text(inner).strip(),
        note=note.strip(),
    )


def _body_start(lines: list[str], *, block: LabelBlock) -> int:
    """Behind the labels, and behind the divider that some programs repeat below them."""
    written = next((place for place in range(block.end, len(lines)) if lines[place].strip()), block.end)
    closes = written < len(lines) and is_divider(lines[written])
    return written + 1 if closes and find_block(lines[written : written + _NEAR]) is None else block.end


def _read(lines: list[str], *, block: LabelBlock, start: int) -> Forwarded:
    sender = block.fields["from"]
    addresses = find_addresses(sender)
    name = _MAILTO.sub("", sender).strip(" \t\"';")
    body = "\n".join(lines[_body_start(lines, block=block) :])
    if lines[block.start].lstrip().startswith(">"):
        body = _MARK.sub("", body)
    return Forwarded(
        name=name if name and name.lower() not in addresses else None,
        address=addresses[0] if addresses else None,
        subject=block.fields.get("subject") or None,
        body=body.strip(),
        note="\n".join(lines[:start]).strip(),
    )
