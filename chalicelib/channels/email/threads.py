"""Which complaint a mail answers: signed reply addresses, ids of earlier mails, and our tag in the subject.

A reply address is ``reply+<complaint id><code>@domain``, the code being ten bytes of HMAC-SHA256 in base 32: mail
programs may change its case but cannot forge it. It proves that somebody got a mail of ours, not who they are.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from chalicelib.channels.signing import any_is

TOKEN: Final = "token:"  # noqa: S105
MAIL: Final = "mid:"
TAG: Final = "tag:"
_CODE_LENGTH: Final = 16
_REPLY_ADDRESS: Final = re.compile(
    rf"[^@]*[+-](?P<complaint>[a-z0-9]{{1,47}})(?P<code>[a-z2-7]{{{_CODE_LENGTH}}})@", re.ASCII
)
_LONGEST_LOCAL_PART: Final = 64


def sign(complaint: str, *, keys: Sequence[str]) -> str:
    """The token of a complaint, made with the newest key."""
    return complaint + _code(complaint, keys[0])


def reply_address(complaint: str, *, keys: Sequence[str], domain: str, separator: str = "+") -> str:
    """Where the customer's answer to this complaint should go. ``-`` is for forms that refuse ``+``."""
    local_part = f"reply{separator}{sign(complaint, keys=keys)}"
    if len(local_part) > _LONGEST_LOCAL_PART:
        raise ValueError(f"complaint id '{complaint}' is too long for a reply address")
    return f"{local_part}@{domain}"


def looks_signed(address: str) -> bool:
    return _REPLY_ADDRESS.match(address.lower()) is not None


def complaint_in(address: str, *, keys: Sequence[str]) -> str | None:
    """The complaint of a reply address if one of the keys signed it. Takes equally long for every wrong code."""
    match = _REPLY_ADDRESS.match(address.lower())
    if match is None:
        return None
    is_genuine = any_is(match["code"], [_code(match["complaint"], key) for key in keys])
    return match["complaint"] if is_genuine else None


def answers(
    *, complaints: Iterable[str], in_reply_to: Iterable[str], references: Sequence[str], tags: Iterable[str]
) -> tuple[str, ...]:
    """Names of what the mail answers, strongest first, each once. The nearest reference comes before older ones."""
    named = (
        *_prefixed(TOKEN, complaints),
        *_prefixed(MAIL, in_reply_to),
        *_prefixed(MAIL, reversed(references)),
        *_prefixed(TAG, tags),
    )
    return tuple(dict.fromkeys(named))


def _prefixed(kind: str, names: Iterable[str]) -> Iterator[str]:
    return (kind + name for name in names)


def _code(complaint: str, key: str) -> str:
    digest = hmac.new(key.encode(), b"reply address of complaint " + complaint.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode("ascii").lower()
