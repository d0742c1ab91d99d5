"""``reprocess`` and ``export-events``: what they write, and that no person is in it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.desk.desk import Action
from chalicelib.runtime import Runtime
from chalicelib.store.histories import differing
from tests.support.fixtures import world
from tests.support.world import SHOP, SUPERVISOR, World
from tools import export_events, reprocess

__all__ = ["world"]
ARGUMENTS = ["--shop", SHOP, "--stage", "test"]


@pytest.fixture(autouse=True)
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def runtime_of(given: argparse.Namespace) -> Iterator[Runtime]:
        yield world.runtime

    for command in (reprocess, export_events):
        monkeypatch.setattr(command, "runtime_of", runtime_of)


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


def test_events_lie_in_a_folder_a_day_without_anybody_in_them(world: World, tmp_path: Path) -> None:
    complaint = lived(world)
    assert export_events.main([*ARGUMENTS, "--out", str(tmp_path)]) == 0
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.jsonl"))
    assert files == ["dt=2026-11-11/events.jsonl", "dt=2026-11-12/events.jsonl"]
    written = "".join((tmp_path / file).read_text("utf-8") for file in files)
    for personal in ("王芳", "13812345678", "987654321098", "质量太差"):
        assert personal not in written
    rows = [json.loads(line) for line in written.splitlines()]
    assert {row["complaint"] for row in rows} == {complaint}
    assert {"received", "replied", "resolved"} <= {row["type"] for row in rows}
    assert len(rows) == len(world.runtime.store.dossier(SHOP, complaint).events)
    assert json.loads(next(row for row in rows if row["type"] == "routed")["body"])["decision"]["queue"] == "quality"


def test_the_days_asked_for_are_written_and_again_the_same(world: World, tmp_path: Path) -> None:
    lived(world)
    arguments = [*ARGUMENTS, "--out", str(tmp_path), "--since", "2026-11-12", "--until", "2026-11-12"]
    export_events.main(arguments)
    [file] = tmp_path.rglob("*.jsonl")
    before = file.read_bytes()
    export_events.main(arguments)
    assert file.read_bytes() == before
    assert file.parent.name == "dt=2026-11-12"
