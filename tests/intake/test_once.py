"""One message however often, and however concurrently, it is delivered."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from chalicelib.model.delivery import Delivery
from chalicelib.model.ports import ChannelAccount
from tests.support.arrivals import mailed, relayed, wechat
from tests.support.world import SHOP, World

TEXT = "质量太差，要求退货"
DELIVERIES: dict[str, Callable[[World], Delivery]] = {
    "relay": lambda world: relayed(world, TEXT, external_id="E-1"),
    "wechat": lambda world: wechat(world, TEXT, message="6054768590064713728"),
    "mail": lambda world: mailed(world, TEXT, message="one@customer.example"),
    "form with a key": lambda world: world.form(TEXT, customer={"email": "a@b.example"}).model_copy(
        update={"headers": {"idempotency-key": '"k-1"'}}
    ),
    "form without a key": lambda world: world.form(TEXT, customer={"email": "a@b.example"}),
}
every_channel = pytest.mark.parametrize("make", DELIVERIES.values(), ids=DELIVERIES)


def in_parallel(world: World, deliveries: list[Delivery]) -> list[str]:
    """The complaints, each delivery processed by a thread of its own, all beginning at once."""
    barrier = Barrier(len(deliveries))

    def process(delivery: Delivery) -> str:
        barrier.wait()
        return world.process(delivery).complaint

    with ThreadPoolExecutor(len(deliveries)) as pool:
        return list(pool.map(process, deliveries))


def acknowledgements(world: World, complaint: str) -> int:
    return len(world.runtime.store.dossier(SHOP, complaint).effects)


def messages(world: World, complaint: str) -> list[str]:
    return [message.text for message in world.runtime.store.dossier(SHOP, complaint).messages]


@every_channel
def test_five_deliveries_one_after_the_other_make_one_message(world: World, make: Callable[[World], Delivery]) -> None:
    outcomes = [world.process(make(world)) for _ in range(5)]
    assert [outcome.is_new for outcome in outcomes] == [True, False, False, False, False]
    assert len({(outcome.complaint, outcome.message) for outcome in outcomes}) == 1
    assert messages(world, outcomes[0].complaint) == [TEXT]


@every_channel
def test_five_deliveries_at_once_make_one_message(world: World, make: Callable[[World], Delivery]) -> None:
    complaints = in_parallel(world, [make(world) for _ in range(5)])
    assert len(set(complaints)) == 1
    assert messages(world, complaints[0]) == [TEXT]
    assert acknowledgements(world, complaints[0]) <= 1
    assert world.complaint(complaints[0]).version == 1


def test_the_same_queue_message_processed_again_changes_nothing(world: World) -> None:
    delivery = mailed(world, TEXT)
    first = world.process(delivery)
    head = world.complaint(first.complaint)
    assert world.process(delivery).is_new is False
    assert world.complaint(first.complaint) == head


def test_the_same_id_with_another_body_is_kept_as_a_revision(world: World) -> None:
    first = world.process(relayed(world, TEXT, external_id="E-1"))
    world.clock.advance(timedelta(seconds=1))
    second = world.process(relayed(world, "质量太差，要求换货", external_id="E-1"))
    assert (second.complaint, second.is_new) == (first.complaint, True)
    kept = world.runtime.store.dossier(SHOP, first.complaint).messages
    assert [(message.text, message.revision_of) for message in kept] == [
        (TEXT, None),
        ("质量太差，要求换货", first.message),
    ]


def test_a_revision_delivered_again_is_kept_once(world: World) -> None:
    first = world.process(relayed(world, TEXT, external_id="E-1"))
    outcomes = [world.process(relayed(world, "另一段话", external_id="E-1")) for _ in range(3)]
    assert [outcome.is_new for outcome in outcomes] == [True, False, False]
    assert len(messages(world, first.complaint)) == 2
    assert world.process(relayed(world, TEXT, external_id="E-1")).is_new is False


def test_ids_that_share_a_long_prefix_stay_apart(world: World) -> None:
    prefix = "E" * 200
    outcomes = [world.process(relayed(world, TEXT, external_id=prefix + end)) for end in ("a", "b", "")]
    assert len({outcome.complaint for outcome in outcomes}) == 3


def test_mail_ids_that_share_a_very_long_prefix_stay_apart(world: World) -> None:
    prefix = "m" * 600
    first = world.process(mailed(world, TEXT, subject="a", message=f"{prefix}1@customer.example"))
    second = world.process(mailed(world, TEXT, subject="b", message=f"{prefix}2@customer.example"))
    assert first.complaint != second.complaint


def test_the_same_id_in_another_shop_is_another_message(world: World) -> None:
    ours = relayed(world, TEXT, external_id="E-1")
    theirs = ours.model_copy(update={"id": "d-theirs", "shop": "other"})
    assert [world.process(one).is_new for one in (ours, theirs)] == [True, True]


def test_the_same_id_on_another_account_is_another_message(world: World) -> None:
    world.accounts.add(ChannelAccount(channel="relay", account="second", shop=SHOP))
    ours = relayed(world, TEXT, external_id="E-1")
    theirs = ours.model_copy(update={"id": "d-second", "account": "second"})
    assert world.process(ours).complaint != world.process(theirs).complaint


def test_the_same_id_from_another_place_behind_one_relay_is_another_message(world: World) -> None:
    outcomes = [world.process(relayed(world, TEXT, external_id="E-1", channel=place)) for place in ("12315", "12345")]
    assert outcomes[0].complaint != outcomes[1].complaint


@pytest.mark.parametrize("separator", ["|", "#", ":", "\n", '","', ""])
def test_names_with_separators_in_them_do_not_run_into_each_other(world: World, separator: str) -> None:
    """Joined without care, place, account, kind and id would be the same text in both."""
    between = separator.join(("", SHOP, "id", ""))
    outcomes = [
        world.process(relayed(world, TEXT, channel=place, external_id=name))
        for place, name in ((f"a{between}b", "c"), ("a", f"b{between}c"))
    ]
    assert [outcome.is_new for outcome in outcomes] == [True, True]


def test_one_mail_to_two_accounts_of_a_shop_belongs_to_one_complaint(world: World) -> None:
    world.accounts.add(ChannelAccount(channel="email", account="second@demo.example", shop=SHOP))
    mail = mailed(world, TEXT, message="one@customer.example")
    again = mail.model_copy(update={"id": "d-second", "account": "second@demo.example"})
    assert world.process(mail).complaint == world.process(again).complaint


def test_an_identical_text_without_an_id_counts_as_new_after_a_day(world: World) -> None:
    first = world.process(world.form(TEXT, customer={"email": "a@b.example"}))
    world.clock.advance(timedelta(hours=23, minutes=59))
    assert world.process(world.form(TEXT, customer={"email": "a@b.example"})).complaint == first.complaint
    world.clock.advance(timedelta(minutes=1))
    later = world.process(world.form(TEXT, customer={"email": "a@b.example"}))
    assert (later.is_new, later.complaint == first.complaint) == (True, False)


def test_a_message_with_an_id_stays_known_for_good(world: World) -> None:
    first = world.process(relayed(world, TEXT, external_id="E-1"))
    world.clock.advance(timedelta(days=400))
    assert world.process(relayed(world, TEXT, external_id="E-1")) == type(first)(
        first.complaint, first.message, is_new=False
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "质量太差，要求换货"},
        {"subject": "退货"},
        {"customer": {"email": "c@d.example"}},
        {"order": {"number": "2"}},
        {"attachments": [{"name": "b.png"}]},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_form_that_says_anything_else_is_another_complaint(world: World, changed: dict[str, object]) -> None:
    form = {
        "text": TEXT,
        "subject": "投诉",
        "customer": {"email": "a@b.example"},
        "order": {"number": "1"},
        "attachments": [{"name": "a.png"}],
    }
    first, second = (
        world.process(world.delivery("form", SHOP, json.dumps(body).encode())) for body in (form, {**form, **changed})
    )
    assert (second.is_new, second.message == first.message) == (True, False)


def test_nameless_senders_are_told_apart_by_their_address(world: World) -> None:
    def from_address(address: str) -> Delivery:
        return world.form(TEXT, customer={}).model_copy(update={"source_address": address})

    first, second, again = (world.process(from_address(one)) for one in ("192.0.2.1", "192.0.2.2", "192.0.2.1"))
    assert first.complaint != second.complaint
    assert again.complaint == first.complaint


def test_a_named_sender_who_moves_to_another_address_is_the_same_sender(world: World) -> None:
    outcomes = [
        world.process(
            world.form(TEXT, customer={"email": "a@b.example"}).model_copy(update={"source_address": address})
        )
        for address in ("192.0.2.1", "192.0.2.2")
    ]
    assert outcomes[1].is_new is False


def test_a_burst_of_one_wechat_sender_becomes_one_complaint(world: World) -> None:
    texts = [f"质量问题第{number}句" for number in range(8)]
    complaints = in_parallel(world, [wechat(world, text, message=str(number)) for number, text in enumerate(texts)])
    assert len(set(complaints)) == 1
    assert sorted(messages(world, complaints[0])) == texts
    assert world.complaint(complaints[0]).message_count == 8
    assert acknowledgements(world, complaints[0]) == 1
    assert world.runtime.store.queue_numbers(SHOP) == {"quality": {"waiting": 1}}


def test_two_wechat_senders_at_once_stay_apart(world: World) -> None:
    deliveries = [
        wechat(world, f"质量问题第{number}句", message=str(number), openid=f"openid-{number % 2}")
        for number in range(8)
    ]
    complaints = in_parallel(world, deliveries)
    assert len(set(complaints)) == 2
    assert complaints == [complaints[0], complaints[1]] * 4
