"""Templates: in every language, filled from what is known, with blanks for the rest."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from chalicelib.drafting.filling import drafts, filled_in, spoken
from chalicelib.drafting.templates import FIELD, TemplateBook, template_book
from chalicelib.model.assessment import Category
from chalicelib.model.complaint import Complaint
from chalicelib.model.entitlement import EntitlementDeadline, EntitlementRecord
from chalicelib.routing.titles import LANGUAGES, Language
from chalicelib.understanding.language import detect
from tests.support.world import World

RECORD = EntitlementRecord(
    facts={},
    entitled=("return_refund", "exchange"),
    payer="merchant",
    evidence=("order",),
    deadlines=(
        EntitlementDeadline(
            what="return_for_quality", by="consumer", nominal="2026-11-28", effective="2026-11-30", rule="CN-E"
        ),
    ),
)


@pytest.fixture
def world(tmp_path: Path) -> Any:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def complaint(world: World) -> Complaint:
    return world.complain(customer={"name": "王建国", "email": "wang@customer.example"})


def test_three_for_each_category_in_three_languages() -> None:
    templates = template_book().templates
    for category in (Category.QUALITY, Category.LOGISTICS, Category.POLICY, Category.ATTITUDE):
        assert sum(one.category is category for one in templates) >= 3
    for one in templates:
        for language in LANGUAGES:
            plain = FIELD.sub("", one.texts[language])
            assert detect(plain) == language, (one.id, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_says_the_same_in_every_language(language: Language) -> None:
    for one in template_book().templates:
        assert set(FIELD.findall(one.texts[language])) == set(FIELD.findall(one.texts["zh-Hans"])), one.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_unfilled_but_named_blanks(complaint: Complaint, language: Language) -> None:
    for draft in drafts(complaint, agent="林晓", language=language):
        assert not FIELD.search(draft.text)
        assert set(re.findall("【[^】]+】", draft.text)) == set(draft.blanks)
        assert complaint.id in draft.text
        assert "王建国" in draft.text


def test_what_is_owed_comes_first_with_its_date_and_its_remedies(complaint: Complaint) -> None:
    owed = complaint.model_copy(update={"entitlements": RECORD})
    first = drafts(owed, agent="林晓", language="zh-Hans")[0]
    assert first.template == "fault_return_exchange"
    assert "2026-11-30" in first.text
    assert "退货退款或换货" in first.text
    english = drafts(owed, agent="Lin", language="en")[0]
    assert "return and refund or exchange" in english.text


def test_without_a_name_nobody_is_called_by_one(world: World) -> None:
    nameless = world.complain(customer={"email": "x@customer.example"})
    assert drafts(nameless, agent="林晓", language="zh-Hans")[0].text.startswith("您好。")


def test_the_category_decides_where_nothing_is_owed(complaint: Complaint) -> None:
    changed = complaint.classification.model_copy(update={"primary": Category.LOGISTICS})
    moved = complaint.model_copy(update={"classification": changed, "entitlements": None})
    first, second, third, *_ = drafts(moved, agent="林晓", language="en")
    book = {one.id: one.category for one in template_book().templates}
    assert {book[one.template] for one in (first, second, third)} == {Category.LOGISTICS}


def test_a_customers_brace_is_text(complaint: Complaint) -> None:
    cunning = complaint.customer.model_copy(update={"name": "{remedies}"})
    filled = filled_in(
        dict.fromkeys(LANGUAGES, "{greeting}"),
        complaint.model_copy(update={"customer": cunning}),
        agent="林晓",
        language="en",
    )
    assert filled.text == "Hello {remedies}."


@pytest.mark.parametrize(("tag", "language"), [("zh-TW", "zh-Hant"), ("zh-Hans", "zh-Hans"), ("ms", "en")])
def test_who_speaks_what_we_do_not_write_is_answered_in_english(complaint: Complaint, tag: str, language: str) -> None:
    assert spoken(complaint.model_copy(update={"language": tag})) == language


def test_a_field_without_a_name_is_refused() -> None:
    book = template_book().model_dump()
    book["templates"][0]["texts"]["en"] += " {weather}"
    with pytest.raises(ValidationError, match="there is no field 'weather'"):
        TemplateBook.model_validate(book)
