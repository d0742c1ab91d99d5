"""How often the same customer has come lately, through the whole of intake."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.model.assessment import Severity
from chalicelib.model.complaint import Complaint
from chalicelib.model.routing import HandOver
from tests.support.arrivals import answered, wechat
from tests.support.world import World

HOUR = timedelta(hours=1)
PHONE = "13800000000"


def complain(world: World, text: str, **customer: str) -> Complaint:
    return world.complain(text, customer=customer or {"phone": PHONE})


def contacts(complaint: Complaint) -> int:
    assert complaint.routing.inputs
    return len(complaint.routing.inputs.contacts)


def test_each_new_complaint_is_a_contact_and_the_third_within_a_day_is_urgent(world: World) -> None:
    first, second = complain(world, "政策 一"), complain(world, "政策 二")
    assert [contacts(one) for one in (first, second)] == [1, 2]
    world.clock.advance(23 * HOUR)
    third = complain(world, "政策 三")
    assert (second.severity, third.severity) == (Severity.S3, Severity.S1)
    assert third.routing.hand_overs == (HandOver.REPEATED,)
    assert (third.routing.reasons[0].severity, third.routing.reasons[0].code) == (third.severity, "repeated")


def test_after_a_day_it_is_not_often_any_more_and_after_a_week_it_is_forgotten(world: World) -> None:
    complain(world, "政策 一"), complain(world, "政策 二")
    world.clock.advance(24 * HOUR)
    third = complain(world, "政策 三")
    assert (contacts(third), third.severity) == (3, Severity.S3)
    world.clock.advance(timedelta(days=7))
    assert contacts(complain(world, "政策 四")) == 1


def test_who_is_known_by_several_ways_is_counted_once_and_found_by_any(world: World) -> None:
    complain(world, "政策 一", phone="+86 138 0000 0000", email="wang@customer.example")
    world.clock.advance(HOUR)
    complain(world, "政策 二", phone=PHONE)
    world.clock.advance(HOUR)
    assert contacts(complain(world, "政策 三", email="WANG@customer.example")) == 2
    assert contacts(complain(world, "政策 四", phone=PHONE, email="wang@customer.example")) == 4


def test_strangers_are_not_counted_together(world: World) -> None:
    complain(world, "政策 一"), complain(world, "政策 二")
    assert contacts(complain(world, "政策 三", phone="13900000000")) == 1


def test_five_words_in_a_row_are_one_contact_and_one_after_a_silence_is_another(world: World) -> None:
    [complaint] = {world.process(wechat(world, f"质量 {number}", message=str(number))).complaint for number in range(5)}
    assert contacts(world.complaint(complaint)) == 1
    for number in (5, 6):
        world.clock.advance(timedelta(minutes=10))
        world.process(wechat(world, "还没有回复", message=str(number)))
    assert world.complaint(complaint).severity is Severity.S1
    assert contacts(world.complaint(complaint)) == 3


@pytest.mark.parametrize("hours", [1, 30])
def test_an_answer_counts_as_well(world: World, hours: int) -> None:
    first = world.complain("质量", customer={"email": "wang@customer.example"})
    for _ in range(2):
        world.clock.advance(hours * HOUR)
        world.process(answered(world, first.id, "还没有解决"))
    assert (world.complaint(first.id).severity is Severity.S1) is (hours == 1)
