"""A world, and the API over it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.fixtures import world
from tests.support.world import World

from .api import Api

__all__ = ["world"]


@pytest.fixture
def api(world: World, request: pytest.FixtureRequest) -> Iterator[Api]:
    """Afterwards a test that ``covers`` an operation must have called it."""
    made = Api(world)
    yield made
    said = set(getattr(request.function, "covers", ()))
    assert said <= made.called, f"the test covers {sorted(said - made.called)} in name only"
