from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib import runtime
from tests.support.fixtures import world as _world
from tests.support.world import World

world = _world


@pytest.fixture(autouse=True)
def installed(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The workers find this world's runtime, and afterwards whatever was installed before."""
    monkeypatch.setattr(runtime, "_installed", [world.runtime])
    yield
