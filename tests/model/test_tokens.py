from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model.errors import NotFound
from chalicelib.model.tokens import Signer

OLD, NEW, FOREIGN = (name * 16 for name in (b"o", b"n", b"f"))
signer = Signer((NEW, OLD))
parts = st.lists(st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"])), min_size=1).map(tuple)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(parts)
def test_what_was_signed_is_read(said: tuple[str, ...]) -> None:
    assert signer.read("status", signer.sign("status", *said)) == said


@given(parts)
def test_a_token_is_fit_for_an_address_line(said: tuple[str, ...]) -> None:
    assert set(signer.sign("status", *said)) <= {*ALPHABET, "."}


@given(st.text())
def test_anything_else_is_not_found_and_nothing_worse(token: str) -> None:
    with pytest.raises(NotFound):
        signer.read("status", token)


@given(st.text(ALPHABET + ".=+/ \n"))
def test_anything_like_a_token_is_not_found(token: str) -> None:
    with pytest.raises(NotFound):
        signer.read("status", token)


@given(parts, st.data())
def test_a_changed_character_never_makes_another_meaning(said: tuple[str, ...], data: st.DataObject) -> None:
    """The last character of a base 64 part has bits to spare, so some changes say the same; none says another thing."""
    token = signer.sign("status", *said)
    place = data.draw(st.integers(0, len(token) - 1))
    changed = token[:place] + data.draw(st.sampled_from(ALPHABET + ".")) + token[place + 1 :]
    try:
        read = signer.read("status", changed)
    except NotFound:
        return
    assert read == said


def test_every_byte_of_payload_and_tag_counts() -> None:
    payload, _, tag = signer.sign("status", "demo", "c1").partition(".")
    for place in range(len(payload) - 1):
        other = "A" if payload[place] != "A" else "B"
        with pytest.raises(NotFound):
            signer.read("status", f"{payload[:place]}{other}{payload[place + 1 :]}.{tag}")
    for place in range(len(tag) - 1):
        other = "A" if tag[place] != "A" else "B"
        with pytest.raises(NotFound):
            signer.read("status", f"{payload}.{tag[:place]}{other}{tag[place + 1 :]}")


@pytest.mark.parametrize("junk", ["!", "!!!!", "\n\n\n\n", "é"])
def test_a_token_with_anything_put_into_it_does_not_open(junk: str) -> None:
    token = signer.sign("status", "demo", "c1")
    for place in range(len(token)):
        with pytest.raises(NotFound):
            signer.read("status", token[:place] + junk + token[place:])


def test_a_shortened_tag_does_not_open() -> None:
    token = signer.sign("status", "demo", "c1")
    payload, _, tag = token.partition(".")
    for length in range(len(tag)):
        with pytest.raises(NotFound):
            signer.read("status", f"{payload}.{tag[:length]}")


def test_a_token_for_one_purpose_does_not_open_another() -> None:
    token = signer.sign("survey", "demo", "c1")
    with pytest.raises(NotFound):
        signer.read("status", token)


def test_a_purpose_and_its_payload_do_not_run_into_each_other() -> None:
    _, _, tag = signer.sign("status", "xdemo").partition(".")
    payload, _, _ = signer.sign("statusx", "demo").partition(".")
    with pytest.raises(NotFound):
        signer.read("statusx", f"{payload}.{tag}")


def test_an_old_key_still_opens_but_no_longer_signs() -> None:
    assert signer.read("status", Signer((OLD,)).sign("status", "demo")) == ("demo",)
    assert Signer((NEW,)).read("status", signer.sign("status", "demo")) == ("demo",)
    with pytest.raises(NotFound):
        Signer((OLD,)).read("status", signer.sign("status", "demo"))


def test_a_key_that_rotated_out_or_is_not_ours_opens_nothing() -> None:
    for token in (Signer((FOREIGN,)).sign("status", "demo"), Signer((OLD,)).sign("status", "demo")):
        with pytest.raises(NotFound):
            Signer((NEW,)).read("status", token)


@pytest.mark.parametrize("keys", [(), (b"",), (b"k" * 15,), (NEW, b"short")])
def test_no_key_and_a_short_key_are_refused(keys: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        Signer(keys)
