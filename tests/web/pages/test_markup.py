"""What every page owes to everyone: language, landmarks, labels, no script, nothing from elsewhere."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import datetime
from hashlib import sha256

import pytest

from chalicelib.web.pages import FormView, Language, content_security_policy, form_page

from .gallery import CAPTCHA, every_page
from .markup import read

PAGES = [
    pytest.param(language, html, id=f"{name}-{language}")
    for language in Language
    for name, html in every_page(language)
]
every = pytest.mark.parametrize(("language", "html"), PAGES)


@every
def test_it_says_its_language_and_has_landmarks(language: Language, html: str) -> None:
    page = read(html)
    assert page.one("html").attributes["lang"] in (language, Language.ENGLISH)
    assert page.one("main").attributes["id"] == "main"
    assert len(page.all("h1")) == 1
    assert len([title for title in page.all("title") if "svg" not in title.parents]) == 1
    assert page.one("footer")
    assert any(element.attributes.get("class") == "top" for element in page.all("header"))
    skip = page.all("a")[0]
    assert skip.attributes["href"] == "#main"
    viewport = [meta for meta in page.all("meta") if meta.attributes.get("name") == "viewport"]
    assert "maximum-scale" not in viewport[0].attributes["content"]


@every
def test_every_field_has_a_label_and_ids_are_found(language: Language, html: str) -> None:
    page = read(html)
    labels = {label.attributes["for"] for label in page.all("label")}
    fields = [field for field in page.all("input", "textarea", "select") if field.attributes.get("type") != "hidden"]
    assert {field.attributes["id"] for field in fields} == labels
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    named = " ".join(page.values("aria-describedby") + page.values("aria-labelledby")).split()
    targets = [href[1:] for href in page.values("href") if href.startswith("#")]
    assert {*named, *targets} <= set(ids)


@every
def test_every_group_of_choices_has_a_legend_and_every_landmark_a_name(language: Language, html: str) -> None:
    page = read(html)
    assert len(page.all("legend")) == len(page.all("fieldset"))
    for landmark in page.all("nav", "section"):
        assert landmark.attributes.keys() & {"aria-label", "aria-labelledby"}


@every
def test_it_needs_no_script_and_nothing_from_elsewhere(language: Language, html: str) -> None:
    page = read(html)
    assert not page.all("iframe", "img", "object", "embed", "base")
    assert {one.attributes["src"] for one in page.all("script")} <= {"form.js", CAPTCHA.provider.script_url}
    assert len(page.all("script")) == len(re.findall(r"<script [^>]*></script>", html))
    for element in page.elements:
        assert not [name for name in element.attributes if name.startswith("on") or name == "style"]
        if element.tag not in ("a", "script"):
            assert not re.match(r"\s*(https?:)?//", element.attributes.get("href", element.attributes.get("src", "")))
    outside = [href for href in page.values("href") if re.match(r"\s*(\w+:|//)", href)]
    assert all(href.startswith(("data:image/svg+xml,", "mailto:", "https://desk.example/")) for href in outside)
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style


@every
def test_times_are_machine_readable_in_the_customers_zone(language: Language, html: str) -> None:
    for value in read(html).values("datetime"):
        assert datetime.fromisoformat(value).utcoffset() is not None
        assert value.endswith("+08:00")


@every
def test_the_policy_allows_exactly_its_stylesheet(language: Language, html: str) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in content_security_policy()
    assert "unsafe" not in content_security_policy()
    assert "script-src" not in content_security_policy()


def test_only_the_form_has_a_script_and_only_where_wanted_a_captcha() -> None:
    pages = {name: read(html) for name, html in every_page(Language.ENGLISH)}
    scripts = {name: [one.attributes["src"] for one in page.all("script")] for name, page in pages.items()}
    assert {name for name, found in scripts.items() if found} == {
        name for name in pages if name.startswith("form") or name == "received-embedded"
    }
    assert [name for name, found in scripts.items() if CAPTCHA.provider.script_url in found] == ["form-captcha"]


def test_only_the_page_that_waits_asks_again() -> None:
    asking = {name for name, html in every_page(Language.ENGLISH) if 'http-equiv="refresh"' in html}
    assert asking == {"pending-processing"}


def test_the_form_carries_what_makes_a_double_click_harmless() -> None:
    page = read(form_page(language=Language.ENGLISH, view=FormView(shop_name="celadon", submission_id="s-42")))
    hidden = {
        each.attributes["name"]: each.attributes["value"]
        for each in page.all("input")
        if each.attributes["type"] == "hidden"
    }
    assert hidden == {"submission_id": "s-42", "language": "en"}
    assert page.one("form").attributes["method"] == "post"


def test_no_survey_answer_is_chosen_beforehand() -> None:
    page = read(dict(every_page(Language.ENGLISH))["survey"])
    radios = [field for field in page.all("input") if field.attributes["type"] == "radio"]
    assert [radio.attributes["value"] for radio in radios] == ["1", "2", "3", "4", "5", "yes", "partly", "no"]
    assert not [radio for radio in radios if "checked" in radio.attributes]


def test_what_was_typed_comes_back_with_the_errors() -> None:
    pages = dict(every_page(Language.ENGLISH))
    form = read(pages["form-errors"])
    by_name = {field.attributes.get("name"): field.attributes for field in form.all("input", "textarea", "select")}
    assert by_name["email"]["value"] == "nobody"
    assert by_name["text"]["aria-invalid"] == "true"
    assert [each.attributes["value"] for each in form.all("option") if "selected" in each.attributes] == ["jd"]
    survey = read(pages["survey-errors"])
    assert [field.attributes["id"] for field in survey.all("input") if "checked" in field.attributes] == ["solved-no"]
