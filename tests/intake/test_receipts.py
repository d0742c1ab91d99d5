"""The receipt given for a delivery leads to what became of it."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.intake.matching import RECEIPT
from chalicelib.intake.quarantine import QUARANTINED
from chalicelib.model.delivery import Delivery
from tests.support.arrivals import answered, mailed
from tests.support.world import AGENT, SHOP, World


def receipt(world: World, delivery: Delivery) -> str | None:
    return world.runtime.store.recorded(SHOP, [(RECEIPT, delivery.id)]).get((RECEIPT, delivery.id))


def quarantined(world: World, delivery: Delivery) -> str:
    entry = world.runtime.quarantining.put(
        delivery.model_dump_json(), code="malformed_payload", reason="a test", message_id="1"
    )
    return entry.id


def test_a_receipt_leads_to_the_new_complaint(world: World) -> None:
    delivery = mailed(world, "质量")
    assert receipt(world, delivery) is None
    outcome = world.process(delivery)
    assert receipt(world, delivery) == outcome.complaint


def test_a_receipt_of_an_answer_leads_to_the_complaint_it_joined(world: World) -> None:
    complaint = world.process(mailed(world, "质量")).complaint
    answer = answered(world, complaint, "补充")
    world.process(answer)
    assert receipt(world, answer) == complaint


def test_every_repetition_has_a_receipt_of_its_own_that_leads_to_the_same_complaint(world: World) -> None:
    first, again = (mailed(world, "质量", message="one@customer.example") for _ in range(2))
    complaint = world.process(first).complaint
    version = world.complaint(complaint).version
    for _ in range(2):
        world.process(again)
    assert receipt(world, again) == complaint
    assert world.complaint(complaint).version == version


def test_a_receipt_lasts_ninety_days(world: World) -> None:
    delivery = mailed(world, "质量")
    world.process(delivery)
    world.clock.advance(timedelta(days=89))
    assert receipt(world, delivery)
    world.clock.advance(timedelta(days=1))
    assert receipt(world, delivery) is None


def test_a_receipt_leads_to_quarantine_until_the_replay_got_through(world: World) -> None:
    delivery = mailed(world, "质量")
    entry = quarantined(world, delivery)
    assert receipt(world, delivery) == QUARANTINED + entry
    world.runtime.quarantining.replay(SHOP, entry, by=AGENT)
    [outcome] = world.process_queue()
    assert receipt(world, delivery) == outcome.complaint


def test_a_late_dead_letter_does_not_take_the_receipt_from_the_complaint(world: World) -> None:
    delivery = mailed(world, "质量")
    complaint = world.process(delivery).complaint
    quarantined(world, delivery)
    assert receipt(world, delivery) == complaint


def test_a_repetition_that_was_quarantined_first_gets_its_receipt_too(world: World) -> None:
    first, again = (mailed(world, "质量", message="one@customer.example") for _ in range(2))
    complaint = world.process(first).complaint
    quarantined(world, again)
    world.process(again)
    assert receipt(world, again) == complaint


def test_a_delivery_quarantined_again_keeps_its_receipt_for_another_ninety_days(world: World) -> None:
    delivery = mailed(world, "质量")
    quarantined(world, delivery)
    world.clock.advance(timedelta(days=80))
    entry = quarantined(world, delivery)
    world.clock.advance(timedelta(days=80))
    assert receipt(world, delivery) == QUARANTINED + entry
