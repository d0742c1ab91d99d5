"""What a life of one complaint adds to the numbers, and what it does not."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.counting import durations
from chalicelib.counting.naming import number, parsed
from chalicelib.desk.desk import Action
from chalicelib.model.assessment import Category
from tests.support.arrivals import MAILER_DAEMON, mailed
from tests.support.world import AGENT, SHOP, SUPERVISOR, World

from .test_recount import kept


def test_a_first_answer_is_timed_by_the_clock_and_by_office_hours(world: World) -> None:
    """Wednesday 10:00 in Shanghai, answered at 10:00 on Thursday: a day on the wall, nine hours in the office."""
    complaint = world.complain("质量").id
    world.clock.advance(timedelta(days=1))
    world.runtime.desk.claim(complaint, Action(by=AGENT))
    world.runtime.desk.reply(complaint, Action(by=AGENT), text="我们在查")
    work = kept(world, "work")
    assert (work["answered"], work["answered|agent|agent-1"], work["answered|queue|quality"]) == (1, 1, 1)
    assert (work["answered_wall_sum"], work["answered_wall_86400"]) == (86_400, 1)
    assert (work["answered_business_sum"], work["answered_business_36000"]) == (9 * 3_600, 1)


def test_only_the_first_answer_is_the_first(world: World) -> None:
    complaint = world.complain("质量").id
    for _ in range(3):
        world.clock.advance(timedelta(minutes=4))
        world.runtime.desk.reply(complaint, Action(by=SUPERVISOR), text="我们在查")
    world.runtime.desk.resolve(complaint, Action(by=SUPERVISOR), outcome="solved", text="")
    work = kept(world, "work")
    assert (work["replied"], work["answered"], work["answered_wall_sum"], work["resolved"]) == (3, 1, 240, 1)


def test_who_resolves_without_a_word_has_answered(world: World) -> None:
    complaint = world.complain("质量").id
    world.runtime.desk.resolve(complaint, Action(by=SUPERVISOR), outcome="solved", text="")
    assert kept(world, "work")["answered"] == 1


def test_what_machines_write_is_counted_apart(world: World) -> None:
    world.process(mailed(world, "自动回复", sender=MAILER_DAEMON, headers=("Auto-Submitted: auto-replied",)))
    assert kept(world, "volumes") == {"untrusted": 1}


def test_a_complaint_that_goes_on_in_another_counts_once_until_they_are_apart_again(world: World) -> None:
    one, other = world.complain("质量").id, world.complain("质量").id
    matters = world.runtime.matters
    matters.merge(one, Action(by=SUPERVISOR), into=other, why="同一件事")
    volumes = kept(world, "volumes")
    assert (volumes["received"], volumes["received|category|quality"], volumes["merged"]) == (1, 1, 1)
    matters.unmerge(one, Action(by=SUPERVISOR), why="弄错了")
    volumes = kept(world, "volumes")
    assert (volumes["received"], volumes["received|category|quality"], volumes["merged"]) == (2, 2, 0)


def test_a_corrected_category_counts_where_it_belongs_on_the_day_it_came_in(world: World) -> None:
    complaint = world.complain("质量").id
    world.clock.advance(timedelta(days=3))
    world.runtime.desk.reclassify(complaint, Action(by=SUPERVISOR), primary=Category.POLICY, labels=(), why="看过")
    days = world.runtime.store.report_numbers(SHOP, "volumes", first="2026-11-01", last="2026-12-31")
    assert days.keys() == {"2026-11-11"}
    assert (days["2026-11-11"]["received|category|policy"], days["2026-11-11"]["received|category|quality"]) == (1, 0)


@pytest.mark.parametrize(
    ("outcome", "solved"),
    [("solved", 1), ("refunded", 1), ("no_reply", 0), ("rejected", 0), ("Not solved", 0), ("NO-REPLY", 0)],
)
def test_a_closed_complaint_is_solved_by_its_outcome(world: World, outcome: str, solved: int) -> None:
    complaint = world.complain("质量").id
    world.runtime.desk.resolve(complaint, Action(by=SUPERVISOR), outcome=outcome, text="")
    world.run_due(after=timedelta(days=8))
    work = kept(world, "work")
    assert (work["closed"], work["closed_solved"], work["closed_first_contact"]) == (1, solved, solved)


def test_a_promise_breaks_once_and_ends_once(world: World) -> None:
    complaint = world.complain("质量").id
    for _ in range(4):
        world.run_due(after=timedelta(hours=3))
    world.runtime.desk.reply(complaint, Action(by=SUPERVISOR), text="我们在查")
    work = kept(world, "work")
    assert work["breached|kind|first_response"] == work["missed|kind|first_response"] == 1
    assert work["met|kind|first_response"] == 0


@given(st.integers(0, 10**8))
def test_every_duration_lies_in_the_range_that_counts_it(seconds: int) -> None:
    name = durations.range_of(seconds)
    if name == durations.BEYOND:
        assert seconds > durations.BOUNDS[-1]
    else:
        lower = max((bound for bound in durations.BOUNDS if bound < int(name)), default=-1)
        assert lower < seconds <= int(name)


@given(st.text(), st.text(min_size=1).filter(lambda text: "|" not in text))
def test_no_value_can_look_like_another_number(value: str, metric: str) -> None:
    found_metric, dimension, found = parsed(number(metric, "channel", value))
    assert (found_metric, dimension) == (metric, "channel")
    assert len(found) <= 64
    assert Counter(found)["|"] == 0
