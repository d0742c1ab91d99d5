"""A page as PDF, printed by Chromium: what is on paper is what the browser shows (docs/decisions/0015)."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from .searchable import searchable

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_NO_PLAYWRIGHT: Final = "playwright is not installed: .venv/bin/pip install --requirement requirements-dev.txt"
_NO_BROWSER: Final = """\
no Chromium to print with. Install one, or name yours by CHROMIUM=/path/to/it:
  on Debian and Ubuntu   apt-get install chromium fonts-noto-cjk
  elsewhere              .venv/bin/playwright install chromium
A report that ends in .html needs none: print it from any browser."""
_NO_FONT: Final = """\
no font here knows {language}, so its words would be empty boxes. Install one:
  on Debian and Ubuntu   apt-get install fonts-noto-cjk"""


class CannotPrint(Exception):
    """Something is missing on this machine; says what to install."""


def printed(html: str, *, language: str) -> bytes:
    """A tagged PDF with an outline. Nothing is fetched and no script runs. Raises ``CannotPrint``."""
    require_font(language)
    with _browser() as browser:
        page = browser.new_context(java_script_enabled=False, offline=True).new_page()
        page.set_content(html, wait_until="load")
        return searchable(page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True))


def chromium() -> str | None:
    """Where a browser of this machine is; without one playwright looks for its own."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def require_font(language: str) -> None:
    """As far as this machine can tell. Raises ``CannotPrint``."""
    fonts = shutil.which("fc-list")
    if fonts and not subprocess.run([fonts, f":lang={_LANGUAGES[language]}"], capture_output=True, check=True).stdout:
        raise CannotPrint(_NO_FONT.format(language=language))


_LANGUAGES: Final = {"zh-Hans": "zh-cn", "zh-Hant": "zh-tw", "en": "en"}
"""As fontconfig names them."""


@contextmanager
def _browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise CannotPrint(_NO_PLAYWRIGHT) from error
    with sync_playwright() as started:
        try:
            launched = started.chromium.launch(executable_path=chromium())
        except Error as error:
            raise CannotPrint(_NO_BROWSER) from error
        yield launched
        launched.close()
