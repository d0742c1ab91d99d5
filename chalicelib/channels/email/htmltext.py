"""HTML to the text a reader would see. Quoted blocks become lines with ``>``, so that one set of rules cuts them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

LONGEST: Final = 2_000_000


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS: Final = _tags(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header "
    "hr li main nav ol p pre section table tbody tfoot thead tr ul"
)
_SPACED: Final = _tags("p h1 h2 h3 h4 h5 h6 ul ol table blockquote pre")
_SILENT: Final = _tags("head style script title template noscript svg math object select textarea")
_VOID: Final = _tags("area base br col embed hr img input link meta param source track wbr")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_QUOTE_STARTS: Final = frozenset({"divRplyFwdMsg", "appendonsend", "mail-editor-reference-message-container"})
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_RULE: Final = "_" * 32
_DEEPEST_QUOTE: Final = 10


def html_to_text(html: str) -> str:
    """Visible text with its line breaks. When hiding leaves nothing, what was hidden is shown."""
    return _render(html[:LONGEST], hiding=True) or _render(html[:LONGEST], hiding=False)


def _render(html: str, *, hiding: bool) -> str:
    page = _Page(hiding=hiding)
    page.feed(html)
    page.close()
    return page.text()


class _Page(HTMLParser):
    def __init__(self, *, hiding: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._hiding = hiding
        self._lines: list[tuple[int, str]] = []
        self._words: list[str] = []
        self._quote_depth = 0
        self._preformatted = 0
        self._silenced_by: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if self._silenced_by:
            if tag == self._silenced_by[0] and tag not in _VOID:
                self._silenced_by.append(tag)
            return
        if self._is_silent(tag, attributes):
            if tag not in _VOID:
                self._silenced_by.append(tag)
            return
        self._open(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if self._silenced_by:
            if tag == self._silenced_by[0]:
                self._silenced_by.pop()
            return
        if tag in _BLOCKS:
            self._break(spaced=tag in _SPACED)
        if tag == "blockquote":
            self._quote_depth = max(0, self._quote_depth - 1)
        elif tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        elif tag in ("td", "th"):
            self._words.append("\t")

    def handle_data(self, data: str) -> None:
        if self._silenced_by:
            return
        if not self._preformatted:
            self._words.append(_SPACES.sub(" ", data))
            return
        first, *rest = data.replace("\r\n", "\n").split("\n")
        self._words.append(first)
        for line in rest:
            self._flush(keep_empty=True)
            self._words.append(line)

    def text(self) -> str:
        self._break(spaced=False)
        lines = [(">" * depth + " " + line if depth else line).rstrip() for depth, line in self._lines]
        return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n")

    def _is_silent(self, tag: str, attributes: dict[str, str | None]) -> bool:
        if tag in _SILENT:
            return True
        return self._hiding and ("hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None)

    def _open(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "br":
            self._flush(keep_empty=True)
        elif tag in _BLOCKS:
            self._break(spaced=tag in _SPACED)
        if tag == "blockquote":
            self._quote_depth = min(_DEEPEST_QUOTE, self._quote_depth + 1)
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "hr" or attributes.get("id") in _QUOTE_STARTS:
            self._lines.append((self._quote_depth, _RULE))
        elif tag == "li":
            self._words.append("- ")

    def _break(self, *, spaced: bool) -> None:
        self._flush(keep_empty=False)
        if spaced and self._lines and self._lines[-1][1]:
            self._lines.append((self._quote_depth, ""))

    def _flush(self, *, keep_empty: bool) -> None:
        line = "".join(self._words)
        if not self._preformatted:
            line = line.strip(" \t\r\n")
        self._words.clear()
        if line or keep_empty:
            self._lines.append((self._quote_depth, line))
