"""Fixtures that several rooms share; a room's ``conftest.py`` imports the ones it wants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.understanding import understood
from tests.support.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A Huiyin whose understanding is a table of words, so that no test depends on the trained classifier."""
    world = World(tmp_path, assess=understood)
    yield world
    world.close()
