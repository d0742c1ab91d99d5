"""Reply addresses that cannot be forged, and the order of what a mail answers."""

from __future__ import annotations

import pytest

from chalicelib.channels.email.threads import answers, complaint_in, looks_signed, reply_address, sign

KEYS = ("new", "old")
COMPLAINT = "c0123456789abcdefghj"


@pytest.mark.parametrize("separator", ["+", "-"])
def test_a_reply_address_leads_back(separator: str) -> None:
    address = reply_address(COMPLAINT, keys=KEYS, domain="in.example.com", separator=separator)
    assert complaint_in(address, keys=KEYS) == COMPLAINT
    assert complaint_in(address.upper(), keys=KEYS) == COMPLAINT
    local_part = address.partition("@")[0]
    assert len(local_part) <= 64
    assert local_part.count("+") == (separator == "+")


def test_a_key_rotates_out() -> None:
    address = f"reply+{sign(COMPLAINT, keys=['old'])}@x"
    assert complaint_in(address, keys=("new", "old")) == COMPLAINT
    assert complaint_in(address, keys=("new",)) is None


def test_every_changed_character_is_noticed() -> None:
    token = sign(COMPLAINT, keys=KEYS)
    for position in range(len(token)):
        other = "a" if token[position] != "a" else "b"
        assert complaint_in(f"reply+{token[:position]}{other}{token[position + 1 :]}@x", keys=KEYS) is None


@pytest.mark.parametrize(
    "address", ["reply@x", "reply+@x", "reply+abc@x", "support@shop.example", f"{COMPLAINT}@x", ""]
)
def test_other_addresses_carry_nothing(address: str) -> None:
    assert complaint_in(address, keys=KEYS) is None


def test_a_long_ordinary_address_is_not_mistaken_for_a_token() -> None:
    assert not looks_signed("customerservicedepartment@example.com")


def test_an_id_too_long_for_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        reply_address("c" * 60, keys=KEYS, domain="x")


def test_strongest_first_and_each_once() -> None:
    assert answers(complaints=["c1"], in_reply_to=["b"], references=["a", "b"], tags=["c2"]) == (
        "token:c1",
        "mid:b",
        "mid:a",
        "tag:c2",
    )
