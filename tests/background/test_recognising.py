"""From the stream: a complaint is linked with those about the same matter, or they are suggested, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.desk.desk import Action
from chalicelib.model.errors import Upstream
from tests.support.arrivals import answered, mailed, relayed, wechat
from tests.support.faults import Crash, CrashPoints, refuse, watch_client
from tests.support.hearing import publish
from tests.support.world import AGENT, SHOP, World

TEXT = "质量太差，手机用了整整两天屏幕就坏了，要求换货，订单1"
CALLED = {"phone": "13812345678"}


def heard(world: World, complaint: str) -> None:
    """What the stream tells of it reaches us, as it may twice."""
    for _ in range(2):
        publish(world, world.complaint(complaint))


def of_three_channels(world: World) -> list[str]:
    made = []
    for delivery in (
        relayed(world, TEXT, external_id="1", customer=CALLED, order={"number": "1"}),
        wechat(world, TEXT, message="1"),
        world.form(TEXT, customer=CALLED, order={"number": "1"}),
    ):
        world.clock.advance(timedelta(minutes=5))
        made.append(world.process(delivery).complaint)
        heard(world, made[-1])
    return made


def test_one_matter_over_three_channels_is_one_cluster_and_the_form_is_for_a_person(world: World) -> None:
    relay, chat, form = of_three_channels(world)
    for name in (relay, chat):
        assert world.complaint(name).cluster == (relay, chat)
        assert [one.complaint for one in world.complaint(name).suggestions] == [form]
    shown = world.complaint(form)
    assert shown.cluster == ()
    assert {one.complaint for one in shown.suggestions} == {relay, chat}
    [link] = world.complaint(chat).links
    assert link.by == ""
    assert link.score is not None
    assert "same order" in link.reasons


def test_what_a_person_took_apart_stays_apart(world: World) -> None:
    relay, chat, form = of_three_channels(world)
    world.runtime.matters.unlink(chat, Action(by=AGENT), other=relay, why="")
    world.runtime.matters.unlink(form, Action(by=AGENT), other=relay, why="")
    for name in (relay, chat, form):
        heard(world, name)
    assert world.complaint(relay).cluster == ()
    assert relay not in {one.complaint for one in world.complaint(form).suggestions}
    assert world.runtime.matters.link(relay, Action(by=AGENT), other=chat, why="").cluster == (relay, chat)


def test_a_later_word_that_names_the_order_is_looked_at_again(world: World) -> None:
    first = world.process(relayed(world, TEXT, external_id="1", order={"number": "1"})).complaint
    second = world.process(mailed(world, "请问什么时候给我处理呢，谢谢你们")).complaint
    heard(world, second)
    assert world.complaint(second).suggestions == ()
    world.process(answered(world, second, "订单1"))
    heard(world, second)
    assert [one.complaint for one in world.complaint(second).suggestions] == [first]


def test_another_shops_complaint_is_never_found(world: World) -> None:
    of_three_channels(world)
    foreign = world.form(TEXT, customer=CALLED, order={"number": "1"}).model_copy(update={"shop": "other"})
    [outcome] = world.runtime.processing.process(foreign)
    assert world.runtime.recognising.look("other", outcome.complaint) is False


def test_a_text_is_forgotten_after_its_time(world: World) -> None:
    text = "快递一直没有动静，客服也不回复，到底什么时候能送到"
    world_first = world.process(wechat(world, text, message="1")).complaint
    heard(world, world_first)
    world.clock.advance(timedelta(hours=73))
    second = world.process(wechat(world, text, message="2", openid="openid-2")).complaint
    heard(world, second)
    assert world.complaint(second).suggestions == ()


def test_a_crash_at_any_point_is_made_good_by_the_next_time(world: World) -> None:
    first = world.process(relayed(world, TEXT, external_id="1", customer=CALLED, order={"number": "1"})).complaint
    second = world.process(wechat(world, TEXT, message="1")).complaint
    counted = CrashPoints()
    world.runtime.recognising.look(SHOP, first)
    watch_client(world.client, counted)
    for point in range(200):
        counted.at, counted.passed = point, 0
        try:
            world.runtime.recognising.look(SHOP, second)
        except Crash:
            linked = [bool(world_links(world, name, counted)) for name in (first, second)]
            assert linked[0] == linked[1]
            continue
        break
    counted.at = None
    assert world.complaint(first).cluster == world.complaint(second).cluster == (first, second)
    assert len(world.complaint(first).links) == len(world.complaint(second).links) == 1


def world_links(world: World, name: str, points: CrashPoints) -> tuple[object, ...]:
    points.at = None
    return world.complaint(name).links


def test_when_the_table_refuses_it_comes_again(world: World) -> None:
    [relay, chat] = (
        world.process(delivery).complaint
        for delivery in (
            relayed(world, TEXT, external_id="1", order={"number": "1"}),
            wechat(world, TEXT, message="1"),
        )
    )
    world.runtime.recognising.look(SHOP, relay)
    refuse(world.client, "TransactWriteItems", "ThrottlingException")
    with pytest.raises(Upstream):
        world.runtime.recognising.look(SHOP, chat)
    world.runtime.recognising.look(SHOP, chat)
    assert world.complaint(chat).cluster == (relay, chat)


def test_what_it_costs(world: World) -> None:
    """Read it, write the text's four bands, ask for the order and the person and each band, read who was found."""
    of_three_channels(world)
    last = world.process(wechat(world, TEXT, message="9", openid="openid-2")).complaint
    world.calls.clear()
    world.runtime.recognising.look(SHOP, last)
    calls = world.calls.operations
    assert calls[:2] == ["GetItem", "TransactWriteItems"]
    queries = calls.count("Query")
    assert queries == 4 + 2
    assert calls[2 + queries :] == [*["BatchGetItem"] * 3, "TransactWriteItems"], "found, apart, clusters"
    assert world.calls.items_read <= queries * 10


def test_nothing_found_writes_nothing_but_the_text(world: World) -> None:
    alone = world.process(wechat(world, "完全是另外的一件事情请不要混为一谈", message="1")).complaint
    assert world.runtime.recognising.look(SHOP, alone) is False
    assert world.complaint(alone).version == 1
