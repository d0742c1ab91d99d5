"""The hourly look for sudden rises, as a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.world import SHOP, World
from tools import early_warning


def test_it_says_what_rises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path)
    world.complain()
    world.clock.advance(timedelta(days=20))
    for _ in range(12):
        world.complain()

    @contextmanager
    def this_one(_: Any) -> Iterator[Any]:
        yield world.runtime

    monkeypatch.setattr(early_warning, "runtime_of", this_one)
    assert early_warning.main(["--stage", "test", "--shop", SHOP]) == 0
    assert f"{world.clock().date()} category quality: 12, expected" in capsys.readouterr().out
    world.close()
