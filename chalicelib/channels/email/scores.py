"""A survey's mail with its five scores to tap. Following one shows the page with that score chosen; only sending the
page counts, because programs that look for dangerous mail follow every link.
"""

from __future__ import annotations

from html import escape
from typing import Final

SCORES: Final = range(1, 6)
_STYLE: Final = (
    "display:inline-block;min-width:44px;padding:10px 0;margin:4px;border:2px solid #1f4e79;border-radius:6px;"
    "color:#1f4e79;background:#ffffff;font-size:18px;text-align:center;text-decoration:none"
)


def with_scores(text: str, *, link: str) -> str:
    """The text as paragraphs; where the link stands, the scores follow it."""
    paragraphs = "".join(_paragraph(part, link=link) for part in text.split("\n\n"))
    return f'<!DOCTYPE html><html><body style="font-family:sans-serif;line-height:1.5">{paragraphs}</body></html>'


def _paragraph(part: str, *, link: str) -> str:
    shown = escape(part).replace(escape(link), f'<a href="{escape(link)}">{escape(link)}</a>').replace("\n", "<br>")
    return f"<p>{shown}</p>" + (f"<p>{_taps(link)}</p>" if link in part else "")


def _taps(link: str) -> str:
    return "".join(
        f'<a href="{escape(link)}?score={score}" style="{_STYLE}" aria-label="{score} / {SCORES[-1]}">{score}</a>'
        for score in SCORES
    )
