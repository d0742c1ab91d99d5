"""What the open platforms of 淘宝, 拼多多 and 京东 share: a signed form goes out, JSON comes back, and a refusal stands
under ``error_response``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from chalicelib.model.errors import Upstream

from .base import Outlets
from .calling import post_form
from .documents import Document
from .fields import CHINA

TIME: Final = "%Y-%m-%d %H:%M:%S"
_CODES: Final = ("code", "error_code", "sub_code")


class Refused(Upstream):
    """The platform understood and said no. It may still pass: tokens are renewed, limits end."""


def joined(parameters: Mapping[str, str]) -> str:
    """Names and values without anything between them, sorted by name, but for the signature itself."""
    return "".join(f"{name}{value}" for name, value in sorted(parameters.items()) if name != "sign")


def md5_between(secret: str, content: str) -> str:
    """Upper-case hex of the MD5 of the content between two secrets."""
    return hashlib.md5(f"{secret}{content}{secret}".encode()).hexdigest().upper()  # noqa: S324 - the platforms' choice


def called(outlets: Outlets, url: str, fields: Mapping[str, str], *, answer_name: str) -> Document:
    """The object under ``answer_name``. Raises ``Refused``, or ``Upstream`` for what is no answer. Only codes are told:
    what a platform says in words may repeat what it was sent.
    """
    answer = post_form(outlets, url, fields)
    if answer.said.has("error_response"):
        refusal = answer.said.child("error_response")
        codes = " ".join(filter(None, (refusal.text(name) for name in _CODES)))
        raise Refused(f"the platform refused: {codes or 'without a code'}")
    if not answer.is_good or not answer.said.has(answer_name):
        raise Upstream(f"the platform gave no readable answer (status {answer.status})")
    return answer.said.child(answer_name)


def china_time(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime(TIME)


def china_moment(written: str) -> datetime | None:
    """``YYYY-MM-DD HH:MM:SS`` in China, or unix time in seconds or milliseconds. ``None`` for anything else."""
    try:
        if written.isdecimal():
            return datetime.fromtimestamp(int(written) / (1000 if len(written) > 11 else 1), UTC)
        return datetime.strptime(written, TIME).replace(tzinfo=CHINA).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
