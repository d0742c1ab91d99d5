"""Early warning: how often it is wrong on quiet series, and how soon it sees a rise, by simulation under a fixed seed.

What is stated in docs/warnings.md is measured here.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import exp
from random import Random
from typing import Final

import pytest
from scipy.stats import poisson

from chalicelib.model.rise import SHOP, Subject
from chalicelib.reports.surges import FEWEST, READ_DAYS, Surge, reaches, surges

DAY: Final = date(2026, 11, 11)
WEEKLY: Final = (0.8, 0.9, 1.0, 1.0, 1.1, 1.3, 0.9)
CATALOGUE: Final = {f"s{number}": 0.05 * 1.2**number for number in range(30)}
"""Complaints a day of each product: from one in three weeks to ten."""
Counts = dict[str, dict[str, int]]


def drawn(random: Random, mean: float) -> int:
    """Poisson (Knuth's way)."""
    count, product, limit = 0, random.random(), exp(-mean)
    while product > limit:
        count, product = count + 1, product * random.random()
    return count


def history(random: Random, means: dict[str, float], *, wildness: float = 0.0, last: date = DAY) -> Counts:
    """Complaints a day by product; ``wildness`` is the spread of each day's own factor, 0 for Poisson."""
    days: Counts = {}
    for back in range(READ_DAYS, -1, -1):
        at = last - timedelta(days=back)
        today = random.gammavariate(1 / wildness, wildness) if wildness else 1.0
        counts = {sku: drawn(random, mean * WEEKLY[at.weekday()] * today) for sku, mean in means.items()}
        days[at.isoformat()] = numbers(counts)
    return days


def numbers(counts: dict[str, int]) -> dict[str, int]:
    return {f"received|product|{sku}": count for sku, count in counts.items()} | {"received": sum(counts.values())}


def more(days: Counts, at: date, sku: str, by: int) -> None:
    counts = days[at.isoformat()]
    counts["received"] += by
    counts[f"received|product|{sku}"] = counts.get(f"received|product|{sku}", 0) + by


def told(days: Counts, day: date = DAY) -> dict[Subject, Surge]:
    return {one.subject: one for one in surges(days, day=day)}


def product(sku: str) -> Subject:
    return Subject(dimension="product", value=sku)


def test_quiet_products_give_no_more_than_one_false_alarm_in_two_thousand_days_of_a_product() -> None:
    random, runs = Random(20261111), 60
    wrong = sum(len(told(history(random, CATALOGUE))) for _ in range(runs))
    assert wrong <= runs * len(CATALOGUE) / 2_000


def test_days_that_are_wilder_than_poisson_seldom_alarm() -> None:
    """A factor of each day with a spread of a half, for all products together."""
    random, runs = Random(5), 40
    found = [told(history(random, CATALOGUE, wildness=0.25)) for _ in range(runs)]
    wrong = [subject for one in found for subject in one]
    assert len(wrong) <= runs * len(CATALOGUE) / 300


def test_on_a_day_of_promotion_the_shop_is_told_and_no_product_of_it() -> None:
    """Double 11: everything rises to five times at once."""
    random, runs, shop, products = Random(11), 40, 0, 0
    for _ in range(runs):
        days = history(random, CATALOGUE)
        peak = {sku: drawn(random, mean * 5) for sku, mean in CATALOGUE.items()}
        days[DAY.isoformat()] = numbers(peak)
        found = told(days)
        shop += Subject(dimension=SHOP) in found
        products += sum(subject.dimension == "product" for subject in found)
    assert shop == runs
    assert products <= runs * len(CATALOGUE) / 300


def test_what_rises_further_than_a_promotion_is_told_beside_it() -> None:
    random = Random(12)
    for _ in range(10):
        days = history(random, CATALOGUE)
        days[DAY.isoformat()] = numbers({sku: drawn(random, mean * 5) for sku, mean in CATALOGUE.items()})
        more(days, DAY, "s10", 25)
        assert product("s10") in told(days)


@pytest.mark.parametrize(("mean", "rise", "within"), [(0.05, 3, 5), (0.3, 4, 5), (2.0, 10, 5), (8.0, 20, 4)])
def test_a_rise_that_lasts_is_seen_within_days(mean: float, rise: int, within: int) -> None:
    """``rise`` more complaints a day than before; nearly always seen ``within`` so many days."""
    random, runs, seen = Random(7), 20, 0
    for _ in range(runs):
        days = history(random, {"s1": mean, "s2": 3.0, "s3": 1.0}, last=DAY + timedelta(days=within - 1))
        for later in range(within):
            more(days, DAY + timedelta(days=later), "s1", drawn(random, rise))
        seen += any(product("s1") in told(days, DAY + timedelta(days=later)) for later in range(within))
    assert seen >= 0.9 * runs


def test_a_day_so_far_is_told_as_soon_as_it_holds_enough() -> None:
    """And stays told: a look each hour sees it at the first hour, and never what the end of the day would not."""
    days = history(Random(3), {"s1": 0.5, "s2": 4.0})
    days[DAY.isoformat()] = {"received": 0}
    seen = []
    for _ in range(20):
        more(days, DAY, "s1", 1)
        seen.append(product("s1") in told(days))
    assert seen == sorted(seen)
    assert seen.index(True) < 12


def test_what_comes_slowly_shows_in_a_week() -> None:
    days = history(Random(4), {"s1": 0.02, "s2": 4.0})
    for back in range(7):
        days[(DAY - timedelta(days=back)).isoformat()].pop("received|product|s1", None)
        more(days, DAY - timedelta(days=back), "s1", 2)
    assert (told(days)[product("s1")].days, told(days)[product("s1")].count) == (7, 14)


def test_a_few_are_no_surge_and_a_shop_without_a_past_has_none() -> None:
    days = {(DAY - timedelta(days=back)).isoformat(): {"received": 0} for back in range(READ_DAYS)}
    days[DAY.isoformat()] = {"received": FEWEST - 1}
    assert told(days) == {}
    days[DAY.isoformat()] = {"received": FEWEST}
    assert list(told(days)) == [Subject(dimension=SHOP)]
    assert told({DAY.isoformat(): {"received": 500}}) == {}
    assert told({}) == {}


@pytest.mark.parametrize("mean", [0.02, 0.5, 3.0, 40.0, 900.0])
def test_the_tail_is_that_of_the_distribution(mean: float) -> None:
    for count in (0, 1, 2, 5, 20, int(mean), int(2 * mean) + 9):
        assert reaches(count, mean=mean) == pytest.approx(poisson.sf(count - 1, mean), rel=1e-9, abs=1e-10)
