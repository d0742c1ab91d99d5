"""The shop's own lexicon: read, written under a version, tried before it counts, and used by the pipeline."""

from __future__ import annotations

from typing import Any, Final

import pytest

from chalicelib.model.identity import Principal, Role
from chalicelib.model.lexicon import LARGEST_WEIGHT, MOST_TERMS
from tests.support.world import AGENT, AUDITOR, SUPERVISOR, World

from .api import Answer, Api, covers

PATH: Final = "/v1/lexicon"
TERM: Final = {"text": "飘红", "category": "quality", "weight": 2.5}
FOREIGN: Final = Principal(id="supervisor-9", shop="other", roles=frozenset({Role.SUPERVISOR}))


def put(api: Api, *terms: dict[str, Any], by: Principal = SUPERVISOR, hot_words: Any = (), **headers: str) -> Answer:
    return api.call("PUT", PATH, {"terms": terms, "hot_words": list(hot_words)}, by=by, **headers)


def tried(api: Api, *terms: dict[str, Any], **on: Any) -> dict[str, Any]:
    answer = api.post(f"{PATH}/dry-run", {"terms": terms, **on}, by=SUPERVISOR)
    assert answer.status == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


@covers("get_lexicon", "put_lexicon")
def test_a_written_lexicon_is_read_back_with_its_version(api: Api) -> None:
    empty = api.get(PATH, by=SUPERVISOR)
    assert (empty.json["version"], empty.json["terms"], empty.headers["etag"]) == (0, [], '"0"')
    written = put(api, TERM, {"text": "炸毛", "signal": "safety"}, hot_words=["小飞侠二代"])
    assert (written.status, written.json["version"], written.headers["etag"]) == (200, 1, '"1"')
    assert written.json["written_by"] == SUPERVISOR.id
    assert api.get(PATH, by=AUDITOR).json == written.json


@covers("get_lexicon")
def test_earlier_versions_stay_readable(api: Api) -> None:
    first = put(api, TERM).json
    put(api)
    assert api.get(f"{PATH}?version=1", by=SUPERVISOR).json == first
    assert api.get(PATH, by=SUPERVISOR).json["terms"] == []
    api.get(f"{PATH}?version=9", by=SUPERVISOR).problem(404, "not_found")
    assert api.get(f"{PATH}?version=x", by=SUPERVISOR).wrong_fields() == ["version"]


@covers("put_lexicon")
def test_a_version_that_has_passed_is_not_overwritten(api: Api) -> None:
    assert put(api, TERM, If_Match='"0"').status == 200
    put(api, If_Match='"0"').problem(412, "stale_version")
    assert api.get(PATH, by=SUPERVISOR).json["version"] == 1
    assert put(api, If_Match='"1"').json["version"] == 2


@covers("put_lexicon")
@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ([{"text": "飘红"}], "terms.0"),
        ([TERM | {"signal": "safety"}], "terms.0"),
        ([TERM, {"text": "飘红", "category": "policy"}], "terms.1.text"),
        ([TERM | {"text": "坏"}], "terms.0.text"),
        ([TERM | {"text": "！！！"}], "terms.0.text"),
        ([TERM | {"text": "字" * 41}], "terms.0.text"),
        ([TERM | {"weight": LARGEST_WEIGHT + 0.1}], "terms.0.weight"),
        ([TERM | {"weight": 0}], "terms.0.weight"),
        ([TERM | {"category": "anger"}], "terms.0.category"),
        ([TERM | {"colour": "red"}], "terms.0.colour"),
        ([TERM | {"text": f"词{place:04}"} for place in range(MOST_TERMS + 1)], "terms"),
    ],
)
def test_a_wrong_word_is_named_and_nothing_is_written(api: Api, terms: list[dict[str, Any]], field: str) -> None:
    assert put(api, *terms).wrong_fields() == [field]
    assert api.post(f"{PATH}/dry-run", {"terms": terms, "texts": ["x"]}, by=SUPERVISOR).wrong_fields() == [field]
    assert api.get(PATH, by=SUPERVISOR).json["version"] == 0


@covers("put_lexicon")
def test_a_hot_word_of_one_character_is_named(api: Api) -> None:
    assert put(api, hot_words=["小飞侠", "侠"]).wrong_fields() == ["hot_words.1"]


@covers("put_lexicon", "get_lexicon")
def test_a_lexicon_is_its_shops_alone(api: Api, world: World) -> None:
    world.doorkeeper.people[FOREIGN.id] = FOREIGN
    put(api, TERM)
    assert api.get(PATH, by=FOREIGN).json["version"] == 0
    put(api, by=AGENT).problem(403, "forbidden")


@covers("put_lexicon")
def test_the_pipeline_uses_it_and_records_its_version(api: Api, world: World) -> None:
    before = world.complain("我的表飘红了")
    put(api, TERM)
    after = world.complain("我的新表飘红了")
    assert (before.classification.primary, before.assessment.lexicon) == ("none", 0)
    assert (after.classification.primary, after.assessment.lexicon) == ("quality", 1)
    shown = api.get(f"/v1/complaints/{after.id}", by=AGENT).json
    assert shown["category"]["lexicon"] == 1


@covers("try_lexicon")
def test_a_dry_run_on_texts_shows_before_and_after_and_stores_nothing(api: Api) -> None:
    shown = tried(api, TERM, texts=["我的表飘红了", "物流太慢"])
    assert (shown["tried"], shown["changed"]) == (2, 1)
    changed, same = shown["items"]
    assert (changed["complaint"], changed["changed"]) == (None, True)
    assert (changed["before"]["primary"], changed["after"]["primary"]) == ("none", "quality")
    assert same["before"] == same["after"]
    assert api.get(PATH, by=SUPERVISOR).json["version"] == 0


@covers("try_lexicon")
def test_a_dry_run_on_recent_complaints_names_them_newest_first(api: Api, world: World) -> None:
    first, second = world.complain("我的表飘红了"), world.complain("物流太慢，一直没有到")
    shown = tried(api, TERM, recent=10)
    assert {one["complaint"]: one["changed"] for one in shown["items"]} == {first.id: True, second.id: False}
    assert len(tried(api, TERM, recent=1)["items"]) == 1
    assert world.complaint(first.id) == first


@covers("try_lexicon")
def test_a_dry_run_compares_with_the_lexicon_in_force(api: Api) -> None:
    put(api, TERM)
    assert tried(api, TERM, texts=["飘红"])["changed"] == 0
    assert tried(api, texts=["飘红"])["changed"] == 1


@covers("try_lexicon")
def test_a_dry_run_on_nothing_says_so(api: Api) -> None:
    assert api.post(f"{PATH}/dry-run", {"terms": [TERM]}, by=SUPERVISOR).wrong_fields() == ["texts"]
