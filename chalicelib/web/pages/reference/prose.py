"""Descriptions in the little Markdown they use: paragraphs, and code between backticks."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

_CODE: Final = re.compile(r"(`+)(.+?)\1")
_PARAGRAPHS: Final = re.compile(r"\n\s*\n")


def inline(text: str) -> Markup:
    parts: list[Markup] = []
    end = 0
    for found in _CODE.finditer(text):
        parts += (escape(text[end : found.start()]), Markup("<code>{}</code>").format(found[2]))
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def paragraphs(text: str) -> Markup:
    blocks = (block.strip() for block in _PARAGRAPHS.split(text))
    return Markup("").join(Markup("<p>{}</p>").format(inline(block)) for block in blocks if block)
