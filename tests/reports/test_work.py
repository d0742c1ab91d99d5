"""Reports over numbers: quantiles, shares, and what they cost to read."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.counting.durations import BOUNDS, range_of
from chalicelib.desk.desk import Action
from chalicelib.reports.definitions import LANGUAGES, definitions
from chalicelib.reports.measures import spread, within
from chalicelib.reports.reporting import NAMES, REPORTS
from tests.support.world import SHOP, SUPERVISOR, World

NOVEMBER = {"first": "2026-11-01", "last": "2026-11-30"}


def counts(durations: list[int]) -> Counter[str]:
    found = Counter(f"answered_wall_{range_of(one)}" for one in durations)
    found["answered_wall_sum"] = sum(durations)
    return found


@given(st.lists(st.integers(0, 10_000_000), min_size=1, max_size=60))
def test_a_quantile_lies_in_the_range_of_the_true_one(durations: list[int]) -> None:
    told, ordered = spread(counts(durations), "answered_wall"), sorted(durations)
    assert (told["count"], told["mean"]) == (len(durations), round(sum(durations) / len(durations), 1))
    for name, part in (("median", 0.5), ("p90", 0.9)):
        true = ordered[max(0, -(-int(part * 10) * len(ordered) // 10) - 1)]
        lower, upper = told[name]["between"]
        assert lower <= told[name]["seconds"]
        assert upper is None or told[name]["seconds"] <= upper
        assert (lower < true or lower == 0) and (upper is None or true <= upper)


@given(st.lists(st.integers(0, 20_000)), st.sampled_from([int(bound) for bound in BOUNDS]))
def test_a_share_within_the_end_of_a_range_is_exact(durations: list[int], seconds: int) -> None:
    told = within(counts(durations), "answered_wall", seconds)
    assert (told["numerator"], told["denominator"]) == (sum(one <= seconds for one in durations), len(durations))


def test_nothing_counted_is_no_rate() -> None:
    told = REPORTS["response"].told({})
    assert told["answered"] == 0
    assert told["first_response"]["wall"] == {"count": 0, "mean": None, "median": None, "p90": None}
    assert told["within_1_h"] == {"share": None, "numerator": 0, "denominator": 0, "interval": None}


def lived(world: World, many: int) -> None:
    for _ in range(many):
        complaint = world.complain("质量").id
        world.clock.advance(timedelta(seconds=40))
        world.runtime.desk.reply(complaint, Action(by=SUPERVISOR), text="我们在查")
        world.runtime.desk.resolve(complaint, Action(by=SUPERVISOR), outcome="solved", text="")


def told(world: World, name: str) -> dict[str, Any]:
    return world.runtime.reporting.numbers(SHOP, name, **NOVEMBER)


def test_each_report_tells_of_a_life(world: World) -> None:
    lived(world, 4)
    world.complain("物流")
    assert told(world, "volumes")["by"]["category"] == {"values": {"quality": 4, "logistics": 1}, "others": 0}
    response = told(world, "response")
    assert (response["answered"], response["first_response"]["wall"]["mean"]) == (4, 40.0)
    assert response["within_30_s"]["share"] == 0.0
    assert (response["within_5_min"]["share"], response["by"]["queue"]["quality"]["answered"]) == (1.0, 4)
    resolution = told(world, "resolution")
    assert (resolution["resolved"], resolution["reopen_rate"]["ratio"]) == (4, 0.0)
    assert told(world, "service-level")["kept"]["share"] == 1.0
    assert told(world, "agents")["agents"]["supervisor-1"]["first_answers"] == 4
    assert told(world, "transfers")["transferred"] == 0
    world.clock.advance(timedelta(hours=2))
    backlog = told(world, "backlog")
    assert (backlog["open"], backlog["oldest_wait_seconds"]) == (1, 7200)
    assert backlog["by"]["queue"]["logistics"]["waiting"] == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_a_report_is_defined_in_words(world: World, name: str, language: str) -> None:
    lived(world, 1)
    defined = definitions(language)[name]
    hidden = {"scores", "solved", "days", "categories", "channels"}
    numbers = {number.removesuffix("_interval") for number in told(world, name)}
    assert numbers - hidden <= set(defined)
    assert set(defined) == set(definitions("en")[name])
    assert all(words.strip() for words in defined.values())


def test_two_periods_say_how_much_faster_first_answers_became(world: World) -> None:
    for wait in (100, 70):
        complaint = world.complain("质量").id
        world.clock.advance(timedelta(seconds=wait))
        world.runtime.desk.reply(complaint, Action(by=SUPERVISOR), text="我们在查")
        world.clock.advance(timedelta(days=1))
    now = {"first": "2026-11-12", "last": "2026-11-12"}
    assert world.runtime.reporting.numbers(SHOP, "response", **now)["speed_change"] is None
    change = world.runtime.reporting.numbers(SHOP, "response", **now, compare="2026-11-11")["speed_change"]
    assert (change["first"], change["last"]) == ("2026-11-11", "2026-11-11")
    assert change["wall"] == {"change": 0.3, "old": {"mean": 100.0, "count": 1}, "new": {"mean": 70.0, "count": 1}}
    empty = world.runtime.reporting.numbers(SHOP, "response", **now, compare="2026-10-01")["speed_change"]
    assert (empty["business"]["change"], empty["last"]) == (None, "2026-10-01")
