"""Mailboxes in header values. Addresses are found before encoded words are decoded, so a comma in a name is safe."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from .repairs import Repairs
from .words import ENCODED_WORD, decode_words

MOST: Final = 1_000
_TOKEN: Final = re.compile(
    ENCODED_WORD.pattern + r'|"(?:\\.|[^"\\])*"|<[^<>]*>|\([^()]*\)|[,;]|[^"<(,;=]+|.', re.DOTALL
)
_ADDRESS: Final = re.compile(r"[\w!#$%&'*+./=?^`{|}~-]{1,128}@[\w.-]{1,253}", re.ASCII)
_QUOTED_ADDRESS: Final = re.compile(r'"(?:\\.|[^"\\]){1,64}"@[\w.-]{1,253}', re.ASCII)
_COMMENT: Final = re.compile(r"\((?:\\.|[^()\\])*\)")
_UNICODE_ADDRESS: Final = re.compile(r"[^\s<>@]{1,128}@[^\s<>@]{1,253}")


@dataclass(frozen=True, slots=True)
class Mailbox:
    name: str | None
    address: str


def find_addresses(raw: str) -> list[str]:
    """Every address in a value, lower-cased."""
    return [match[0].lower().rstrip(".") for match in islice(_ADDRESS.finditer(raw), MOST)]


def find_mailboxes(raw: str, *, repairs: Repairs, hint: str | None = None) -> list[Mailbox]:
    """The mailboxes of a From or To value; entries without an address are left out."""
    found = (_mailbox(tokens, repairs=repairs, hint=hint) for tokens in _entries(raw))
    return [mailbox for mailbox in islice(found, MOST) if mailbox]


def _entries(raw: str) -> list[list[str]]:
    entries: list[list[str]] = [[]]
    for token in _TOKEN.finditer(raw):
        if token[0] in ",;":
            entries.append([])
        else:
            entries[-1].append(token[0])
    return entries


def _mailbox(tokens: list[str], *, repairs: Repairs, hint: str | None) -> Mailbox | None:
    in_angles = next((token for token in tokens if token.startswith("<") and "@" in token), "")
    address = _address(in_angles or "".join(tokens), in_angles=bool(in_angles))
    if address is None:
        return None
    label = "".join(_unquoted(token) for token in tokens if token != in_angles)
    if not in_angles:
        label = re.sub(re.escape(address), "", label, count=1, flags=re.IGNORECASE)
    name = decode_words(label, repairs=repairs, hint=hint).strip(" \"'()")
    return Mailbox(name=name or None, address=address)


def _address(raw: str, *, in_angles: bool) -> str | None:
    """RFC 6532 allows UTF-8 in an address; outside of angle brackets it could not be told from the name."""
    bare = _COMMENT.sub("", raw)
    match = _QUOTED_ADDRESS.search(bare) or (_UNICODE_ADDRESS if in_angles else _ADDRESS).search(bare)
    return match[0].encode("latin-1").decode("utf-8", "replace").lower().rstrip(".") if match else None


def _unquoted(token: str) -> str:
    if len(token) > 1 and token[0] == '"' == token[-1]:
        return re.sub(r"\\(.)", r"\1", token[1:-1])
    return token
