"""Plain text as safe markup in which web addresses can be clicked."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'，。；！？、（）【】《》「」]+")
_CLOSING: Final = ".,;:!?)]}"


def linked(text: str) -> Markup:
    """Only ``http`` and ``https`` become links; everything else stays text."""
    parts: list[Markup] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_CLOSING)
        parts.append(escape(text[end : found.start()]))
        parts.append(Markup('<a href="{0}" rel="noreferrer">{0}</a>').format(address))
        end = found.start() + len(address)
    return Markup("").join([*parts, escape(text[end:])])
