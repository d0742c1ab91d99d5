"""Early warnings as a supervisor sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.background.test_watching import PHONE, of_batch, quiet_past, run
from tests.support.world import AUDITOR, STRANGER, SUPERVISOR, World

from .api import Api, covers


@covers("get_warnings")
def test_what_rises_is_listed_with_masked_examples(api: Api, world: World) -> None:
    quiet_past(world)
    assert api.get("/v1/warnings", by=SUPERVISOR).json == {"items": [], "next": None}
    made = of_batch(world, 9)
    run(world)
    world.calls.clear()
    [one] = api.get("/v1/warnings?lang=en", by=SUPERVISOR).json["items"]
    assert world.calls.operations == ["Query", "BatchGetItem"]
    assert one["subject"] == {"dimension": "batch", "value": "B1"}
    assert {"dimension": "product", "value": "P1"} in one["also"]
    assert one["text"].startswith("batch B1: 9, usually about")
    assert (one["count"], one["is_over"], one["times_told"]) == (9, False, 1)
    assert {example["complaint"] for example in one["examples"]} <= {complaint.id for complaint in made}
    assert len(one["examples"]) == 3
    assert all("质量太差" in example["text"] and PHONE[3:] not in example["text"] for example in one["examples"])
    world.clock.advance(timedelta(days=9))
    assert api.get("/v1/warnings", by=AUDITOR).json["items"][0]["is_over"]
    assert api.get("/v1/warnings", by=STRANGER).json["items"] == []


@covers("get_warnings")
@pytest.mark.parametrize(("language", "words"), [("zh-Hans", "平时约"), ("zh-Hant", "平時約"), ("en", "usually about")])
def test_a_warning_speaks_the_readers_language(api: Api, world: World, language: str, words: str) -> None:
    quiet_past(world)
    of_batch(world, 9)
    run(world)
    [one] = api.get(f"/v1/warnings?lang={language}", by=SUPERVISOR).json["items"]
    assert words in one["text"]
