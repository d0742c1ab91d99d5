from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.identity import Actor, ActorKind, Ids
from tests.support.fakes import START, SettableClock
from tests.support.world import AGENT

moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))
bits = st.integers(0, 2**50 - 1)


def numbers() -> Iterator[int]:
    return count(1)


@given(moments, bits, bits, st.timedeltas(min_value=timedelta(milliseconds=1), max_value=timedelta(days=9_000)))
def test_ids_sort_by_time_whatever_their_random_part(at: datetime, one: int, other: int, later: timedelta) -> None:
    clock = SettableClock(at)
    first = Ids(clock=clock, random_bits=lambda _: one).new("c")
    clock.advance(later)
    assert first < Ids(clock=clock, random_bits=lambda _: other).new("c")


@given(moments, bits)
def test_ids_are_twenty_plain_characters(at: datetime, random: int) -> None:
    made = Ids(clock=SettableClock(at), random_bits=lambda _: random).new("c")
    assert len(made) == 20
    assert made[0] == "c"
    assert set(made[1:]) <= set("0123456789abcdefghjkmnpqrstvwxyz")


@given(st.sets(bits, max_size=30))
def test_in_one_millisecond_ids_differ_as_their_random_parts_do(randoms: set[int]) -> None:
    drawn = iter(sorted(randoms))
    ids = Ids(clock=SettableClock(), random_bits=lambda _: next(drawn))
    made = [ids.new("m") for _ in randoms]
    assert len(set(made)) == len(made)
    assert made == sorted(made)


def test_fifty_random_bits_are_asked_for_each_time() -> None:
    asked: list[int] = []
    serial = numbers()

    def random_bits(wanted: int) -> int:
        asked.append(wanted)
        return next(serial)

    ids = Ids(clock=SettableClock(), random_bits=random_bits)
    assert ids.new("c") != ids.new("c")
    assert asked == [50, 50]


def test_ids_of_the_system_itself_are_unique() -> None:
    ids = Ids()
    assert len({ids.new("d") for _ in range(10_000)}) == 10_000


def test_an_id_does_not_depend_on_the_zone_of_its_clock() -> None:
    shanghai = START.astimezone(tz=None)
    made = [Ids(clock=SettableClock(at), random_bits=lambda _: 7).new("c") for at in (START, shanghai)]
    assert made[0] == made[1]


def test_an_agent_acts_under_their_own_id() -> None:
    assert Actor.agent(AGENT) == Actor(kind=ActorKind.AGENT, id=AGENT.id)
