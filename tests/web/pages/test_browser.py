"""The pages in a real browser, with scripts switched off: nothing overflows, and the keyboard is enough."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from chalicelib.channels.forms import read_form
from chalicelib.web.pages import Language, content_security_policy

from .gallery import every_page

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (360, 1280)
PAGES = {f"/{language}/{name}": html for language in Language for name, html in every_page(language)}


class Site(BaseHTTPRequestHandler):
    """Serves the gallery under its real policy and keeps what is posted."""

    posted: ClassVar[list[dict[str, list[str]]]] = []

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self._send(PAGES.get(path, ""), status=200 if path in PAGES else 404)

    def do_POST(self) -> None:
        form = read_form(self.rfile.read(int(self.headers["Content-Length"])), self.headers["Content-Type"])
        self.posted.append({each.name: [form.text(each.name)] for each in form.fields if each.file_name is None})
        self._send(PAGES["/en/received"], status=200)

    def _send(self, html: str, *, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", content_security_policy())
        self.end_headers()
        self.wfile.write(html.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Quiet."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM or not Path(CHROMIUM).exists():
        pytest.skip("chromium is not installed (set CHROMIUM to its executable)")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield launched
        launched.close()


def opened(browser: Any, *, width: int) -> Any:
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    return context.new_page()


def type_through(page: Any, *, tabs_and_words: list[str | None]) -> None:
    """Tab from field to field; type where there is something to type."""
    for words in tabs_and_words:
        page.keyboard.press("Tab")
        if words:
            page.keyboard.insert_text(words)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_screen(browser: Any, site: str, width: int) -> None:
    page = opened(browser, width=width)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for path in PAGES:
        page.goto(site + path)
        size = page.evaluate(
            "({wide: document.documentElement.scrollWidth, ground: getComputedStyle(document.body).backgroundColor})"
        )
        assert size["wide"] <= width, path
        assert size["ground"] == "rgb(237, 242, 240)", f"{path}: the policy refused the stylesheet"
    assert not [text for text in complaints if "Content Security Policy" in text]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_form_is_filled_and_sent_by_keyboard_alone(browser: Any, site: str, width: int) -> None:
    page = opened(browser, width=width)
    page.goto(f"{site}/en/form")
    Site.posted.clear()
    skip_link_and_languages: list[str | None] = [None] * 4
    fields = ["Two cups broken", "Cups", "lin@example.com", "13812345678", "Lin"]
    type_through(page, tabs_and_words=[*skip_link_and_languages, *fields, None])
    page.keyboard.press("J")
    file_input_and_button: list[str | None] = [None, None]
    type_through(page, tabs_and_words=["2891", *file_input_and_button])
    page.keyboard.press("Enter")
    page.wait_for_selector("text=We have your complaint")
    (sent,) = Site.posted
    assert sent == {
        "text": ["Two cups broken"],
        "subject": ["Cups"],
        "email": ["lin@example.com"],
        "phone": ["13812345678"],
        "name": ["Lin"],
        "order_platform": ["jd"],
        "order_number": ["2891"],
        "website": [""],
        "submission_id": ["s1"],
        "language": ["en"],
    }


def test_the_survey_is_answered_by_keyboard_alone(browser: Any, site: str) -> None:
    page = opened(browser, width=360)
    page.goto(f"{site}/zh-Hans/survey")
    Site.posted.clear()
    type_through(page, tabs_and_words=[None] * 5)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    type_through(page, tabs_and_words=[None])
    page.keyboard.press("Space")
    type_through(page, tabs_and_words=["快一点", None])
    page.keyboard.press("Enter")
    page.wait_for_selector("text=We have your complaint")
    assert Site.posted == [{"score": ["2"], "solved": ["yes"], "text": ["快一点"]}]


def test_touch_targets_are_large(browser: Any, site: str) -> None:
    page = opened(browser, width=360)
    page.goto(f"{site}/en/survey")
    for target in page.locator(".choice label, button, textarea").all():
        assert target.bounding_box()["height"] >= 48


def test_colours_follow_the_visitors_wish(browser: Any, site: str) -> None:
    page = browser.new_context(color_scheme="dark", java_script_enabled=False).new_page()
    page.goto(f"{site}/en/form")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 24, 25)"
