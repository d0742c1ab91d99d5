from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.understanding import lanes

WIDE = st.integers(-(2**39), 2**39)


@given(st.lists(WIDE, max_size=60))
def test_numbers_come_back(values: list[int]) -> None:
    assert lanes.unpacked(lanes.packed(values), len(values)) == tuple(values)


@given(st.binary(max_size=60))
def test_bytes_are_packed_like_numbers(signed: bytes) -> None:
    assert lanes.packed_bytes(signed) == lanes.packed([byte - 256 if byte > 127 else byte for byte in signed])


@given(st.lists(st.tuples(st.lists(WIDE, min_size=5, max_size=5), st.integers(-(2**20), 2**20)), max_size=3))
def test_every_lane_adds_and_multiplies_on_its_own(terms: list[tuple[list[int], int]]) -> None:
    whole = sum(times * lanes.packed(values) for values, times in terms)
    assert lanes.unpacked(whole, 5) == tuple(sum(times * values[lane] for values, times in terms) for lane in range(5))


@given(st.lists(st.tuples(WIDE, WIDE), max_size=60), st.integers(0, 40))
def test_every_lane_is_compared_on_its_own(pairs: list[tuple[int, int]], bits: int) -> None:
    ones, others = ([pair[side] for pair in pairs] for side in (0, 1))
    one, other, width = lanes.packed(ones), lanes.packed(others), len(pairs)
    assert lanes.unpacked(lanes.above_zero(one, width, bits=bits), width) == tuple(max(n, 0) >> bits for n in ones)
    assert lanes.unpacked(lanes.highest(one, other, width), width) == tuple(map(max, ones, others))
    assert lanes.unpacked(lanes.joined([one, other], width), 2 * width) == (*ones, *others)
