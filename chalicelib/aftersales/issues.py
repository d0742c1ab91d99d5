"""What a complaint is about, in the rules' words: by what the customer writes, and by its category. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from chalicelib.model.complaint import Complaint
from chalicelib.model.message import Direction

FAULTS: Final = frozenset({"quality_fault", "repair_request", "repair_delay"})
"""Issues that say that the goods do not work."""
_OF_QUALITY: Final = FAULTS | {"counterfeit", "not_as_described", "wrong_size", "food_safety"}
_MATTERS: Final = (
    _OF_QUALITY,
    frozenset({"late", "late_dispatch", "lost", "damaged", "short", "wrong_item", "false_signing", "courier_conduct"}),
    frozenset({"no_reason", "price_drop", "refund_delay"}),
)
"""Kinds of matter: one complaint may be about a fault and a delay, but about two faults it is about one."""
Told = tuple[str, tuple[int, int]]


def issues_told(complaint: Complaint) -> list[str | None]:
    """The main issue first, then one of each further kind of matter that other words tell. A person's correction of the
    category outweighs the words.
    """
    said = (message.text for message in complaint.messages if message.direction is Direction.INBOUND)
    text = "\n".join([complaint.subject or "", *said])
    known = _issues()
    found = list(_apart(known.told(text)))
    by_category = known.by_category.get(complaint.classification.primary)
    main = found[0] if found else by_category
    if complaint.classification.decided_by != "model" and by_category and main not in known.of(by_category):
        main = by_category
    kinds = _kinds(main)
    return [main, *(issue for issue in found if kinds.isdisjoint(_kinds(issue)))]


def _kinds(issue: str | None) -> frozenset[int]:
    return frozenset(number for number, matter in enumerate(_MATTERS) if issue in matter)


def _apart(told: Iterable[Told]) -> Iterator[str]:
    """The first of each kind, unless the words that tell it told something else already."""
    kinds: set[int] = set()
    places: list[tuple[int, int]] = []
    for issue, (begin, end) in told:
        if places and (not _kinds(issue) or not kinds.isdisjoint(_kinds(issue))):
            continue
        if any(begin < taken_end and taken_begin < end for taken_begin, taken_end in places):
            continue
        kinds |= _kinds(issue)
        places.append((begin, end))
        yield issue


class _Issues:
    def __init__(self, written: Mapping[str, Any]) -> None:
        self.by_category: dict[str, str] = written["by_category"]
        self.patterns = [(issue, re.compile(one, re.IGNORECASE)) for issue, one in written["issues"].items()]

    def told(self, text: str) -> Iterator[Told]:
        """Each issue that is told, with where."""
        found = ((issue, pattern.search(text)) for issue, pattern in self.patterns)
        return ((issue, match.span()) for issue, match in found if match)

    def of(self, issue: str) -> frozenset[str]:
        """The issues of the same category: a fault may be a matter of repair."""
        return _OF_QUALITY if issue in _OF_QUALITY else frozenset({issue})


@cache
def _issues() -> _Issues:
    return _Issues(tomllib.loads(Path(__file__).with_name("issues.toml").read_text("utf-8")))
