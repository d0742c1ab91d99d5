"""``replay``: what waits in quarantine goes back into the intake queue, once unless asked again."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from chalicelib.intake.accept import written
from chalicelib.runtime import Runtime
from tests.support.fixtures import world
from tests.support.world import SHOP, World
from tools import replay

__all__ = ["world"]
ARGUMENTS = ["--shop", SHOP, "--stage", "test"]


@pytest.fixture(autouse=True)
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def runtime_of(given: argparse.Namespace) -> Iterator[Runtime]:
        yield world.runtime

    monkeypatch.setattr(replay, "runtime_of", runtime_of)


def quarantined(world: World, text: str, *, code: str) -> str:
    body = written(world.form(text))
    return world.runtime.quarantining.put(body, code=code, reason="a test", message_id=text).id


def test_everything_that_waits_is_processed_and_nothing_twice(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    names = {quarantined(world, text, code="broken") for text in ("质量太差", "快递三天没动")}
    assert replay.main(ARGUMENTS) == 0
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()} == names
    assert len({one.complaint for one in world.process_queue()}) == 2
    assert replay.main(ARGUMENTS) == 0
    assert world.process_queue() == []


def test_one_reason_one_entry_or_all_again(world: World) -> None:
    broken, strange = quarantined(world, "质量太差", code="broken"), quarantined(world, "少发一件", code="strange")
    assert replay.main([*ARGUMENTS, "--code", "strange"]) == 0
    [first] = world.process_queue()
    assert replay.main([*ARGUMENTS, broken]) == 0
    [second] = world.process_queue()
    assert first.complaint != second.complaint
    assert replay.main([*ARGUMENTS, "--again"]) == 0
    assert {one.complaint for one in world.process_queue()} == {first.complaint, second.complaint}
    assert strange != broken


def test_an_unknown_entry_is_named_and_nothing_is_replayed(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    quarantined(world, "质量太差", code="broken")
    assert replay.main([*ARGUMENTS, "q-none"]) == 2
    assert "q-none" in capsys.readouterr().err
    assert world.process_queue() == []
