"""The form page: for people, without JavaScript, in their language."""

from __future__ import annotations

import re
from typing import Final

import pytest

from chalicelib.model.errors import Upstream
from tests.support.world import World

from .accounts import change_account
from .api import Answer, Api, covers
from .scenes import TEXT

ENTRY: Final = {"text": TEXT, "subject": "屏幕", "email": "wang@customer.example", "submission_id": "f1", "website": ""}


@pytest.fixture(autouse=True)
def patient_with_nobody(world: World) -> None:
    """How long a form takes to fill in is for ``test_form_guard``."""
    change_account(world, fill_seconds="0")


def hidden(page: Answer, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page.text)
    assert found
    return found[1]


def require_a_safe_page(page: Answer) -> None:
    """What every page of the form promises, errors included: no script but our own."""
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = dict(directive.split(" ", 1) for directive in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy.get("script-src", "'self'") == "'self'"
    assert policy.get("connect-src", "'self' https://objects.example") == "'self' https://objects.example"
    assert policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"


@covers("get_form")
def test_the_form_is_a_page_in_the_visitors_language(api: Api) -> None:
    page = api.get("/form", Accept_Language="zh-CN,en;q=0.5")
    assert page.status == 200
    require_a_safe_page(page)
    assert '<html lang="zh-Hans"' in page.text
    assert '<html lang="zh-Hant"' in api.get("/form?lang=zh-Hant", Accept_Language="zh-CN").text
    assert '<html lang="en"' in api.get("/form").text


@covers("get_form")
def test_each_form_has_a_submission_of_its_own(api: Api) -> None:
    assert hidden(api.get("/form"), "submission_id") != hidden(api.get("/form"), "submission_id")


@covers("get_form", "post_form", "get_status")
def test_a_sent_form_becomes_a_complaint(api: Api, world: World) -> None:
    values = {**ENTRY, "submission_id": hidden(api.get("/form"), "submission_id"), "language": "zh-Hans"}
    page = api.submit("/form", values)
    assert page.status == 200
    require_a_safe_page(page)
    assert '<html lang="zh-Hans"' in page.text
    [outcome] = world.process_queue()
    complaint = world.complaint(outcome.complaint)
    assert (complaint.messages[0].text, complaint.subject) == (TEXT, "屏幕")
    assert complaint.customer.email == "wang@customer.example"
    link = re.search(r'href="https://huiyin.example(/status/[^"]+)"', page.text)
    assert link
    assert api.get(link[1], Accept="application/json").json["complaint"] == complaint.id


@covers("post_form")
def test_a_double_click_is_one_complaint(api: Api, world: World) -> None:
    first, second = api.submit("/form", ENTRY), api.submit("/form", ENTRY)
    assert first.body == second.body
    assert [outcome.is_new for outcome in world.process_queue()] == [True, False]


@covers("post_form")
def test_two_forms_with_the_same_words_are_not_mixed_up(api: Api, world: World) -> None:
    api.submit("/form", ENTRY)
    api.submit("/form", {**ENTRY, "submission_id": "f2", "email": "li@customer.example"})
    assert len({outcome.complaint for outcome in world.process_queue()}) == 2


@covers("post_form")
def test_a_machine_hears_thanks_and_is_not_heard(api: Api, world: World) -> None:
    human = api.submit("/form", ENTRY)
    world.intake.take()
    machine = api.submit("/form", {**ENTRY, "submission_id": "f2", "website": "https://spam.example"})
    assert (machine.status, machine.headers) == (human.status, human.headers)
    assert re.sub(r"[\w.-]{40,}", "", machine.text) == re.sub(r"[\w.-]{40,}", "", human.text)
    assert world.intake.take() == []
    assert world.objects.kept == {}


@covers("post_form")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"text": " "}, "text"), ({"email": "no"}, "email"), ({"phone": "no"}, "phone"), ({"name": "x" * 81}, "name")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_field_is_shown_with_everything_typed(
    api: Api, world: World, wrong: dict[str, str], field: str
) -> None:
    page = api.submit("/form", {**ENTRY, **wrong, "order_number": "A-7"})
    assert page.status == 422
    require_a_safe_page(page)
    content = page.text.partition("</style>")[2]
    assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', content)
    assert content.count('aria-invalid="true"') == 1
    assert 'value="A-7"' in page.text
    assert hidden(page, "submission_id") == "f1"
    assert world.intake.take() == []


@covers("post_form")
def test_what_is_typed_is_shown_as_text(api: Api) -> None:
    page = api.submit("/form", {**ENTRY, "email": "<script>alert(1)</script>"})
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text


@covers("post_form")
@pytest.mark.parametrize(
    ("path", "values", "status"),
    [
        ("/form?shop=nowhere", ENTRY, 422),
        ("/form", {**ENTRY, **{f"field{number}": "" for number in range(70)}}, 422),
        ("/form", {**ENTRY, "text": "x" * 4_600_000}, 413),
    ],
    ids=["unknown-shop", "many-fields", "large"],
)
def test_people_get_a_page_for_every_error(
    api: Api, world: World, path: str, values: dict[str, str], status: int
) -> None:
    page = api.submit(path, values)
    assert page.status == status
    require_a_safe_page(page)
    assert world.intake.take() == []
    assert api.submit(path, values, Accept="application/json").media_type == "application/problem+json"


@covers("post_form")
def test_a_form_is_not_thanked_for_that_was_not_kept(api: Api, world: World) -> None:
    world.intake.failure = Upstream("the queue did not take the message")
    page = api.submit("/form", ENTRY)
    assert page.status == 503
    require_a_safe_page(page)
    world.intake.failure = None
    assert api.submit("/form", ENTRY).status == 200
    assert len(world.intake.take()) == 1


@covers("post_form")
def test_going_back_and_sending_other_words_is_another_complaint(api: Api, world: World) -> None:
    api.submit("/form", ENTRY)
    assert api.submit("/form", {**ENTRY, "text": TEXT + "！"}).status == 200
    assert len({outcome.message for outcome in world.process_queue()}) == 2


@covers("post_form")
def test_bytes_that_are_no_text_do_not_stop_the_form(api: Api, world: World) -> None:
    body = b"submission_id=f1&text=" + "质量差".encode("gb18030")
    assert api.call("POST", "/form", body, Content_Type="application/x-www-form-urlencoded").status == 200
    assert len(world.process_queue()) == 1
