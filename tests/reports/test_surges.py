"""Early warning: how often it is wrong on quiet series, and that it finds a rise, by simulation under a fixed seed."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp
from random import Random
from typing import Final

import pytest

from chalicelib.reports.surges import FEWEST, SHOP, reaches, surges

DAY: Final = date(2026, 11, 11)
WEEKLY: Final = (0.8, 0.9, 1.0, 1.0, 1.1, 1.3, 0.9)


def poisson(random: Random, mean: float) -> int:
    """Knuth's way."""
    count, product, limit = 0, random.random(), exp(-mean)
    while product > limit:
        count, product = count + 1, product * random.random()
    return count


def past(random: Random, means: dict[str, float], *, today: dict[str, int] | None = None) -> dict[str, dict[str, int]]:
    days: dict[str, dict[str, int]] = {}
    for back in range(56, -1, -1):
        at = DAY - timedelta(days=back)
        counts = {sku: poisson(random, mean * WEEKLY[at.weekday()]) for sku, mean in means.items()}
        counts |= today or {} if back == 0 else {}
        days[at.isoformat()] = {f"received|product|{sku}": count for sku, count in counts.items()}
        days[at.isoformat()]["received"] = sum(counts.values())
    return days


def test_quiet_products_give_a_false_alarm_in_less_than_one_of_two_thousand_days() -> None:
    random, means = Random(20261111), {f"s{number}": 0.1 * 1.17**number for number in range(30)}
    runs = 100
    wrong = sum(1 for _ in range(runs) for _ in surges(past(random, means), day=DAY))
    assert wrong / (runs * (len(means) + 1)) < 1 / 2000


@pytest.mark.parametrize("mean", [0.5, 2.0, 6.0])
def test_a_rise_to_four_times_and_six_more_is_nearly_always_found(mean: float) -> None:
    random, found = Random(7), 0
    for _ in range(50):
        rise = round(4 * mean) + 6
        days = past(random, {"s1": mean, "s2": 3.0}, today={"s1": rise})
        found += any((one.dimension, one.value, one.count) == ("product", "s1", rise) for one in surges(days, day=DAY))
    assert found >= 47


def test_a_few_are_no_surge_and_a_shop_without_a_past_has_none() -> None:
    days = {(DAY - timedelta(days=back)).isoformat(): {"received": 0} for back in range(60)}
    days[DAY.isoformat()] = {"received": FEWEST - 1}
    assert list(surges(days, day=DAY)) == []
    days[DAY.isoformat()] = {"received": FEWEST}
    assert [one.dimension for one in surges(days, day=DAY)] == [SHOP]
    assert list(surges({DAY.isoformat(): {"received": 500}}, day=DAY)) == []


def test_the_tail_is_that_of_the_distribution() -> None:
    assert reaches(0, mean=3.0) == 1.0
    assert reaches(1, mean=3.0) == pytest.approx(1 - exp(-3))
    assert reaches(2, mean=3.0) == pytest.approx(1 - 4 * exp(-3))
