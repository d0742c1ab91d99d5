"""A machine for the whole run that tests share, and machines of one's own for tests that break them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .runner import Runner

MakeRunner = Callable[..., Runner]


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """Serving, without the demo shop, surveys after a second; its folder has a name that needs care."""
    runner = Runner(tmp_path_factory.mktemp("machine") / "一台 机器")
    runner.start()
    yield runner
    assert runner.stop() == 0, runner.output
    assert "Traceback" not in runner.output, runner.output


@pytest.fixture
def make_runner(tmp_path: Path) -> Iterator[MakeRunner]:
    """Makes machines that are not started yet; what still runs in the end is killed."""
    made: list[Runner] = []

    def make(name: str = "data", **chosen: object) -> Runner:
        runner = Runner(tmp_path / name, **chosen)  # type: ignore[arg-type]
        made.append(runner)
        return runner

    yield make
    for runner in made:
        if runner.process and runner.process.poll() is None:
            runner.kill()
