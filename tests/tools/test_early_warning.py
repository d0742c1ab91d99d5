"""The daily look for sudden rises, as a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.model.alert import Alert
from tests.support.world import SHOP, World
from tools import early_warning


def test_a_rise_is_told_once_for_its_subject_and_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world, told = World(tmp_path), list[Alert]()
    world.complain()
    world.clock.advance(timedelta(days=20))
    for number in range(12):
        world.complain(customer={"email": f"c{number}@customer.example"})
    day = world.clock.now.date().isoformat()

    @contextmanager
    def this_one(_: Any) -> Iterator[Any]:
        yield world.runtime

    monkeypatch.setattr(early_warning, "runtime_of", this_one)
    monkeypatch.setattr(type(world.runtime.alerting), "tell", lambda _, alert: told.append(alert))
    for _ in range(2):
        assert early_warning.main(["--stage", "test", "--shop", SHOP, "--day", day]) == 0
    first, again = told
    assert (first.id, first.subject, first.detail.partition(" ")[0]) == (again.id, "shop", "12")
    assert "shop" in capsys.readouterr().out
    world.close()
