"""What a check finds, and what it lets pass."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.drafting.checking import blanks, checked
from chalicelib.drafting.filling import drafts
from chalicelib.model.complaint import Complaint
from chalicelib.routing.titles import LANGUAGES, Language
from tests.support.world import World

from .test_templates import RECORD


@pytest.fixture(scope="module")
def complaint(tmp_path_factory: pytest.TempPathFactory) -> Any:
    world = World(tmp_path_factory.mktemp("checking"))
    yield world.complain(customer={"name": "王建国", "email": "wang@customer.example"})
    world.close()


def codes(text: str, complaint: Complaint) -> set[str]:
    return {one.code for one in checked(text, complaint, language="zh-Hans")}


def good(complaint: Complaint) -> str:
    return f"您好，王建国。手机屏幕坏了，给您添麻烦了。我们为您换货，编号{complaint.id}。"


def test_a_good_answer_passes(complaint: Complaint) -> None:
    assert codes(good(complaint), complaint) == set()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("我们保证没有问题。", "forbidden"),
        ("这个不归我们管。", "forbidden"),
        ("请填写【退货地址】。", "blank"),
        ("请打 13800138000 找小李。", "personal"),
        ("赔您 50 元。", "amount"),
        ("我們會儘快處理這個問題。", "mixed"),
    ],
)
def test_what_must_not_be_said_is_found(complaint: Complaint, said: str, code: str) -> None:
    assert codes(good(complaint) + said, complaint) == {code}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("手机屏幕坏了，给您添麻烦了，我们换货。编号{id}。", "greeting"),
        ("您好，王建国。我们为您换货，编号{id}。", "empathy"),
        ("您好，王建国。给您添麻烦了，我们为您换货。", "case_number"),
        ("Hello Mr Wang. I am sorry. We send you another one. Case {id}.", "language"),
    ],
)
def test_what_is_missing_is_found(complaint: Complaint, text: str, code: str) -> None:
    assert codes(text.format(id=complaint.id), complaint) == {code}


@pytest.mark.parametrize(("day", "found"), [("2026-11-30", set()), ("11月30日", set()), ("月底", {"deadline"})])
def test_a_deadline_of_the_customer_is_said(complaint: Complaint, day: str, found: set[str]) -> None:
    owed = complaint.model_copy(update={"entitlements": RECORD})
    assert codes(good(complaint) + f"请在{day}前选择。", owed) == found


def test_an_amount_that_a_rule_gave_may_be_said(complaint: Complaint) -> None:
    owed = complaint.model_copy(update={"entitlements": RECORD.model_copy(update={"amounts": {"refund": "50.00"}})})
    assert "amount" not in codes(good(complaint) + "退您 50 元。", owed)
    assert "amount" in codes(good(complaint) + "退您 500 元。", owed)


def test_signatures_in_brackets_are_no_blanks() -> None:
    assert blanks("【京东】您好，请填【退货地址】和【return address】") == ("【退货地址】", "【return address】")


def test_only_a_blank_blocks(complaint: Complaint) -> None:
    findings = checked("保证【原因】", complaint, language="en")
    assert {one.code for one in findings if one.blocks} == {"blank"}
    assert len(findings) > 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_lacks_nothing_but_its_blanks(complaint: Complaint, language: Language) -> None:
    unread = complaint.assessment.model_copy(update={"entities": ()})
    spoken = complaint.model_copy(update={"language": language, "assessment": unread})
    for draft in drafts(spoken, agent="林晓", language=language):
        found = codes(draft.text, spoken)
        assert found <= {"blank"}, (draft.template, found)


@given(text=st.text(max_size=300))
def test_no_text_breaks_the_check(complaint: Complaint, text: str) -> None:
    for language in LANGUAGES:
        assert all(one.says for one in checked(text, complaint, language=language))
