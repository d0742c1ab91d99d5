"""Many alerts as one message, in the shop's language and short enough for the robot. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.letters.language import Language
from chalicelib.model.alert import MANAGEMENT, WHOLE_SHOP, Alert, AlertKind
from chalicelib.routing.rules import queues

from .wording import CLOCKS, HEADER, KINDS, MANAGERS, MANY, MORE, SHOP

LINES: Final = 5
"""Of each kind; the others are counted."""
_URGENCY: Final = {kind: place for place, kind in enumerate(AlertKind)}


def digest(alerts: Sequence[Alert], *, language: Language, zone: ZoneInfo, longest: int, is_cut: bool = False) -> str:
    """At most ``longest`` bytes of UTF-8; ``is_cut`` when there are more alerts than were read."""
    ordered = sorted(alerts, key=lambda alert: (_URGENCY[alert.kind], alert.at, alert.id))
    for lines in range(LINES, -1, -1):
        text = _text(ordered, lines=lines, language=language, zone=zone, is_cut=is_cut)
        if len(text.encode()) <= longest:
            return text
        if lines == 1 and any(alert.lines for alert in ordered):
            return _beginning(text, longest=longest)
    return text.encode()[:longest].decode("utf-8", "ignore")


def _beginning(text: str, *, longest: int) -> str:
    """As many whole lines as there is room for: what has words of its own begins with what matters most."""
    while len(text.encode()) > longest and "\n" in text:
        text = text.rpartition("\n")[0]
    return text.encode()[:longest].decode("utf-8", "ignore")


def _text(ordered: Sequence[Alert], *, lines: int, language: Language, zone: ZoneInfo, is_cut: bool) -> str:
    count = MANY.format(number=len(ordered)) if is_cut else str(len(ordered))
    said = [HEADER[language].format(queue=_queue(ordered[0].queue, language), number=count)]
    for kind, group in groupby(ordered, key=lambda alert: alert.kind):
        these = list(group)
        said.append(f"{KINDS[kind][language]} {len(these)}")
        said += [line for alert in these[:lines] for line in _lines(alert, language=language, zone=zone)]
        if 0 < lines < len(these):
            said.append(MORE[language].format(number=len(these) - lines))
    return "\n".join(said)


def _lines(alert: Alert, *, language: Language, zone: ZoneInfo) -> list[str]:
    """Its own words where it has some."""
    first, *more = alert.lines.get(language) or (_line(alert, language=language, zone=zone),)
    return [f"· {first}", *(f"  {line}" for line in more)]


def _line(alert: Alert, *, language: Language, zone: ZoneInfo) -> str:
    detail = CLOCKS[alert.detail][language] if alert.detail in CLOCKS else alert.detail
    moment = (alert.due_at or alert.at).astimezone(zone)
    return " ".join(filter(None, (alert.subject, detail, f"{moment:%m-%d %H:%M}")))


def _queue(queue: str, language: Language) -> str:
    if queue == WHOLE_SHOP:
        return SHOP[language]
    if queue == MANAGEMENT:
        return MANAGERS[language]
    return next((one.titles[language.value] for one in queues() if one.id == queue), queue)
