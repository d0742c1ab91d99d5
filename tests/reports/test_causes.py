"""One cause is told once, however many subjects it shows in; two causes are told apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.rise import Rise, Subject
from chalicelib.reports.causes import Cause, causes
from chalicelib.reports.surges import Surge

DAY: Final = date(2026, 11, 11)
SHOP: Final = Subject(dimension="shop")
QUALITY: Final = Subject(dimension="category", value="quality")
COURIER: Final = Subject(dimension="courier", value="SF")
PRODUCT: Final = Subject(dimension="product", value="P1")
OTHER: Final = Subject(dimension="product", value="P2")
BATCH: Final = Subject(dimension="batch", value="B1")
SECOND: Final = Subject(dimension="batch", value="B2")


def surge(subject: Subject, count: int, expected: float = 2.0) -> Surge:
    return Surge(subject=subject, day=DAY, days=1, count=count, expected=expected)


def ids(first: int, last: int) -> frozenset[str]:
    return frozenset(f"c{number}" for number in range(first, last))


def test_a_batch_its_product_its_courier_and_the_shop_are_one() -> None:
    found = [surge(SHOP, 60, 35), surge(PRODUCT, 32), surge(BATCH, 30), surge(COURIER, 31), surge(QUALITY, 33, 4)]
    members = {BATCH: ids(0, 30), PRODUCT: ids(0, 32), COURIER: ids(0, 31), QUALITY: ids(0, 33), SHOP: ids(0, 60)}
    [cause] = causes(found, members)
    assert cause.surge.subject == BATCH
    assert set(cause.also) == {PRODUCT, COURIER, QUALITY, SHOP}


def test_two_products_are_two_causes_and_the_shop_is_explained_by_both() -> None:
    found = [surge(PRODUCT, 20), surge(OTHER, 25), surge(SHOP, 60, 20)]
    made = causes(found, {PRODUCT: ids(0, 20), OTHER: ids(20, 45), SHOP: ids(0, 60)})
    assert [one.surge.subject for one in made] == [PRODUCT, OTHER]
    assert made[1].also == (SHOP,), "with the cause of which it holds most"


def test_what_is_left_without_the_cause_is_a_cause_of_its_own_when_it_still_rises() -> None:
    found = [surge(BATCH, 20), surge(COURIER, 60, 5)]
    made = causes(found, {BATCH: ids(0, 20), COURIER: ids(0, 60)})
    assert [one.surge.subject for one in made] == [BATCH, COURIER]


def test_several_batches_of_one_product_are_the_product() -> None:
    found = [surge(BATCH, 10), surge(SECOND, 12), surge(PRODUCT, 23), surge(SHOP, 30, 8)]
    members = {BATCH: ids(0, 10), SECOND: ids(10, 22), PRODUCT: ids(0, 23), SHOP: ids(0, 30)}
    [cause] = causes(found, members)
    assert cause.surge.subject == PRODUCT
    assert set(cause.also) == {BATCH, SECOND, SHOP}


def test_what_nobody_looked_at_stands_alone() -> None:
    assert len(causes([surge(BATCH, 10), surge(PRODUCT, 11)], {})) == 2


@given(
    st.dictionaries(
        st.sampled_from([SHOP, QUALITY, COURIER, PRODUCT, OTHER, BATCH, SECOND]),
        st.frozensets(st.integers(0, 40), min_size=5),
        min_size=1,
    )
)
def test_whatever_overlaps_each_surge_is_told_in_exactly_one_cause(members: dict[Subject, frozenset[int]]) -> None:
    named = {subject: frozenset(f"c{number}" for number in these) for subject, these in members.items()}
    made = causes([surge(subject, len(these)) for subject, these in named.items()], named)
    told = [subject for one in made for subject in (one.surge.subject, *one.also)]
    assert sorted(told, key=str) == sorted(members, key=str)


def rise(subject: Subject, *also: Subject, count: int = 20, days_ago: int = 0) -> Rise:
    day = DAY - timedelta(days=days_ago)
    return Rise(
        id="r1", shop="demo", subject=subject, also=also, first_day=day, last_day=day, days=1, count=count,
        expected=2.0, found_at=datetime(2026, 11, 11, tzinfo=UTC),
    )  # fmt: skip


def cause(subject: Subject, *also: Subject, count: int = 20, expected: float = 2.0) -> Cause:
    return Cause(surge=surge(subject, count, expected), also=also)


def test_a_cause_goes_on_while_it_is_about_the_same() -> None:
    assert cause(BATCH).continues(rise(BATCH, COURIER, days_ago=6))
    assert cause(PRODUCT, BATCH).continues(rise(BATCH, days_ago=6)), "several batches turned out to be the product"
    assert cause(BATCH, PRODUCT).continues(rise(PRODUCT, days_ago=6)), "which batch it is came later"


def test_what_brings_many_things_is_not_what_they_are_about() -> None:
    assert not cause(SECOND, COURIER).continues(rise(BATCH, COURIER))
    assert not cause(COURIER, count=60).continues(rise(BATCH, COURIER, count=20))
    assert cause(COURIER, count=22).continues(rise(BATCH, COURIER, count=20)), "it still is the batch"


def test_what_is_broad_goes_on_from_day_to_day_and_hides_nothing_later() -> None:
    assert cause(SHOP).continues(rise(SHOP, days_ago=6))
    assert cause(BATCH, QUALITY).continues(rise(QUALITY, days_ago=1)), "the orders said which batch"
    assert not cause(BATCH, SHOP).continues(rise(SHOP, days_ago=3)), "the promotion was over"
