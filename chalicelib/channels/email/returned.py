"""Which mail of ours a bounce is about: the original, or its headers, lies beside the report (RFC 6522, section 3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .headers import split_headers
from .identifiers import first_identifier
from .mime import Part
from .repairs import Repairs

_ORIGINALS: Final = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"})
MOST: Final = 5


def returned_mails(root: Part) -> tuple[str, ...]:
    """Their Message-IDs, without angle brackets, in reading order."""
    return tuple(dict.fromkeys(_identifiers(root)))[:MOST]


def _identifiers(root: Part) -> Iterator[str]:
    for part in root.walk():
        if part.content_type in _ORIGINALS:
            headers, _ = split_headers(part.content, Repairs())
            if found := first_identifier(headers.get("message-id")):
                yield found
