"""Search rows come and go with what names a complaint; once rows hold until they expire."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.model import event as facts
from chalicelib.model.change import Once
from chalicelib.model.errors import AlreadyRecorded, InvalidInput
from chalicelib.model.message import Customer, OrderReference
from chalicelib.store import keys, rows
from tests.store.shelf import SHOP, Shelf, opening
from tests.support.fakes import START
from tests.support.world import SECRET

HOUR = timedelta(hours=1)


def found(shelf: Shelf, kind: str, value: str, *, shop: str = SHOP) -> list[str]:
    return [one.id for one in shelf.store.search(shop, kind=kind, value=value, limit=25).items]


def test_a_complaint_is_found_by_each_thing_that_names_it(shelf: Shelf) -> None:
    customer = Customer(id="openid-1", phone="13800000000", email="Wang@Customer.example")
    shelf.put(text="质量 订单77 电话13900000009", customer=customer, order="A-1")
    for kind, value in (
        ("customer", "openid-1"),
        ("phone", "13800000000"),
        ("phone", "13900000009"),
        ("email", "wang@customer.example"),
        ("order", "A-1"),
        ("order", "77"),
    ):
        assert found(shelf, kind, value) == ["c1"]
    assert found(shelf, "phone", "77") == []


@pytest.mark.parametrize("typed", ["+86 138-0000-0000", "8613800000000", "138 0000 0000", "13800000000"])
def test_a_phone_is_found_however_it_is_typed(shelf: Shelf, typed: str) -> None:
    shelf.put(customer=Customer(phone="13800000000"))
    assert found(shelf, "phone", typed) == ["c1"]


def test_an_order_is_found_without_regard_to_case_and_blanks(shelf: Shelf) -> None:
    shelf.put(order="AB 12-c")
    assert found(shelf, "order", " ab12-C ") == ["c1"]


def test_a_foreign_number_that_begins_with_86_keeps_its_digits() -> None:
    assert rows.normalised("phone", "+8613800000000") == "13800000000"
    assert rows.normalised("phone", "86138000") == "86138000"
    assert rows.normalised("phone", "4913800000000") == "4913800000000"


def test_what_no_longer_names_a_complaint_no_longer_finds_it(shelf: Shelf) -> None:
    complaint = shelf.put(order="A-1")
    known = {"message": complaint.messages[0], "reply_to": complaint.reply_to}
    shelf.say(complaint, facts.MessageAdded(customer=Customer(phone="1"), order=OrderReference(number="A-2"), **known))
    assert found(shelf, "order", "A-1") == found(shelf, "email", "wang@customer.example") == []
    assert found(shelf, "order", "A-2") == found(shelf, "phone", "1") == ["c1"]


def test_the_newest_is_found_first_page_by_page(shelf: Shelf) -> None:
    for number in range(5):
        shelf.put(f"c{number}", order="A-1")
    ids, cursor = [], None
    for _ in range(3):
        page = shelf.store.search(SHOP, kind="order", value="A-1", limit=2, cursor=cursor)
        ids.append([one.id for one in page.items])
        cursor = page.next
    assert (ids, cursor) == ([["c4", "c3"], ["c2", "c1"], ["c0"]], None)


def test_nothing_of_another_shop_is_found(shelf: Shelf) -> None:
    shelf.store.commit(opening("c9", shop="other", order="A-1"))
    assert (found(shelf, "order", "A-1"), found(shelf, "order", "A-1", shop="other")) == ([], ["c9"])


def test_a_foreign_cursor_is_refused_by_name_or_shows_nothing_foreign(shelf: Shelf) -> None:
    for number in range(2):
        shelf.put(f"c{number}", order="A-1")
        shelf.put(f"d{number}", order="A-2")
    cursor = shelf.store.search(SHOP, kind="order", value="A-2", limit=1).next
    try:
        page = shelf.store.search(SHOP, kind="order", value="A-1", limit=5, cursor=cursor)
    except InvalidInput as error:
        assert set(error.fields) == {"cursor"}
    else:
        assert {one.id for one in page.items} <= {"c0", "c1"}


def test_no_personal_data_is_in_a_key(shelf: Shelf) -> None:
    shelf.put(
        customer=Customer(phone="13800000000", email="wang@customer.example"), once=(once("wang@customer.example"),)
    )
    names = "".join(row["PK"]["S"] + row["SK"]["S"] for row in shelf.rows())
    assert "13800000000" not in names
    assert "wang" not in names


def test_a_value_cannot_be_guessed_without_the_key() -> None:
    """There are few enough phone numbers to hash them all, so the hash needs a key."""
    value = "13800000000"
    plain = hashlib.sha256(value.encode()).hexdigest()
    mine, other = (keys.search_partition(SHOP, "phone", value, secret=secret) for secret in (SECRET, b"another key"))
    assert mine != other
    assert plain not in mine + keys.once_key(SHOP, "phone", value, secret=SECRET)["PK"]["S"]


@given(st.text(), st.text())
def test_names_are_one_key_only_when_they_are_one_name(one: str, other: str) -> None:
    assert (
        keys.once_key(SHOP, "message", one, secret=SECRET) == keys.once_key(SHOP, "message", other, secret=SECRET)
    ) is (one == other)


def test_half_a_character_is_a_name_too() -> None:
    assert keys.once_key(SHOP, "message", "\ud800", secret=SECRET) != keys.once_key(
        SHOP, "message", "\udfff", secret=SECRET
    )


def once(key: str, value: str = "c1", **about: object) -> Once:
    return Once(kind="message", key=key, value=value, **about)  # type: ignore[arg-type]


def recorded(shelf: Shelf, *names: str, shop: str = SHOP) -> dict[str, str]:
    answer = shelf.store.recorded(shop, [("message", name) for name in names])
    return {name: value for (_, name), value in answer.items()}


def test_of_the_names_asked_for_those_recorded_come_back_with_their_values(shelf: Shelf) -> None:
    shelf.store.record(SHOP, once("a", "1"), once("b", "2"))
    assert recorded(shelf, "a", "b", "c") == {"a": "1", "b": "2"}
    assert recorded(shelf) == {}
    assert recorded(shelf, "a", shop="other") == {}
    assert shelf.store.recorded(SHOP, [("thread", "a")]) == {}


def test_what_is_recorded_is_not_recorded_again(shelf: Shelf) -> None:
    shelf.store.record(SHOP, once("a", "1"))
    with pytest.raises(AlreadyRecorded) as caught:
        shelf.store.record(SHOP, once("b"), once("a", "2"))
    assert caught.value.key == "message:a"
    assert recorded(shelf, "a", "b") == {"a": "1"}


def test_a_value_is_replaced_only_by_who_has_read_it(shelf: Shelf) -> None:
    shelf.store.record(SHOP, once("a", "1"))
    shelf.store.record(SHOP, once("a", "2", replaces="1"))
    with pytest.raises(AlreadyRecorded):
        shelf.store.record(SHOP, once("a", "3", replaces="1"))
    assert recorded(shelf, "a") == {"a": "2"}


def test_who_has_read_a_value_may_write_it_though_it_is_gone(shelf: Shelf) -> None:
    shelf.store.record(SHOP, once("a", "2", replaces="1"))
    assert recorded(shelf, "a") == {"a": "2"}


def test_what_has_expired_is_forgotten_to_the_second_and_may_be_written_again(shelf: Shelf) -> None:
    shelf.store.record(SHOP, once("a", "1", expires_at=START + HOUR))
    shelf.clock.now = START + HOUR - timedelta(seconds=1)
    assert recorded(shelf, "a") == {"a": "1"}
    with pytest.raises(AlreadyRecorded):
        shelf.store.record(SHOP, once("a", "2"))
    shelf.clock.now = START + HOUR
    assert recorded(shelf, "a") == {}
    shelf.store.record(SHOP, once("a", "2"))
    assert recorded(shelf, "a") == {"a": "2"}


def test_what_does_not_expire_stays(shelf: Shelf) -> None:
    shelf.store.record(SHOP, once("a"))
    shelf.clock.advance(timedelta(days=4_000))
    assert recorded(shelf, "a") == {"a": "c1"}


def test_a_hundred_names_are_one_call(embedded: Shelf) -> None:
    calls: list[str] = []
    embedded.client.meta.events.register("after-call.dynamodb", lambda model, **_: calls.append(model.name))
    embedded.store.record(SHOP, *(once(str(number)) for number in range(50)))
    assert len(recorded(embedded, *map(str, range(100)))) == 50
    assert calls == ["TransactWriteItems", "BatchGetItem"]


def test_names_that_dynamodb_leaves_for_later_are_asked_for_again(embedded: Shelf) -> None:
    embedded.store.record(SHOP, once("a", "1"), once("b", "2"))
    events = embedded.client.meta.events

    def leave_one(parsed: dict[str, dict[str, object]], **_: object) -> None:
        events.unregister("after-call.dynamodb.BatchGetItem", leave_one)
        [(table, items)] = parsed["Responses"].items()
        assert isinstance(items, list)
        left = items.pop()
        parsed["UnprocessedKeys"] = {table: {"Keys": [{"PK": left["PK"], "SK": left["SK"]}], "ConsistentRead": True}}

    events.register("after-call.dynamodb.BatchGetItem", leave_one)
    assert recorded(embedded, "a", "b") == {"a": "1", "b": "2"}
