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
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def browser(chromium: Any) -> Iterator[Any]:
    """Its pages are closed after each test: an open desk goes on asking the machine."""
    yield chromium
    for context in chromium.contexts:
        context.close()


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
    page.fill("textarea[name=text]", "杯盖也裂了")
    visit.follow("button[type=submit]")
    assert "我们收到了" in page.content()
    page.goto(page.url)

    def is_added() -> bool:
        page.reload()
        return "杯盖也裂了" in page.content()

    until(is_added, what="the status page to show what was added")
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


PNG = b"\x89PNG\r\n\x1a\n" + b"." * 100


def complained_about(machine: Runner, address: str) -> dict[str, Any]:
    """The complaint of whoever left this address."""
    with machine.client("agent") as agent:
        [found] = until(lambda: agent.get(f"/v1/search?email={address}").json["items"], what="the complaint")
        return agent.complaint(found["id"])


def require_file(machine: Runner, complaint: dict[str, Any], data: bytes) -> None:
    """An agent gets the first file by its link, to be saved and not shown."""
    [message, *_] = complaint["messages"]
    assert message["attachments"][0]["content_type"] == "image/png"
    with machine.client("agent") as agent:
        link = agent.get(f"/v1/complaints/{complaint['id']}/messages/{message['id']}/attachments/0").json["url"]
    with machine.client() as anybody:
        given = anybody.get(link)
        assert given.body == data
        assert given.headers["Content-Disposition"].startswith("attachment;")
        assert given.headers["X-Content-Type-Options"] == "nosniff"
        assert anybody.get(link.replace("files/", "raw/")).status == 403
        assert anybody.get(link[:-1] + ("0" if link[-1] != "0" else "1")).status == 403


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_a_picture_is_sent_with_and_without_a_script(browser: Any, machine: Runner, has_script: bool) -> None:
    page = browser.new_context(viewport=TELEPHONE, java_script_enabled=has_script).new_page()
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    address = f"picture.{has_script}@customer.example".lower()
    page.goto(f"{machine.url}/form")
    page.fill("textarea[name=text]", "杯子碎了，见照片")
    page.fill("input[name=email]", address)
    picture = {"name": "cup.html", "mimeType": "text/html", "buffer": PNG}
    page.set_input_files("#files", [picture, {"name": "setup.exe", "mimeType": "image/png", "buffer": b"MZ\x90\x00"}])
    for _ in range(2):  # refused for the program, then sent with the picture that stayed
        with page.expect_navigation():
            page.click("button[type=submit]")
    assert page.locator(".facts .code").count() == 1
    assert (f"{machine.url}/local/objects" in posted) == has_script
    complaint = complained_about(machine, address)
    assert [file["name"] for file in complaint["messages"][0]["attachments"]] == ["cup.html.png"]
    require_file(machine, complaint, PNG)


def test_an_upload_that_fails_goes_the_way_without_a_script(browser: Any, machine: Runner) -> None:
    page = browser.new_context(viewport=TELEPHONE).new_page()
    page.route("**/local/objects", lambda route: route.abort())
    page.goto(f"{machine.url}/form")
    page.fill("textarea[name=text]", "杯子碎了，见照片")
    page.fill("input[name=email]", "blocked@customer.example")
    page.set_input_files("#files", [{"name": "cup.png", "mimeType": "image/png", "buffer": PNG}])
    with page.expect_navigation():
        page.click("button[type=submit]")
    require_file(machine, complained_about(machine, "blocked@customer.example"), PNG)


@pytest.mark.parametrize(("language", "button"), [("zh-Hant", "申訴與建議"), ("en", "Complaints")])
def test_the_widget_is_used_by_keyboard_under_a_strict_policy(
    browser: Any, machine: Runner, language: str, button: str
) -> None:
    visit = Visit(browser, TELEPHONE)
    page, address = visit.page, f"widget.{language}@customer.example".lower()
    page.goto(f"{machine.url}/local/widget?lang={language}")
    opener = page.get_by_role("button", name=button)
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    form = page.frame_locator("dialog iframe")
    form.locator("textarea[name=text]").fill("杯子碎了")
    assert form.locator("html").get_attribute("lang") == language
    form.locator("input[name=email]").fill(address)
    form.locator("input[name=email]").press("Escape")
    dialog.wait_for(state="hidden")
    assert opener.evaluate("element => element === document.activeElement")
    page.keyboard.press("Enter")
    assert form.locator("textarea[name=text]").input_value() == "杯子碎了"
    form.locator("button[type=submit]").press("Enter")
    form.locator("a[target=_blank]").wait_for()
    assert page.context.cookies() == []
    visit.check()
    assert complained_about(machine, address)["channel"] == "form"
