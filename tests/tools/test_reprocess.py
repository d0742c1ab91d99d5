"""``reprocess``: which numbers differ, and that they are put right."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from chalicelib.desk.desk import Action
from chalicelib.runtime import Runtime
from chalicelib.store.histories import differing
from tests.support.fixtures import world
from tests.support.orders import order
from tests.support.world import SHOP, SUPERVISOR, World
from tools import reprocess

__all__ = ["world"]
ARGUMENTS = ["--shop", SHOP, "--stage", "test"]


@pytest.fixture(autouse=True)
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def runtime_of(given: argparse.Namespace) -> Iterator[Runtime]:
        yield world.runtime

    monkeypatch.setattr(reprocess, "runtime_of", runtime_of)


def lived(world: World) -> str:
    text = "质量太差，我叫王芳，电话 13812345678"
    customer = {"name": "王芳", "phone": "13812345678"}
    complaint = world.complain(text, customer=customer, order={"number": "987654321098"}).id
    world.clock.advance(timedelta(days=1))
    world.runtime.desk.reply(complaint, Action(by=SUPERVISOR), text="王芳您好")
    world.runtime.desk.resolve(complaint, Action(by=SUPERVISOR), outcome="solved", text="")
    return complaint


def test_rows_that_differ_are_named_and_nothing_is_written_unless_asked(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    lived(world)
    assert reprocess.main(ARGUMENTS) == 0
    histories = world.runtime.histories
    right = histories.recounted(SHOP)
    histories.correct({next(iter(right)): right[next(iter(right))]}, {})
    assert reprocess.main(ARGUMENTS) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert differing(right, histories.kept(SHOP))
    assert reprocess.main([*ARGUMENTS, "--write"]) == 0
    assert reprocess.main(ARGUMENTS) == 0
    assert differing(right, histories.kept(SHOP)) == []


def test_buyers_of_orders_from_before_are_counted_and_remembered(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """As if the order had come in before anybody counted who buys again."""
    known = order(paid_at="2026-11-03T10:05:00+08:00")
    world.runtime.orders.put(SHOP, (known,))
    assert reprocess.main(ARGUMENTS) == 1
    names = capsys.readouterr().out.split()
    assert [name.partition("#")[0] for name in names if "#" in name[:2]] == ["N", "G"]
    assert reprocess.main([*ARGUMENTS, "--write"]) == 0
    assert reprocess.main(ARGUMENTS) == 0
    assert not world.runtime.buyers.bought(SHOP, known), "it is known"
    assert reprocess.main(ARGUMENTS) == 0


def test_a_buyer_of_no_order_is_nobody(world: World) -> None:
    world.runtime.buyers.bought(SHOP, order(paid_at="2026-11-03T10:05:00+08:00"))
    assert reprocess.main([*ARGUMENTS, "--write"]) == 0
    assert reprocess.main(ARGUMENTS) == 0
