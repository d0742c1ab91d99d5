"""Names of rows. The table of access patterns in ``docs/architecture.md`` is this file in prose."""

from __future__ import annotations

import base64
import hmac
import json
import zlib
from typing import Any, Final

from chalicelib.model.base import stamp as stamp
from chalicelib.model.errors import InvalidInput

COMPLAINT: Final = "complaint"
PARTS: Final = 16
"""Numbers are spread over this many rows, so that commits of different complaints do not meet."""

DUE_PARTS: Final = 4
"""The index of what is due has this many partitions per kind, each good for 1,000 writes a second."""

Key = dict[str, dict[str, str]]


def key(partition: str, sort: str) -> Key:
    return {"PK": {"S": partition}, "SK": {"S": sort}}


def complaint_partition(shop: str, complaint: str) -> str:
    return f"C#{shop}#{complaint}"


def commit_sort(version: int) -> str:
    return f"commit#{version:08d}"


def once_key(shop: str, kind: str, name: str, *, secret: bytes) -> Key:
    """Names are hashed whole: ids that share a long prefix stay apart, and no personal data is in a key.

    With ``secret``, because there are few enough phone numbers to try them all.
    """
    return key(f"O#{shop}#{kind}#{hashed(name, secret)}", "once")


def search_partition(shop: str, kind: str, value: str, *, secret: bytes) -> str:
    return f"K#{shop}#{kind}#{hashed(value, secret)}"


def numbers_partition(shop: str, report: str) -> str:
    return f"N#{shop}#{report}"


def part_of(complaint: str) -> str:
    return f"{zlib.crc32(complaint.encode()) % PARTS:02d}"


def due_partition(kind: str, complaint: str) -> str:
    return due_partitions(kind)[zlib.crc32(complaint.encode()) % DUE_PARTS]


def due_partitions(kind: str) -> tuple[str, ...]:
    return tuple(f"{kind}#{part}" for part in range(DUE_PARTS))


def encode_cursor(last_key: dict[str, Any] | None) -> str | None:
    """An opaque place in a list. It holds row keys only and grants nothing: every query names its own partition."""
    if not last_key:
        return None
    return base64.urlsafe_b64encode(json.dumps(last_key, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> dict[str, Any] | None:
    """Raises ``InvalidInput`` for anything ``encode_cursor`` did not make."""
    if cursor is None:
        return None
    try:
        decoded = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise bad_cursor() from None
    if not (isinstance(decoded, dict) and decoded and all(_is_string_value(value) for value in decoded.values())):
        raise bad_cursor()
    return decoded


def _is_string_value(value: object) -> bool:
    return isinstance(value, dict) and list(value) == ["S"] and isinstance(value["S"], str) and value["S"].isprintable()


def bad_cursor() -> InvalidInput:
    return InvalidInput("the cursor is not one of ours", fields={"cursor": "use the 'next' of the previous page"})


def hashed(text: str, secret: bytes) -> str:
    """HMAC-SHA-256 (RFC 2104)."""
    return hmac.digest(secret, text.encode("utf-8", "surrogatepass"), "sha256").hex()
