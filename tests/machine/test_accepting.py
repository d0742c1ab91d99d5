"""A supervisor accepts a proposed rule on a telephone, and the next complaint goes by it; they take it back, and the
one after does not. Nothing is deployed or started anew.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest

from chalicelib.model.proposal import Proposal
from infra.local.accounts import SHOP
from infra.local.machine import Machine, Options
from tests.support.proposals import proposal

from .conftest import MakeRunner
from .runner import Runner
from .test_browser import TELEPHONE, Visit, browser, chromium
from .test_desk import complain, link

__all__ = ["browser", "chromium"]
pytestmark = pytest.mark.browser
TEXT = "手机用了两天屏幕就坏了，发票也没有"
NUMBERS = count()


def proposed(data: Path, made: Proposal) -> None:
    """As if a Monday had passed."""
    machine = Machine(Options(data=data, url="http://127.0.0.1:8000"))
    machine.runtime.proposals.replace(None, made)
    machine.close()


def routing(machine: Runner) -> tuple[str, list[str]]:
    """Of a new complaint, of somebody else: the same form sent again is the same complaint."""
    made = complain(machine, TEXT, email=f"rules.{next(NUMBERS)}@customer.example")
    with machine.client("supervisor") as supervisor:
        found = supervisor.complaint(made)
    return found["queue"], found["routing"]["rules"]


def test_what_is_accepted_on_a_telephone_counts_at_once_until_it_is_taken_back(
    browser: Any, make_runner: MakeRunner
) -> None:
    machine = make_runner()
    rule = {"id": "proposal-p1", "when": {"shops": [SHOP], "words": ["发票"]}}
    proposed(machine.data, proposal(rule=rule | {"then": {"queue": "attitude", "reason": "过去都转到这里。"}}))
    machine.start()
    assert routing(machine)[0] != "attitude"
    visit = Visit(browser, TELEPHONE)
    page = visit.page
    page.goto(link(machine, "supervisor"))
    page.click("#insights")
    page.click("summary:has-text('发票')")
    page.fill("#reason-p1", "一直是这样处理的")
    page.click("button:has-text('采纳')")
    page.wait_for_selector(".told:has-text('已采纳')")
    page.wait_for_selector("summary:has-text('过去都转到这里')")
    assert routing(machine) == ("attitude", ["proposal-p1"])
    page.click("summary:has-text('过去都转到这里')")
    page.click("button:has-text('撤回')")
    assert page.locator("#reason-p1:invalid").count() == 1, "why is asked for before anything is sent"
    page.fill("#reason-p1", "现在有专门的组")
    page.click("button:has-text('撤回')")
    page.wait_for_selector(".told:has-text('已撤回')")
    page.wait_for_selector("summary:has-text('过去都转到这里')", state="detached")
    assert page.locator("li:has(time):has-text('现在有专门的组')").count() == 1, "why is kept with the change"
    assert routing(machine)[0] != "attitude"
    visit.check()
