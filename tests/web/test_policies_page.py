"""The public page of a shop's rules."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.support.world import World

from .accounts import change_account
from .api import Api, covers
from .scenes import TEXT


@covers("get_policies_page", "get_policies")
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_the_page_says_what_the_api_says(api: Api, language: str) -> None:
    page = api.get(f"/policies?lang={language}")
    assert (page.status, page.media_type) == (200, "text/html")
    assert f'<html lang="{language}"' in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    shown = unescape(page.text)
    rules = api.get(f"/v1/policies?lang={language}").json["items"]
    assert all(rule["says"] in shown and rule["source"] in shown for rule in rules)
    assert shown.count("<li>\n      <p>") == len(rules)


@covers("get_policies_page", "get_policies")
def test_a_shop_says_whose_law_and_which_promises(api: Api, world: World) -> None:
    promised = {rule["says"] for rule in api.get("/v1/policies?profile=sample_shop&lang=en").json["items"]}
    promised -= {rule["says"] for rule in api.get("/v1/policies?lang=en").json["items"]}
    assert promised
    assert not [words for words in promised if words in unescape(api.get("/policies?lang=en").text)]
    change_account(world, policies_profile="sample_shop")
    assert all(words in unescape(api.get("/policies?lang=en").text) for words in promised)
    change_account(world, policies_jurisdiction="UK", policies_profile="")
    british = unescape(api.get("/policies?lang=en").text)
    assert all(rule["says"] in british for rule in api.get("/v1/policies?jurisdiction=UK&lang=en").json["items"])


@covers("get_policies_page")
@pytest.mark.parametrize("settings", [{"policies_jurisdiction": "XX"}, {"policies_profile": "nobody"}])
def test_a_wrong_setting_closes_the_page_loudly(
    api: Api, world: World, caplog: pytest.LogCaptureFixture, settings: dict[str, str]
) -> None:
    change_account(world, **settings)
    page = api.get("/policies")
    assert (page.status, page.media_type) == (503, "text/html")
    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
    assert "is one of" in caplog.text
    assert api.get("/form").status == 200


@covers("get_policies_page")
def test_a_shop_that_is_none_is_a_page(api: Api) -> None:
    page = api.get("/policies?shop=nowhere")
    assert (page.status, page.media_type) == (422, "text/html")


@covers("get_form", "get_status")
def test_form_and_status_page_lead_to_it(api: Api, world: World) -> None:
    assert 'href="policies?shop=demo&amp;lang=en">' in api.get("/form").text
    assert 'target="_blank" rel="noopener"' in api.get("/form?embedded=1").text
    complaint = world.complain(TEXT)
    status = world.runtime.status_url(complaint.shop, complaint.id).removeprefix("https://huiyin.example")
    assert 'href="../policies?shop=demo&amp;lang=en">' in api.get(f"{status}?lang=en").text


@covers("get_policies_page")
@pytest.mark.parametrize(
    ("language", "title"), [("zh-Hans", "无理由退货"), ("zh-Hant", "無理由退貨"), ("en", "Returns without a reason")]
)
def test_the_right_of_return_is_one_step_away(api: Api, language: str, title: str) -> None:
    """First in the contents, and first under its heading; every entry of the contents leads somewhere."""
    page = unescape(api.get(f"/policies?lang={language}").text)
    contents = re.findall(r'<a href="#(\w+)">([^<]+)</a>', page)
    assert contents[0] == ("returns", title)
    assert all(page.count(f'id="{topic}"') == 1 for topic, _ in contents)
    returns = page.split('id="returns"')[1].split("<section")[0]
    law = next(one for one in api.get(f"/v1/policies?lang={language}").json["items"] if one["id"] == "CN-7D")
    assert law["says"] in returns
    assert law["grants"] == ["return_refund"]
