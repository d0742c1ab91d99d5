"""Subjects without what mail programs put in front of them."""

from __future__ import annotations

import re
from typing import Final

_REPLY: Final = r"re|aw|sv|antw|回复|回覆|回信|答复|答覆|回應|回应"
_FORWARD: Final = r"fwd?|wg|tr|rv|enc|转发|轉寄|轉發|转寄"
_COLON: Final = r"\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3})?\s*[:：]\s*"
_PREFIX: Final = re.compile(rf"\s*(?:{_REPLY}|{_FORWARD}){_COLON}", re.IGNORECASE)
_FORWARD_PREFIX: Final = re.compile(rf"\s*(?:{_FORWARD}){_COLON}", re.IGNORECASE)
_TAG: Final = re.compile(r"\[#([a-z0-9][a-z0-9-]{2,63})\]", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")
_MOST_PREFIXES: Final = 20


def base_subject(subject: str) -> str:
    """The subject without prefixes and without our own tag."""
    base = _TAG.sub(" ", subject)
    for _ in range(_MOST_PREFIXES):
        prefix = _PREFIX.match(base)
        if prefix is None:
            break
        base = base[prefix.end() :]
    return _SPACES.sub(" ", base).strip()


def is_forward(subject: str) -> bool:
    """Whether the last thing done to the mail was to forward it."""
    return _FORWARD_PREFIX.match(subject) is not None


def tags(subject: str) -> list[str]:
    """Complaint ids named as ``[#id]``."""
    return [tag.lower() for tag in _TAG.findall(subject)]
