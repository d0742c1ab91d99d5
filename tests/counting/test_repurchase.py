"""A buyer counts as they are now, in whatever order and however often their orders are told."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.counting.repurchase import repurchase_tallies
from chalicelib.model.buyer import MOST_PURCHASES, Buyer

ZONE: Final = "Asia/Shanghai"
START: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)
Told = tuple[str, int, bool]
"""Order, day on which it was paid, whether a complaint is about it."""
told: Final = st.tuples(st.sampled_from("abcdef"), st.integers(0, 200), st.booleans())


def after(*said: Told) -> tuple[Buyer, Counter[tuple[str, str]]]:
    """The buyer, and what was counted on the way."""
    buyer, counted = Buyer(), Counter[tuple[str, str]]()
    for order, day, is_complained in said:
        following = buyer.having(order, paid_at=START + timedelta(days=day), is_complained=is_complained)
        for tally in repurchase_tallies(buyer, following, zone=ZONE):
            counted[(tally.day, tally.number)] += tally.by
        buyer = following
    return buyer, Counter({name: by for name, by in counted.items() if by})


def by_hand(said: list[Told]) -> Counter[str]:
    """Counted over from the last word on each order."""
    days = {order: day for order, day, _ in said}
    complained = {order for order, _, is_complained in said if is_complained}
    paid = sorted((START + timedelta(days=day), order) for order, day in days.items())
    found: Counter[str] = Counter()
    months = Counter(f"{at.astimezone(UTC):%Y-%m}" for at, _ in paid)
    found["buyers"], found["buyers_again"] = len(months), sum(count > 1 for count in months.values())
    for (at, order), (following, _) in zip(paid, [*paid[1:], (datetime.max.replace(tzinfo=UTC), "")], strict=True):
        group = "yes" if order in complained else "no"
        found[f"bought|complained|{group}"] += 1
        found[f"bought_again|complained|{group}"] += following - at <= timedelta(days=90)
    return +found


@given(st.lists(told, min_size=1, max_size=12))
def test_what_is_counted_on_the_way_is_what_anybody_counts_in_the_end(said: list[Told]) -> None:
    _, counted = after(*said)
    total: Counter[str] = Counter()
    for (_, number), by in counted.items():
        total[number] += by
    assert +total == by_hand(said)


@given(
    st.lists(told, max_size=8, unique_by=lambda one: one[0]).flatmap(
        lambda said: st.tuples(st.just(said), st.permutations(said))
    )
)
def test_the_order_of_words_about_different_orders_is_nothing(ways: tuple[list[Told], list[Told]]) -> None:
    one, other = ways
    assert after(*one) == after(*other)


@given(st.lists(told, min_size=1, max_size=8))
def test_what_is_said_twice_counts_once(said: list[Told]) -> None:
    assert after(*said, said[-1], said[-1]) == after(*said)


def test_who_buys_without_end_counts_as_nobody() -> None:
    many = [(str(number), number % 50, False) for number in range(MOST_PURCHASES + 1)]
    assert after(*many[:-1])[1]
    buyer, counted = after(*many, ("more", 3, True))
    assert (buyer, counted) == (Buyer(is_many=True), Counter())


def test_an_order_that_was_not_paid_after_all_is_none() -> None:
    buyer, _ = after(("a", 1, True))
    assert buyer.having("a", paid_at=None, is_complained=False) == Buyer()
