"""How often the classifier is right, by what its corrections say: counted with each commit, recomputable."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from chalicelib.desk.desk import Action
from chalicelib.model.assessment import Category
from chalicelib.model.complaint import Complaint
from chalicelib.reports.accuracy import accuracy
from chalicelib.reports.definitions import definitions
from tests.support.world import SHOP, SUPERVISOR, World


def report(world: World) -> dict[str, Any]:
    return accuracy(world.runtime.store.report_numbers(SHOP, "accuracy", first="2026-01-01", last="2026-12-31"))


def correct(world: World, complaint: Complaint, primary: Category) -> Complaint:
    return world.runtime.desk.reclassify(complaint.id, Action(by=SUPERVISOR), primary=primary, labels=(), why="")


def test_nothing_counted_is_no_rate() -> None:
    assert accuracy({})["accuracy"] is None
    assert accuracy({})["weeks"] == []


def test_what_a_person_changed_counts_against_the_category_and_its_channel(world: World) -> None:
    wrong, _, _ = world.complain("质量"), world.complain("质量"), world.complain("物流")
    correct(world, wrong, Category.POLICY)
    shown = report(world)
    assert (shown["received"], shown["decided"], shown["corrected"], shown["accuracy"]) == (3, 3, 1, 0.6667)
    quality, policy = shown["categories"]["quality"], shown["categories"]["policy"]
    assert (quality["decided"], quality["corrected"], quality["accuracy"]) == (2, 1, 0.5)
    assert (policy["decided"], policy["accuracy"], policy["missed"]) == (0, None, 1)
    assert shown["channels"]["form"]["corrected"] == 1


def test_a_correction_taken_back_leaves_no_trace_in_the_numbers(world: World) -> None:
    complaint = world.complain("质量")
    before = report(world)
    correct(world, correct(world, complaint, Category.POLICY), Category.QUALITY)
    after = report(world)
    assert (after["corrected"], after["accuracy"]) == (0, 1.0) == (before["corrected"], before["accuracy"])


def test_what_was_left_to_a_person_is_no_error(world: World) -> None:
    correct(world, world.complain("啊啊啊"), Category.ATTITUDE)
    shown = report(world)
    assert (shown["received"], shown["decided"], shown["accuracy"]) == (1, 0, None)
    assert shown["categories"]["attitude"]["missed"] == 0


def test_a_late_correction_changes_the_week_the_complaint_came_in(world: World) -> None:
    complaint = world.complain("质量")
    world.clock.advance(timedelta(days=9))
    world.complain("质量")
    correct(world, complaint, Category.POLICY)
    first, second = report(world)["weeks"]
    assert (first["week"], first["corrected"], second["week"], second["corrected"]) == ("2026-W46", 1, "2026-W47", 0)


def test_the_numbers_are_those_of_the_complaints_counted_again(world: World) -> None:
    for primary in (Category.POLICY, Category.QUALITY, Category.NONE):
        correct(world, world.complain("质量"), primary)
    world.complain("什么")
    shown = report(world)
    assert sum(one["received"] for one in shown["categories"].values()) + 1 == shown["received"] == 4
    assert shown["corrected"] == 2


def test_every_number_shown_is_defined(world: World) -> None:
    world.complain("质量")
    told = set(report(world)) - {"accuracy_interval", "categories", "channels"}
    assert told <= set(definitions("en")["accuracy"])


def test_corrections_are_listed_with_what_the_model_said_and_without_the_text(world: World) -> None:
    complaint = world.complain("质量，电话 13812345678")
    world.clock.advance(timedelta(hours=1))
    since = world.clock()
    correct(world, complaint, Category.POLICY)
    world.clock.advance(timedelta(hours=1))
    correct(world, complaint, Category.LOGISTICS)
    page = world.runtime.corrections.page(SHOP, limit=1)
    [first] = page.items
    assert (first.complaint, first.said, first.primary, first.by) == (
        complaint.id, Category.QUALITY, Category.POLICY, SUPERVISOR.id,
    )  # fmt: skip
    assert "13812345678" not in first.model_dump_json()
    [second] = world.runtime.corrections.page(SHOP, limit=9, cursor=page.next).items
    assert second.primary is Category.LOGISTICS
    assert len(world.runtime.corrections.page(SHOP, since=since + timedelta(minutes=1), limit=9).items) == 1
    assert world.runtime.corrections.page("other", limit=9).items == ()
