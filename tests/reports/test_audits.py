"""How many of the audited resolutions passed: on the day of the resolution, of each agent, counted again the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chalicelib.desk.auditing import audit, checklist
from chalicelib.desk.desk import Action
from chalicelib.model.audit import Verdict
from chalicelib.store.histories import differing
from tests.support.world import ADMIN, SHOP, SUPERVISOR, World


def audited(world: World, **answers: Verdict) -> None:
    complaint = world.complain("质量").id
    world.runtime.desk.resolve(complaint, Action(by=SUPERVISOR), outcome="solved", text="")
    world.clock.advance(timedelta(days=1))
    given = {one.id: answers.get(one.id, Verdict.YES) for one in checklist().points}
    audit(world.runtime.desk, complaint, Action(by=ADMIN), answers=given, note="")


def told(world: World, first: str = "2026-11-01", last: str = "2026-11-30") -> dict[str, Any]:
    return world.runtime.reporting.numbers(SHOP, "audits", first=first, last=last)


def test_what_passed_is_a_share_of_what_was_audited(world: World) -> None:
    audited(world)
    audited(world, correct=Verdict.NO)
    shown = told(world)
    assert (shown["audited"], shown["pass_rate"]["share"], shown["failed"]) == (2, 0.5, {"correct": 1})
    assert shown["pass_rate"]["interval"]
    assert shown["by"]["agent"] == {SUPERVISOR.id: {"audited": 2, "pass_rate": shown["pass_rate"]}}
    assert told(world, "2026-11-11", "2026-11-11")["audited"] == 1, "on the day of the resolution"


def test_they_are_counted_again_to_the_byte(world: World) -> None:
    audited(world, tone=Verdict.NO)
    histories = world.runtime.histories
    right = histories.recounted(SHOP)
    assert any(partition.endswith("#audit") for partition, _ in right)
    assert differing(right, histories.kept(SHOP)) == []
