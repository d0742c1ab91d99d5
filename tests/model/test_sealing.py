from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.errors import ConfigurationError
from chalicelib.model.sealing import MARK, Seal

SEAL = Seal(lambda: [b"a test's seal key, long enough"])


@given(st.binary(max_size=2_000), st.text(max_size=30))
def test_what_is_sealed_opens_again(plain: bytes, name: str) -> None:
    kept = SEAL.close(plain, scope=name, name=name)
    assert SEAL.open(kept, scope=name, name=name) == plain
    assert len(kept) == len(plain) + len(MARK) + 12 + 16


def test_the_same_is_never_sealed_the_same() -> None:
    assert SEAL.close(b"x", scope="c", name="c") != SEAL.close(b"x", scope="c", name="c")


def test_what_was_never_sealed_stays_as_it_is() -> None:
    assert SEAL.open(b"{}", scope="c", name="c") == b"{}"


@pytest.mark.parametrize(
    ("other", "scope", "name"),
    [
        (Seal(lambda: [b"another key, as long as that"]), "c1", "c1|message"),
        (SEAL, "c2", "c1|message"),
        (SEAL, "c1", "c1|complaint"),
    ],
)
def test_under_another_key_or_name_it_does_not_open(other: Seal, scope: str, name: str) -> None:
    kept = SEAL.close(b"x", scope="c1", name="c1|message")
    with pytest.raises(ConfigurationError, match="another seal-key"):
        other.open(kept, scope=scope, name=name)


def test_what_was_changed_does_not_open() -> None:
    kept = SEAL.close(b"pay 10", scope="c", name="c")
    with pytest.raises(ConfigurationError):
        SEAL.open(kept[:-1] + bytes([kept[-1] ^ 1]), scope="c", name="c")


def test_the_secret_is_asked_for_once_and_only_when_needed() -> None:
    asked: list[int] = []

    def secrets() -> list[bytes]:
        asked.append(1)
        return [b"a test's seal key, long enough"]

    seal = Seal(secrets)
    assert seal.open(b"plain", scope="c", name="c") == b"plain"
    assert asked == []
    seal.close(b"x", scope="c", name="c")
    seal.close(b"x", scope="d", name="d")
    assert asked == [1]


OLD, NEW = b"the key of last year, long enough", b"the key of this year, long enough"


def test_after_a_new_key_what_was_sealed_before_opens_and_can_be_moved() -> None:
    before, both, after = Seal(lambda: [OLD]), Seal(lambda: [NEW, OLD]), Seal(lambda: [NEW])
    kept = before.close(b"x", scope="c", name="c")
    assert both.open(kept, scope="c", name="c") == b"x"
    renewed = both.renewed(kept, scope="c", name="c")
    assert renewed is not None
    assert after.open(renewed, scope="c", name="c") == b"x"
    assert both.renewed(renewed, scope="c", name="c") is None
    with pytest.raises(ConfigurationError):
        before.open(renewed, scope="c", name="c")
    with pytest.raises(ConfigurationError):
        after.renewed(kept, scope="c", name="c")


def test_what_was_never_sealed_is_when_it_is_renewed() -> None:
    renewed = SEAL.renewed(b"{}", scope="c", name="c")
    assert renewed is not None
    assert renewed.startswith(MARK)
    assert SEAL.open(renewed, scope="c", name="c") == b"{}"
