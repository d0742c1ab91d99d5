"""Contact fields: what is made comparable, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.channels.contact import by_email, conversation_of, normalise_email, normalise_phone
from chalicelib.model.message import Customer, OrderReference
from chalicelib.model.ports import ChannelAccount


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800000000", "13800000000"),
        ("+86 138 0000 0000", "13800000000"),
        ("0086-138-0000-0000", "13800000000"),
        ("８６１３８００００００００", "13800000000"),
        ("010-6655 4433", "01066554433"),
        ("(02) 2345.6789", "0223456789"),
        ("+852 9123 4567", "+85291234567"),
        ("00 44 20 7946 0018", "+442079460018"),
        ("95588", "95588"),
        ("138****0000", None),
        ("1234", None),
        ("no number", None),
        ("+" + "1" * 21, None),
        ("", None),
    ],
)
def test_phone(typed: str, number: str | None) -> None:
    assert normalise_phone(typed) == number


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Lin@Example.COM ", "Lin@example.com"),
        ("lin＠example.com", "lin@example.com"),
        ("林@例子.中国", "林@例子.中国"),
        ("a@b.example, c@d.example", None),
        ("Lin <lin@example.com>", None),
        ("lin@example.com\nBcc: x@y.example", None),
        ("lin@localhost", None),
        ("lin@example.com.", None),
        ("l" * 65 + "@example.com", None),
        ("lin@" + "e" * 250 + ".com", None),
        ("lin\u202e@example.com", None),
        ("lin\x00@example.com", None),
        ("@", None),
    ],
)
def test_email(typed: str, address: str | None) -> None:
    assert normalise_email(typed) == address


@given(st.text())
def test_a_normal_form_stays_as_it_is(typed: str) -> None:
    for normalise in (normalise_phone, normalise_email):
        if (once := normalise(typed)) is not None:
            assert normalise(once) == once


LIN = Customer(phone="13800000000", email="lin@example.com")
ORDER = OrderReference(number="A-1")


def test_a_conversation_is_one_person_about_one_order() -> None:
    assert conversation_of(LIN, ORDER) == conversation_of(LIN.model_copy(update={"name": "林"}), ORDER)
    assert conversation_of(LIN, ORDER) != conversation_of(LIN, OrderReference(number="A-2"))
    assert conversation_of(LIN, ORDER) != conversation_of(Customer(phone="13800000001"), ORDER)


def test_a_conversation_does_not_show_the_contact() -> None:
    assert "13800000000" not in (conversation_of(LIN, ORDER) or "")


@pytest.mark.parametrize(("customer", "order"), [(LIN, None), (Customer(name="Lin"), ORDER)])
def test_half_of_it_is_no_conversation(customer: Customer, order: OrderReference | None) -> None:
    assert conversation_of(customer, order) is None


def test_an_answer_by_email_needs_an_address_and_a_mailbox() -> None:
    with_mailbox = ChannelAccount(channel="form", account="web", shop="s", settings={"email_account": "support"})
    without = ChannelAccount(channel="form", account="web", shop="s")
    address = by_email(LIN, with_mailbox)
    assert address is not None
    assert (address.channel, address.account, address.recipient) == ("email", "support", "lin@example.com")
    assert by_email(LIN, without) is None
    assert by_email(Customer(phone="13800000000"), with_mailbox) is None
