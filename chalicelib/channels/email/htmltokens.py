"""HTML cut into tags and text in one pass, in time linear in its length whatever the markup looks like.

The standard library's parser takes quadratic time on unfinished comments and tags, which anybody can send.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Final

_NAME: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,60})")
_ATTRIBUTE: Final = re.compile(r"[\s/]*([^\s/>][^\s/>=]*)\s*(=\s*)?")
_UNQUOTED: Final = re.compile(r"[^\s>]*")
_END: Final = re.compile(r"[\s/]*>")
_RAW_TEXT: Final = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "title", "textarea")}
_LONG_NUMBER: Final = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});?")


@dataclass(frozen=True, slots=True)
class Tag:
    name: str
    closing: bool
    attributes: dict[str, str] = field(default_factory=dict)


def tokens(html: str) -> Iterator[Tag | str]:
    """Tags, and the text between them with its character references resolved. Scripts and styles are left out."""
    return _Scanner(html).run()


class _Scanner:
    def __init__(self, html: str) -> None:
        self._html = html
        self._at = 0
        self._absent: set[str] = set()

    def run(self) -> Iterator[Tag | str]:
        while self._at < len(self._html):
            opening = self._find("<")
            end = len(self._html) if opening < 0 else opening
            if end > self._at:
                yield unescape(_LONG_NUMBER.sub("\ufffd", self._html[self._at : end]))
                self._at = end
            elif token := self._markup():
                yield token

    def _find(self, what: str) -> int:
        """Where ``what`` comes next, or -1. What is absent once stays absent, so nobody looks twice."""
        found = -1 if what in self._absent else self._html.find(what, self._at)
        if found < 0:
            self._absent.add(what)
        return found

    def _markup(self) -> Tag | str | None:
        if self._html.startswith("<!--", self._at) and self._skip_past("-->"):
            return None
        if self._html.startswith(("<!", "<?"), self._at) and self._skip_past(">"):
            return None
        match = _NAME.match(self._html, self._at)
        if match is None:
            self._at += 1
            return "<"
        start, self._at = self._at, match.end()
        attributes = self._attributes()
        if attributes is None:
            self._at = len(self._html)
            return self._html[start:]
        tag = Tag(name=match[2].lower(), closing=bool(match[1]), attributes=attributes)
        self._skip_raw_text(tag)
        return tag

    def _skip_past(self, what: str) -> bool:
        found = self._find(what)
        if found >= 0:
            self._at = found + len(what)
        return found >= 0

    def _attributes(self) -> dict[str, str] | None:
        """The attributes up to ``>``, the first of each name; ``None`` when the tag never ends."""
        attributes: dict[str, str] = {}
        while not (end := _END.match(self._html, self._at)):
            match = _ATTRIBUTE.match(self._html, self._at)
            if match is None:
                return None
            self._at = match.end()
            attributes.setdefault(match[1].lower(), self._value() if match[2] else "")
        self._at = end.end()
        return attributes

    def _value(self) -> str:
        quote = self._html[self._at : self._at + 1]
        start = self._at
        if quote and quote in "\"'":
            self._at += 1
            if (end := self._find(quote)) >= 0:
                self._at = end + 1
                return unescape(_LONG_NUMBER.sub("", self._html[start + 1 : end])) if end - start < 1_000 else ""
            self._at = start
        match = _UNQUOTED.match(self._html, self._at)
        self._at = match.end() if match else self._at
        return match[0] if match else ""

    def _skip_raw_text(self, tag: Tag) -> None:
        ending = _RAW_TEXT.get(tag.name)
        if ending and not tag.closing:
            match = ending.search(self._html, self._at)
            self._at = match.start() if match else len(self._html)
