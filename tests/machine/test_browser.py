"""A customer's way through the pages in a real browser, on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.pages.test_browser import CHROMIUM, FLAGS

from .client import until
from .runner import Runner

pytestmark = pytest.mark.browser

TELEPHONE = {"width": 375, "height": 667}
DESK = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield launched
        launched.close()


class Visit:
    """A page that keeps what the browser complained about."""

    def __init__(self, browser: Any, viewport: dict[str, int]) -> None:
        self.page = browser.new_context(viewport=viewport, locale="zh-CN").new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))

    def follow(self, selector: str) -> None:
        """Click, and be on the page it leads to: a click alone does not wait for one."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.check()

    def check(self) -> None:
        """Nothing in the console, and nothing wider than the screen."""
        assert self.complaints == [], self.page.url
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"], self.page.url

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)


def test_a_customer_complains_follows_it_and_answers_the_survey(browser: Any, machine: Runner) -> None:
    visit = Visit(browser, TELEPHONE)
    page, address = visit.page, "by.telephone@customer.example"
    page.goto(f"{machine.url}/form")
    visit.check()
    page.fill("textarea[name=text]", "收到的杯子碎了两个，要求补发")
    page.fill("input[name=email]", address)
    visit.follow("button[type=submit]")
    visit.follow("a[href*='/status/']")

    def is_processed() -> bool:
        page.reload()
        return "收到的杯子碎了两个" in page.content()

    until(is_processed, what="the status page to show the complaint")
    visit.check()
    with machine.client("agent") as agent:
        [found] = agent.get(f"/v1/search?email={address}").json["items"]
        path = f"/v1/complaints/{found['id']}"
        agent.done(f"{path}/claim")
        agent.done(f"{path}/replies", {"text": "已为您补发，明天送到。"})
        agent.done(f"{path}/resolve", {"outcome": "replaced"})
        agent.mail_with(address, "/survey/")
    page.reload()
    assert "已为您补发" in page.content()
    visit.check()

    page.goto(f"{machine.url}/local/mail")
    visit.check()
    visit.follow(f"li:has-text('{address}') a")
    visit.follow("a[href*='/survey/']")
    page.click("label[for=score-5]")
    page.click("label[for=solved-yes]")
    page.fill("textarea[name=text]", "很快")
    visit.follow("button[type=submit]")
    with machine.client("agent") as agent:
        assert agent.complaint(found["id"])["survey"]["score"] == 5


@pytest.mark.parametrize("viewport", [TELEPHONE, DESK], ids=["telephone", "desk"])
@pytest.mark.parametrize("path", ["/", "/form", "/docs", "/local/mail", "/status/none", "/survey/none"])
def test_a_page_loads_quietly_and_fits(browser: Any, machine: Runner, path: str, viewport: dict[str, int]) -> None:
    visit = Visit(browser, viewport)
    answer = visit.page.goto(machine.url + path)
    if answer.status == 404:
        visit.complaints = [text for text in visit.complaints if "404" not in text]
    visit.check()
