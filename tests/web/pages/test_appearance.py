"""Colours that can be read: WCAG 2.2 contrast, in light and dark."""

from __future__ import annotations

import re

import pytest

from chalicelib.web.pages.rendering import stylesheet

_BLOCK = r":root \{\s*(?:color-scheme: light dark;)?\s*(--paper.*?)\}"
LIGHT, DARK = (
    dict(re.findall(r"--(\w[\w-]*): (#\w{6})", block)) for block in re.findall(_BLOCK, stylesheet(), re.DOTALL)
)
TEXT_ON = [
    (text, ground)
    for ground in ("paper", "sheet", "wash", "blush")
    for text in ("ink", "soft", "tide", "seal")
    if (text, ground) not in {("tide", "blush")}
]


def luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read(colours: dict[str, str]) -> None:
    for text, ground in [*TEXT_ON, ("on-tide", "tide")]:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_fields_and_focus_can_be_seen(colours: dict[str, str]) -> None:
    for edge, ground in (("line", "paper"), ("line", "sheet"), ("seal", "paper"), ("seal", "sheet")):
        assert contrast(colours[edge], colours[ground]) >= 3, (edge, ground)


def test_focus_is_never_hidden() -> None:
    hidden = re.findall(r"([^{}]+)\{[^{}]*outline: (?:0|none)", stylesheet())
    assert [selector.strip() for selector in hidden] == [".choice input:focus-visible"]
    assert ".choice input:focus-visible + label { outline: 3px" in stylesheet()


def test_what_charts_draw_can_be_seen() -> None:
    fills = r"\.(s\d) \{ fill: (?:var\(--(\w+)\)|(#\w{6})); \}"
    dark = re.search(r"@media screen and \(prefers-color-scheme: dark\) \{(.*)\}", stylesheet())
    assert dark
    drawn = {kind: name or colour for kind, name, colour in re.findall(fills, stylesheet().replace(dark[0], ""))}
    again = drawn | {kind: name or colour for kind, name, colour in re.findall(fills, dark[1])}
    assert len(drawn) == 5
    for colours, used in ((LIGHT, drawn), (DARK, again)):
        for kind, colour in used.items():
            assert contrast(colours.get(colour, colour), colours["paper"]) >= 3, kind
        assert len(set(used.values())) == len(used)
