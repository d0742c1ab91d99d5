"""``feature-matrix``: writes the table of channels into ``docs/channels/README.md``. ``--check`` only compares."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from chalicelib.channels.base import Channel, Features
from chalicelib.channels.registry import CHANNELS, channel

PAGE: Final = Path(__file__).parents[1] / "docs" / "channels" / "README.md"
BEGIN: Final = "<!-- feature matrix: written by tools/feature_matrix.py -->"
END: Final = "<!-- end of feature matrix -->"

_HEAD: Final = (
    "channel",
    "name",
    "comes in by",
    "replies",
    "window",
    "notice",
    "choices",
    "secrets",
    "settings",
    "state",
)


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="feature-matrix", description="Writes the table of channels.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when the table is stale")
    present = PAGE.read_text("utf-8")
    fresh = refreshed(present)
    if parser.parse_args(argv).check:
        return 0 if fresh == present else 1
    PAGE.write_text(fresh, "utf-8")
    return 0


def refreshed(page: str) -> str:
    """The page with the table of today's channels between its two marks. Raises ``ValueError`` without them."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} lacks the marks around the feature matrix")
    return f"{before}{BEGIN}\n\n{matrix()}\n\n{END}{after}"


def matrix() -> str:
    rows = (_HEAD, tuple("---" for _ in _HEAD), *(tuple(_cells(channel(name))) for name in CHANNELS))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(shown: Channel) -> Iterator[str]:
    features = shown.features
    yield f"[{features.title['en']} {features.title['zh']}]({shown.name}.md)"
    yield f"`{shown.name}`"
    yield _way_in(features)
    yield "yes" if features.replies else "no"
    yield _window(features)
    yield "yes" if features.template else "no"
    yield "buttons" if features.choices else "–"
    yield _names(features.secrets)
    yield _names(features.settings)
    yield "experimental" if features.experimental else "ready"


def _way_in(features: Features) -> str:
    if features.polled_every:
        minutes, _ = divmod(features.polled_every, timedelta(minutes=1))
        return f"asking every {minutes} min" if minutes > 1 else "asking every minute"
    return f"webhook: {features.proof}" if features.webhook else "its own way"


def _window(features: Features) -> str:
    told = (
        f"{features.reply_window_hours} h" if features.reply_window_hours else "",
        f"{features.replies_per_window} messages" if features.replies_per_window else "",
    )
    return ", ".join(filter(None, told)) or "–"


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
