"""An agent's day at the desk page, in a real browser: by mouse and without one, at a desk and on a telephone."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from chalicelib.model.identity import utc_now

from .client import Client, until
from .runner import Runner
from .test_browser import DESK, TELEPHONE, Visit, browser, chromium

__all__ = ["browser", "chromium"]
pytestmark = pytest.mark.browser

MARKUP = "<img src=x onerror=\"document.title='broken'\">屏幕一直闪，要求换一台"


def link(machine: Runner, role: str = "agent", language: str = "zh-Hans") -> str:
    token = json.loads((machine.data / "tokens.json").read_bytes())[role]
    return f"{machine.url}/desk?lang={language}#token={token}"


def complain(machine: Runner, text: str, **customer: str) -> str:
    with machine.client() as anybody:
        return anybody.processed(anybody.complain(text, subject="桌面测试", customer=customer))


def owed_visits(agent: Client) -> set[str]:
    ahead = (utc_now() + timedelta(days=7)).isoformat()
    return {visit["complaint"] for visit in agent.get(f"/v1/visits?due={quote(ahead)}").json["items"]}


def at_complaint(machine: Runner, visit: Visit, complaint: str, **link_options: str) -> Any:
    page = visit.page
    page.goto(link(machine, **link_options))
    page.wait_for_selector("#queues a")
    page.evaluate("id => { location.hash = `#/complaints/${id}` }", complaint)
    page.wait_for_selector("#clocks")
    return page


@pytest.mark.parametrize("viewport", [TELEPHONE, DESK], ids=["telephone", "desk"])
def test_a_complaint_is_claimed_answered_and_resolved(browser: Any, machine: Runner, viewport: dict[str, int]) -> None:
    address = f"desk.{viewport['width']}@customer.example"
    complaint = complain(machine, MARKUP, email=address)
    visit = Visit(browser, viewport)
    page = at_complaint(machine, visit, complaint)
    assert "token=" not in page.url
    assert page.locator(".said").first.inner_text() == MARKUP
    assert page.title() != "broken"
    assert page.locator("mark").count() > 0
    assert page.locator(".clocks time.countdown").count() >= 3
    page.click("#claim")
    page.wait_for_selector("form#reply")
    page.fill("#text-reply", "您好，马上为您换一台。")
    page.click("form#reply button")
    page.wait_for_selector("form#reply .notice li")
    page.click("form#reply button")
    page.wait_for_selector(".told")
    page.wait_for_selector(".talk .outbound:has-text('马上为您换一台')")
    page.click("summary:has-text('解决')")
    page.select_option("select[name=outcome]", "exchanged")
    page.click("form#resolve button")
    page.wait_for_selector("form#reopen", state="attached")
    visit.check()
    with machine.client("agent") as agent:
        found = agent.complaint(complaint)
        assert (found["status"], found["resolution"]["outcome"]) == ("resolved", "exchanged")
        assert agent.mail_with(address, "马上为您换一台")


def test_signing_in_and_claiming_the_next_one_need_no_mouse(browser: Any, machine: Runner) -> None:
    complaint = complain(machine, "快递三天没动了，打电话没人接", email="keys@customer.example")
    with machine.client("agent") as agent:
        queue = agent.complaint(complaint)["queue"]
    visit = Visit(browser, DESK)
    page = visit.page
    page.goto(f"{machine.url}/desk#/queues/{queue}")
    token = json.loads((machine.data / "tokens.json").read_bytes())["agent"]
    page.wait_for_selector(".sign-in input")
    page.keyboard.insert_text(token)
    page.keyboard.press("Enter")
    page.wait_for_selector("#claim-next")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "claim-next":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("form#reply")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    visit.check()


def test_an_answer_is_checked_and_sent_without_a_mouse(browser: Any, machine: Runner) -> None:
    complaint = complain(machine, "水壶漏水，要求换货", email="keyboard@customer.example")
    page = at_complaint(machine, Visit(browser, DESK), complaint)
    page.focus("#claim")
    page.keyboard.press("Enter")
    page.wait_for_selector("form#reply")
    page.wait_for_function("document.activeElement.tagName === 'H1'")
    page.focus("#text-reply")
    page.keyboard.insert_text("您好，马上为您换一台。")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("form#reply .notice li")
    page.wait_for_selector("form#reply button:not([aria-busy])")
    page.keyboard.press("Enter")
    page.wait_for_selector(".talk .outbound:has-text('马上为您换一台')")
    assert page.evaluate("document.activeElement.dataset.key") == "reply-go"


def test_somebody_elses_complaint_names_the_holder_and_a_lost_race_shows_the_present(
    browser: Any, machine: Runner
) -> None:
    complaint = complain(machine, "杯子碎了两个", email="race@customer.example")
    visit = Visit(browser, DESK)
    page = at_complaint(machine, visit, complaint)
    with machine.agent("agent-he") as other:
        other.done(f"/v1/complaints/{complaint}/claim")
    page.click("#claim")
    page.wait_for_selector(".failed")
    page.wait_for_selector(".actions .notice:has-text('agent-he')")
    assert page.locator("form#reply").count() == 0


def test_a_template_is_filled_and_cannot_be_sent_with_its_blanks(browser: Any, machine: Runner) -> None:
    complaint = complain(machine, "收到的耳机左边没有声音，要求换货", email="template@customer.example")
    page = at_complaint(machine, Visit(browser, DESK), complaint)
    page.click("#claim")
    page.wait_for_selector("select[name=template] option:nth-child(2)", state="attached")
    page.select_option("select[name=template]", "fault_return_exchange")
    assert complaint in page.input_value("#text-reply")
    page.click("form#reply button")
    page.wait_for_selector("form#reply .notice:has-text('故障现象')")
    assert page.locator(".talk .outbound").count() == 0
    page.click("summary:has-text('快捷操作')")
    page.select_option("select[name=macro]", "ask_for_photos")
    page.click("form#macro button")
    page.wait_for_selector(".talk .outbound:has-text('照片各一张')")


def test_a_supervisor_gives_it_to_somebody_and_sees_what_is_at_risk(browser: Any, machine: Runner) -> None:
    complaint = complain(machine, "充电器起火，差点烧到手", email="risk@customer.example")
    with machine.agent("agent-he") as other:
        other.done("/v1/agents/me/heartbeat")
    visit = Visit(browser, DESK)
    page = at_complaint(machine, visit, complaint, role="supervisor", language="en")
    page.click("summary:has-text('Give it to somebody')")
    page.wait_for_selector("#agent-assign option[value=agent-he]", state="attached")
    page.select_option("#agent-assign", "agent-he")
    page.fill("#reason-assign", "she knows it")
    page.click("form#assign button")
    page.wait_for_selector(".told")
    page.wait_for_selector(".actions .notice:has-text('agent-he')")
    page.click("#at-risk")
    page.wait_for_selector(".rows a, .empty")
    page.click("#mentions")
    page.wait_for_selector(".empty")
    visit.check()


@pytest.mark.parametrize("viewport", [TELEPHONE, DESK], ids=["telephone", "desk"])
def test_a_customer_is_called_and_tells_of_a_new_problem(
    browser: Any, machine: Runner, viewport: dict[str, int]
) -> None:
    complaint = complain(machine, "水壶漏电，孩子的手被电到了", phone=f"+86138{viewport['width']:08}")
    with machine.client("agent") as agent:
        agent.done(f"/v1/complaints/{complaint}/claim")
        agent.done(f"/v1/complaints/{complaint}/resolve", {"outcome": "exchanged", "text": ""})
        until(lambda: complaint in owed_visits(agent), what="a visit, as for every accident")
    visit = Visit(browser, viewport)
    page = visit.page
    page.goto(link(machine))
    page.click("#visits")
    page.wait_for_selector(".visits, .empty")
    page.check("#visits-ahead")
    called = page.locator(f".visits > li:has-text('{complaint}')")
    called.locator("summary").click()
    called.locator("ol.script li").first.wait_for()
    called.locator("select").select_option("new_problem")
    called.locator("textarea").fill("新换的也漏")
    called.locator("form button").click()
    page.wait_for_selector(".told")
    visit.check()
    with machine.client("agent") as agent:
        assert agent.complaint(complaint)["status"] not in ("resolved", "closed")


def test_what_was_typed_survives_a_reload(browser: Any, machine: Runner) -> None:
    complaint = complain(machine, "尺码发错了，要求换货", email="draft@customer.example")
    page = at_complaint(machine, Visit(browser, DESK), complaint)
    page.click("#claim")
    page.wait_for_selector("form#reply")
    page.fill("#text-reply", "写到一半")
    page.reload()
    page.wait_for_selector("form#reply")
    assert page.input_value("#text-reply") == "写到一半"


@pytest.mark.parametrize(("language", "word"), [("zh-Hans", "队列"), ("zh-Hant", "佇列"), ("en", "Queues")])
def test_the_desk_speaks_three_languages(browser: Any, machine: Runner, language: str, word: str) -> None:
    visit = Visit(browser, DESK)
    visit.page.goto(link(machine, "supervisor", language))
    visit.page.wait_for_selector("#queues a")
    assert word in visit.page.inner_text("#side")
    visit.check()


def test_a_supervisor_opens_the_report_of_a_month(browser: Any, machine: Runner) -> None:
    visit = Visit(browser, DESK)
    page = visit.page
    page.goto(link(machine, "supervisor", "en"))
    page.wait_for_selector("#queues a")
    page.click("#report-link")
    page.wait_for_selector("form#report")
    with page.expect_popup() as opening:
        page.click("form#report button")
    report = opening.value
    report.wait_for_selector("h2#tables")
    assert report.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(237, 242, 240)"
    assert "blob:" in report.url
    visit.check()


def test_agents_are_not_offered_the_report(browser: Any, machine: Runner) -> None:
    page = Visit(browser, DESK).page
    page.goto(link(machine))
    page.wait_for_selector("#queues a")
    assert page.locator("#report-link").count() == 0


def test_a_wrong_token_is_said(browser: Any, machine: Runner) -> None:
    page = Visit(browser, TELEPHONE).page
    page.goto(f"{machine.url}/desk#token=wrong")
    page.wait_for_selector(".sign-in")
    page.wait_for_selector(".failed")


def test_an_auditor_looks_and_cannot_act(browser: Any, machine: Runner) -> None:
    complaint = complain(machine, "耳机没有声音", email="audit@customer.example")
    issued = machine.command("token", "--role", "auditor", "--subject", "auditor-song")
    page = Visit(browser, DESK).page
    page.goto(f"{machine.url}/desk#token={issued.stdout.strip()}")
    page.wait_for_selector("#queues a")
    page.evaluate("id => { location.hash = `#/complaints/${id}` }", complaint)
    page.wait_for_selector("#clocks")
    assert page.locator("#actions, #claim, #claim-next").count() == 0


def test_a_search_finds_by_a_whole_number_and_says_when_it_finds_nothing(browser: Any, machine: Runner) -> None:
    complaint = complain(machine, "裤子破了", email="found@customer.example")
    visit = Visit(browser, DESK)
    page = visit.page
    page.goto(link(machine, language="en"))
    page.wait_for_selector("#queues a")
    page.select_option("select[name=kind]", "email")
    page.fill("input[name=value]", "found@customer.example")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".rows a[href='#/complaints/{complaint}']")
    page.fill("input[name=value]", "nobody@customer.example")
    page.keyboard.press("Enter")
    page.wait_for_selector(".empty")
    visit.check()


RISE = {
    "id": "r1", "text": "批次 B1：12 起，平时约 1.2 起", "is_over": False,
    "first_day": "2026-11-11", "last_day": "2026-11-12",
    "examples": [{"complaint": "c1", "text": MARKUP}],
}  # fmt: skip
PROPOSED = {
    "id": "p1", "version": 3, "kind": "route", "text": "文中有“发票”", "source": "quality", "target": "policy",
    "evidence": {"seen": 10, "hits": 9, "others_seen": 8, "others_hits": 0, "examples": ["c1"]},
    "effect": {"tried": 18, "changed": 10, "right": 9, "wrong": 1},
    "rule": {"id": "proposal-p1", "when": {"words": ["发票"]}},
    "term": None, "state": "open", "reason": "",
}  # fmt: skip
ASKED: dict[str, Any] = {"queue": "policy", "severity": None, "skills": [], "tags": [], "since": None, "until": None}
BY = {"proposal": "p2", "by": "supervisor-1", "at": "2026-11-20T02:00:00Z", "reason": "价保归政策组"}
RULES: dict[str, Any] = {"version": "2026-11-21+1", "items": [
    {"id": "proposal-p2", "text": MARKUP, "when": {"words": ["价保"]}, "in_force": True, "accepted": BY, **ASKED},
    {"id": "policy", "text": "主要是规则和退款问题。", "when": {"categories": ["policy"]}, "in_force": True,
     "accepted": None, **ASKED},
]}  # fmt: skip
CHANGE = {"version": 1, "step": "accepted", "rule": RULES["items"][0], **BY}


def answering(page: Any, path: str, document: Any) -> None:
    page.route(f"**/v1/{path}", lambda route: route.fulfill(json=document))


def test_what_stands_out_is_read_a_proposal_declined_and_a_rule_taken_back_on_a_telephone(
    browser: Any, machine: Runner
) -> None:
    visit, sent = Visit(browser, TELEPHONE), list[Any]()
    page = visit.page
    answering(page, "warnings?*", {"items": [RISE], "next": None})
    accepted = PROPOSED | {"id": "p2", "version": 5, "text": "文中有“价保”", "state": "accepted"}
    answering(page, "proposals?*", {"items": [PROPOSED, accepted], "next": None})
    answering(page, "rules", RULES)
    answering(page, "rules/changes?*", {"items": [CHANGE], "next": None})
    for decision in ("p1/decline", "p2/retire"):
        answering(page, f"proposals/{decision}", PROPOSED)
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.goto(link(machine, "supervisor"))
    page.wait_for_selector("#queues a")
    page.click("#insights")
    page.wait_for_selector("pre.text:has-text('周报')")
    assert page.locator("text=批次 B1").count() == 1
    assert page.title() != "broken"
    page.click("summary:has-text('发票')")
    assert page.locator("details[open] a[href='#/complaints/c1']").count() == 1
    page.fill("#reason-p1", "本月先培训")
    page.click("button:has-text('拒绝')")
    page.wait_for_selector(".told:has-text('已拒绝')")
    assert page.locator("button:has-text('撤回')").count() == 1, "only what somebody accepted is taken back"
    page.locator("details", has_text="价保归政策组").locator("summary").click()
    page.fill("#reason-p2", "现在有专门的组")
    page.click("button:has-text('撤回')")
    page.wait_for_selector(".told:has-text('已撤回')")
    requests = [one for one in sent if "proposals" in one.url]
    assert [(one.post_data_json, one.headers["if-match"]) for one in requests] == [
        ({"reason": "本月先培训"}, '"3"'),
        ({"reason": "现在有专门的组"}, '"5"'),
    ]
    assert page.locator("text=价保归政策组").count() == 2, "with the rule, and with its change"
    visit.check()


def test_a_number_that_leads_nowhere_is_said_in_words_and_has_a_way_back(browser: Any, machine: Runner) -> None:
    page = Visit(browser, TELEPHONE).page
    page.goto(link(machine))
    page.wait_for_selector("#queues [aria-current]")
    page.evaluate("location.hash = '#/complaints/c0000000000000000000'")
    page.wait_for_selector(".failed:has-text('没有找到')")
    page.click(".complaint a")
    page.wait_for_selector("#claim-next")


@pytest.mark.parametrize("wanted", ["found@customer.example", "139 1234 5678", "2609180012340005678"])
def test_what_is_looked_for_is_known_by_its_form(browser: Any, machine: Runner, wanted: str) -> None:
    with machine.client() as anybody:
        customer = {"email": "found@customer.example", "phone": "13912345678"}
        anybody.processed(anybody.complain("杯子碎了", customer=customer, order={"number": "2609180012340005678"}))
    page = Visit(browser, DESK).page
    page.goto(link(machine))
    page.wait_for_selector("#queues a")
    page.fill(".search input", wanted)
    page.press(".search input", "Enter")
    page.wait_for_selector(".rows a")


def test_what_may_be_the_same_matter_is_said_and_decided(browser: Any, machine: Runner) -> None:
    first = complain(machine, "收到的台灯不亮，要求换货", email="twice@customer.example")
    second = complain(machine, "台灯的灯罩也是碎的", email="twice@customer.example")
    with machine.client("agent") as agent:
        until(lambda: agent.complaint(second)["cluster"]["suggestions"], what="a suggestion")
    visit = Visit(browser, DESK)
    page = at_complaint(machine, visit, second)
    page.wait_for_selector(f"section[aria-labelledby=matters] a:has-text('{first}')")
    assert "邮箱相同" in page.inner_text("section[aria-labelledby=matters]")
    page.click(f"[data-key='link-{first}']")
    page.wait_for_selector(f"[data-key='link-{first}']", state="detached")
    with machine.client("agent") as agent:
        assert set(agent.complaint(second)["cluster"]["members"]) == {first, second}
    page.click("text=取消关联")
    page.wait_for_selector(f"[data-key='link-{first}']")
    page.click("text=不是同一件")
    page.wait_for_selector("section[aria-labelledby=matters]", state="detached")
    visit.check()


def test_the_history_tells_where_to_and_why(browser: Any, machine: Runner) -> None:
    complaint = complain(machine, "客服一直不理人", email="history@customer.example")
    with machine.client("agent") as agent:
        queue = "policy" if agent.complaint(complaint)["queue"] != "policy" else "quality"
        agent.done(f"/v1/complaints/{complaint}/transfer", {"queue": queue, "reason": "要看退货规则"})
    page = at_complaint(machine, Visit(browser, DESK), complaint)
    page.click(".history summary")
    assert "要看退货规则" in page.inner_text(".history")
