"""HTML to the text a reader would see. Quoted blocks become lines with ``>``, so that one set of rules cuts them."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from .htmltokens import Tag, tokens
from .repairs import Repairs

LONGEST: Final = 10_000_000
MOST_TOKENS: Final = 200_000


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS: Final = _tags(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header "
    "hr li main nav ol p pre section table tbody tfoot thead tr ul"
)
_SPACED: Final = _tags("p h1 h2 h3 h4 h5 h6 ul ol table blockquote pre")
_SILENT: Final = _tags("style script title template noscript svg math object select textarea")
_VOID: Final = _tags("area base br col embed hr img input link meta param source track wbr")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_QUOTE_STARTS: Final = frozenset({"divRplyFwdMsg", "appendonsend", "mail-editor-reference-message-container"})
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_RULE: Final = "_" * 32
_DEEPEST_QUOTE: Final = 10


def html_to_text(html: str, repairs: Repairs) -> str:
    """Visible text with its line breaks. When hiding leaves nothing, what was hidden is shown."""
    return _render(html, repairs, hiding=True) or _render(html, repairs, hiding=False)


def _render(html: str, repairs: Repairs, *, hiding: bool) -> str:
    page = _Page(hiding=hiding)
    source = tokens(html[:LONGEST])
    for token in islice(source, MOST_TOKENS):
        page.take(token)
    if len(html) > LONGEST or next(source, None) is not None:
        repairs.note("only the beginning of a very large HTML text was read")
    return page.text()


class _Page:
    """Collects lines with their quote depth."""

    def __init__(self, *, hiding: bool) -> None:
        self._hiding = hiding
        self._lines: list[tuple[int, str]] = []
        self._words: list[str] = []
        self._quote_depth = 0
        self._preformatted = 0
        self._silent_tag = ""
        self._silent_depth = 0

    def take(self, token: Tag | str) -> None:
        if self._silent_depth:
            self._take_unseen(token)
        elif isinstance(token, str):
            self._write(token)
        elif token.closing:
            self._close(token.name)
        elif self._is_silent(token):
            self._silent_tag, self._silent_depth = token.name, int(token.name not in _VOID)
        else:
            self._open(token)

    def _take_unseen(self, token: Tag | str) -> None:
        if isinstance(token, Tag) and token.name == self._silent_tag:
            self._silent_depth += -1 if token.closing else 1

    def _is_silent(self, tag: Tag) -> bool:
        if tag.name in _SILENT:
            return True
        hidden = "hidden" in tag.attributes or _HIDDEN.search(tag.attributes.get("style", "")) is not None
        return self._hiding and hidden

    def _write(self, text: str) -> None:
        if not self._preformatted:
            self._words.append(_SPACES.sub(" ", text))
            return
        first, *rest = text.replace("\r\n", "\n").split("\n")
        self._words.append(first)
        for line in rest:
            self._flush(keep_empty=True)
            self._words.append(line)

    def _open(self, tag: Tag) -> None:
        if tag.name == "br":
            self._flush(keep_empty=True)
        elif tag.name in _BLOCKS:
            self._break(spaced=tag.name in _SPACED)
        if tag.name == "blockquote":
            self._quote_depth = min(_DEEPEST_QUOTE, self._quote_depth + 1)
        elif tag.name == "pre":
            self._preformatted += 1
        elif tag.name == "hr" or tag.attributes.get("id") in _QUOTE_STARTS:
            self._lines.append((self._quote_depth, _RULE))
        elif tag.name == "li":
            self._words.append("- ")

    def _close(self, name: str) -> None:
        if name == "blockquote":
            self._flush(keep_empty=False)
            self._quote_depth = max(0, self._quote_depth - 1)
        if name in _BLOCKS:
            self._break(spaced=name in _SPACED)
        if name == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        elif name in ("td", "th"):
            self._words.append("\t")

    def text(self) -> str:
        self._break(spaced=False)
        while self._lines and not self._lines[-1][1]:
            self._lines.pop()
        lines = [(">" * depth + " " + line if depth else line).rstrip() for depth, line in self._lines]
        return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n")

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
