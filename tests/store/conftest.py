from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.shelf import BACKENDS, Shelf, shelf_of


@pytest.fixture(params=BACKENDS)
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    """Over the embedded engine, over moto, and over memory: what all of them do, DynamoDB is taken to do."""
    with shelf_of(request.param, tmp_path) as shelf:
        yield shelf


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Shelf]:
    """Where threads meet or calls are made to fail: moto does not isolate one caller from another."""
    with shelf_of("embedded", tmp_path) as shelf:
        yield shelf
