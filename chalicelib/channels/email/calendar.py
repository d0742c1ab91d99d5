"""An invitation in words: iCalendar, https://www.rfc-editor.org/rfc/rfc5545"""

from __future__ import annotations

import re
from typing import Final

_FOLD: Final = re.compile(r"\r?\n[ \t]")
_PROPERTY: Final = re.compile(
    r"^(SUMMARY|DTSTART|LOCATION|DESCRIPTION)(?:;[^:\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE
)
_ORDER: Final = ("SUMMARY", "DTSTART", "LOCATION", "DESCRIPTION")
_LONGEST: Final = 100_000


def told(calendar: str) -> str:
    """The first event's title, time, place and description, a line each; empty when it has none."""
    event = calendar[max(0, calendar.upper().find("BEGIN:VEVENT")) :][:_LONGEST]
    found: dict[str, str] = {}
    for match in _PROPERTY.finditer(_FOLD.sub("", event)):
        found.setdefault(match[1].upper(), _unescaped(match[2].strip()))
    return "\n".join(found[name] for name in _ORDER if found.get(name))


def _unescaped(value: str) -> str:
    return re.sub(r"\\([nN,;\\])", lambda match: "\n" if match[1] in "nN" else match[1], value)
