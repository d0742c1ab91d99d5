"""The digest of a week as a supervisor or auditor reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.background.test_watching import PHONE
from tests.background.test_weekly import DUE, MONDAY, busy_week
from tests.support.world import AUDITOR, STRANGER, SUPERVISOR, World

from .api import Api, covers


@covers("get_digest")
def test_numbers_are_there_at_once_and_words_from_monday_on(api: Api, world: World) -> None:
    busy_week(world)
    now = api.get("/v1/reports/digest?week=2026-W46&lang=en", by=SUPERVISOR).json
    assert (now["first"], now["last"], now["made_at"]) == ("2026-11-09", "2026-11-15", None)
    measures = {one["id"]: one for one in now["measures"]}
    assert (measures["received"]["now"], measures["received"]["before"]) == (11, 0)
    assert all(one["definition"] for one in now["measures"])
    assert [one["words"] for one in now["causes"]] == [[]] * len(now["causes"])
    world.clock.now = MONDAY
    world.runtime.weekly_digests.look(DUE)
    told = api.get("/v1/reports/digest?lang=en", by=AUDITOR).json
    assert told["week"] == "2026-W46"
    assert told["made_at"]
    quality = next(one for one in told["causes"] if one["subject"]["value"] == "quality")
    assert "拉链" in [one["word"] for one in quality["words"]]
    assert len(quality["examples"]) == 3
    assert PHONE not in told["text"]
    assert {one["id"] for one in told["advice"]} >= {"batch"}
    assert "Hold its stock" in told["text"]


@covers("get_digest")
def test_another_shop_has_a_digest_of_its_own(api: Api, world: World) -> None:
    busy_week(world)
    world.clock.now = MONDAY
    world.runtime.weekly_digests.look(DUE)
    theirs = api.get("/v1/reports/digest?week=2026-W46", by=STRANGER).json
    assert theirs["causes"] == []
    assert theirs["measures"][0]["now"] == 0


@covers("get_digest")
@pytest.mark.parametrize("week", ["2026-46", "2026-W60", "next"])
def test_what_is_no_week_is_named(api: Api, week: str) -> None:
    assert api.get(f"/v1/reports/digest?week={week}", by=SUPERVISOR).wrong_fields() == ["week"]


@covers("get_digest")
def test_it_costs_the_rows_of_two_weeks_and_three_examples_a_cause(api: Api, world: World) -> None:
    busy_week(world)
    world.clock.now = MONDAY
    world.runtime.weekly_digests.look(DUE)
    world.clock.advance(timedelta(days=1))
    world.calls.clear()
    assert api.get("/v1/reports/digest", by=SUPERVISOR).status == 200
    assert world.calls.operations == ["GetItem", *["Query"] * 10, "BatchGetItem"]
